package io.github.cloudstackreactive;

import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.SingleCommand;
import io.github.cloudstackreactive.exoscale.ExoscaleApi;
import io.github.cloudstackreactive.job.JobMono;
import io.github.cloudstackreactive.job.Jobs;
import io.github.cloudstackreactive.paging.ListFlux;
import java.net.URI;
import reactor.core.publisher.Mono;

/**
 * A client of one organization on Exoscale, by its Compute API v1: CloudStack's protocol with commands and types of its
 * own.
 *
 * <p>It is configured as a {@link CloudStackClient} is, and differs in three things. The commands and types are those of
 * {@code io.github.cloudstackreactive.exoscale}. A list that is filtered by an unknown id, which this API refuses with 431,
 * is empty. And no job ids of this client's choosing are sent, which this API does not take: where the reply that starts a
 * job is lost, the outcome is unknown.
 *
 * <pre>{@code
 * try (ExoscaleClient exoscale = ExoscaleClient.create()) {
 *     Flux<DnsRecord> records = exoscale.dns().listDnsDomainRecords(list -> list.name("example.org"));
 * }
 * }</pre>
 */
public final class ExoscaleClient implements ExoscaleApi, AutoCloseable {

    private final CloudStackClient client;

    ExoscaleClient(CloudStackClient client) {
        this.client = client;
    }

    /**
     * A client as the environment, the system properties or a profile file configure it.
     *
     * <p>Reads files: not to be called on an event loop.
     *
     * @throws io.github.cloudstackreactive.error.ConfigurationException naming each place looked at and what was missing
     */
    public static ExoscaleClient create() {
        return CloudStackClient.builder().buildExoscale();
    }

    @Override
    public <T> Mono<T> execute(SingleCommand<T> command) {
        return client.execute(command);
    }

    @Override
    public <T> ListFlux<T> list(ListCommand<T> command) {
        return client.list(command);
    }

    @Override
    public <T> JobMono<T> submit(AsyncCommand<T> command) {
        return client.submit(command);
    }

    /** The jobs of this organization: to attach to one that was submitted before. */
    public Jobs jobs() {
        return client.jobs();
    }

    /** Where this client sends its commands. */
    public URI endpoint() {
        return client.endpoint();
    }

    /** Sends nothing more and begins to close the pool of connections; returns at once. Calls in flight may end. */
    @Override
    public void close() {
        client.close();
    }

    /** As {@link CloudStackClient#closeLater()}. */
    public Mono<Void> closeLater() {
        return client.closeLater();
    }

    /** Where it sends its commands. */
    @Override
    public String toString() {
        return "ExoscaleClient[" + endpoint() + "]";
    }
}
