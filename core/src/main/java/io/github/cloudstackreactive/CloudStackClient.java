package io.github.cloudstackreactive;

import io.github.cloudstackreactive.api.CloudStackApi;
import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.call.Scope;
import io.github.cloudstackreactive.call.Wiring;
import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.SingleCommand;
import io.github.cloudstackreactive.discovery.ApiCatalog;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.job.JobMono;
import io.github.cloudstackreactive.job.Jobs;
import io.github.cloudstackreactive.limit.Load;
import io.github.cloudstackreactive.paging.ListFlux;
import io.github.cloudstackreactive.session.Session;
import io.github.cloudstackreactive.transport.Transport;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A client of one account on one cloud.
 *
 * <p>Make one and share it: it is immutable, for use by any number of threads, and holds one pool of connections. Close it
 * when the program ends.
 *
 * <pre>{@code
 * try (CloudStackClient cloud = CloudStackClient.create()) {
 *     Flux<VirtualMachine> running = cloud.virtualMachines().listVirtualMachines(list -> list.state("Running"));
 *     Mono<TimeOfDay> now = cloud.execute(Command.of("getTimeOfDay", TimeOfDay.class).with("example", "moo"));
 * }
 * }</pre>
 */
public final class CloudStackClient implements CloudStackApi, AutoCloseable {

    /** How long an authenticator may take to give back what it holds on the server. */
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);

    private final URI endpoint;
    private final String source;
    private final Transport transport;
    private final Authenticator authenticator;
    private final Wiring wiring;
    private final @Nullable Session session;

    CloudStackClient(
            URI endpoint,
            String source,
            Transport transport,
            Authenticator authenticator,
            Wiring wiring,
            @Nullable Session session) {
        this.endpoint = endpoint;
        this.source = source;
        this.transport = transport;
        this.authenticator = authenticator;
        this.wiring = wiring;
        this.session = session;
    }

    /**
     * A client as the environment, the system properties or a profile file configure it.
     *
     * <p>Reads files: not to be called on an event loop.
     *
     * @throws io.github.cloudstackreactive.error.ConfigurationException naming each place looked at and what was missing
     */
    public static CloudStackClient create() {
        return builder().build();
    }

    /** A client configured by hand, as far as that goes; what it leaves open is looked up as by {@link #create()}. */
    public static CloudStackClientBuilder builder() {
        return new CloudStackClientBuilder();
    }

    @Override
    public <T> Mono<T> execute(SingleCommand<T> command) {
        return wiring.execute(command);
    }

    @Override
    public <T> ListFlux<T> list(ListCommand<T> command) {
        return wiring.list(command);
    }

    @Override
    public <T> JobMono<T> submit(AsyncCommand<T> command) {
        return wiring.submit(command);
    }

    /**
     * The same client in the scope of a project: adds {@code projectid} to each command that takes it.
     *
     * <p>What a command sets itself wins: one that names a project keeps it, and one that names an {@code account} is sent as
     * it is, since a server refuses both together. Commands that take no project are sent as they are, and so is an untyped
     * one that does not say {@link io.github.cloudstackreactive.command.UntypedCommand#takes}.
     *
     * @param projectId the project's id; {@code -1} for all projects, where a list is asked for
     */
    public CloudStackApi inProject(String projectId) {
        return CloudStackApi.over(Scope.ofProject(this, projectId));
    }

    /**
     * The same client on behalf of an account: adds {@code account} and {@code domainid} to each command that takes both.
     *
     * <p>What a command sets itself wins: one that names another account or another domain is sent as it is, and so is one that
     * names a {@code projectid}, since a server refuses both together. An untyped command says by {@link
     * io.github.cloudstackreactive.command.UntypedCommand#takes} what it takes.
     *
     * @param account the account's name, which is what the parameter of that name takes
     * @param domainId the id of the account's domain
     */
    public CloudStackApi asAccount(String account, String domainId) {
        return CloudStackApi.over(Scope.ofAccount(this, account, domainId));
    }

    /**
     * What version the server says that it is, such as {@code 4.22.0.0}.
     *
     * <p>Asked for by listCapabilities once; then kept as long as this client. A failure is not kept: the next subscriber
     * asks again. Those who come while it is being asked for share the request, which is cancelled with the last of them.
     * Once it is known, a refusal of a command that is newer than the server says so.
     *
     * @return cold; errors with {@link io.github.cloudstackreactive.error.ProtocolException} where the server does not tell
     */
    public Mono<String> serverVersion() {
        return wiring.serverVersion();
    }

    /**
     * What this account may call on this server, a plugin's commands included, as the server itself lists it.
     *
     * <p>One request for the whole list, some 1.5 MB and 840 commands.
     *
     * @return cold: each subscription asks anew
     */
    public Mono<ApiCatalog> discover() {
        return ApiCatalog.read(this);
    }

    /**
     * The same client, which checks each command against a catalog before it sends anything.
     *
     * <p>A command that does not agree is thrown back at the call, before there is a publisher: see {@link ApiCatalog#check}.
     */
    public CloudStackApi checkedBy(ApiCatalog catalog) {
        return CloudStackApi.over(catalog.checking(this));
    }

    /** The jobs of this account: to attach to one that was submitted before. */
    public Jobs jobs() {
        return wiring.jobs();
    }

    /**
     * The session of a client that logs in: for a second factor, and for the user's keys. Calls need nothing of it.
     *
     * @throws ConfigurationException if this client signs with keys, and so has none
     */
    public Session session() {
        if (session == null) {
            throw new ConfigurationException("This client has no session, since it does not log in. Give its builder a"
                    + " login(…), or a profile of cmk that has a user name, a password and no keys.");
        }
        return session;
    }

    /** What this client has in hand at this moment: requests under way, and calls that wait for their turn. */
    public Load load() {
        return wiring.load();
    }

    /**
     * Opens connections before they are needed, TLS included, and sends nothing on them, so that the first calls need not
     * wait for that.
     *
     * <p>One that stays idle is closed after 25 s. What is cancelled or fails leaves open what was opened until then, or
     * closes it.
     *
     * @param connections how many are to be open, at most as many as the pool takes
     * @return cold; completes when they are open, or errors with {@link
     *     io.github.cloudstackreactive.error.TransportException}
     */
    public Mono<Void> warmUp(int connections) {
        if (connections < 1) {
            throw new IllegalArgumentException("Give at least 1 connection to open, not " + connections + ".");
        }
        return transport.warmUp(connections);
    }

    /** Where this client sends its commands. */
    public URI endpoint() {
        return endpoint;
    }

    /** Where endpoint and credentials were found, such as {@code environment CLOUDSTACK_*}. */
    public String source() {
        return source;
    }

    /** Sends nothing more and begins to close the pool of connections; returns at once. Calls in flight may end. */
    @Override
    public void close() {
        closeLater().subscribe();
    }

    /**
     * Sends nothing more, and closes the pool of connections unless it, or its HttpClient, is the caller's.
     *
     * <p>Calls in flight may end; whatever would send another request, such as waiting for a job, fails with {@link
     * io.github.cloudstackreactive.error.TransportException}. An open session is ended on the server first, if that takes no
     * more than some seconds; a call that reaches the server after that is refused. A cancel ends the waiting for that: the
     * pool is closed all the same.
     *
     * @return cold; completes when the pool is closed
     */
    public Mono<Void> closeLater() {
        // Who waits for a turn learns of it when the transport is closed, and not before.
        Mono<Void> closing = transport.close().doOnSubscribe(closed -> wiring.close());
        return Mono.defer(authenticator::close)
                .timeout(LONGEST_FAREWELL)
                .onErrorResume(failure -> Mono.empty())
                .doOnCancel(closing::subscribe)
                .then(closing);
    }

    /** Where it sends its commands. */
    @Override
    public String toString() {
        return "CloudStackClient[" + endpoint + "]";
    }
}
