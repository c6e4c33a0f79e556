package io.github.cloudstackreactive.call;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.SingleCommand;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.job.JobMono;
import io.github.cloudstackreactive.job.JobSettings;
import io.github.cloudstackreactive.job.Jobs;
import io.github.cloudstackreactive.limit.Load;
import io.github.cloudstackreactive.paging.ListFlux;
import io.github.cloudstackreactive.paging.Pager;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.transport.Transport;
import java.time.Clock;
import reactor.core.publisher.Mono;

/** The rooms joined: one exchange, over which pages are turned and jobs are waited for. */
public final class Wiring implements Calls {

    private final Pager pager;
    private final Jobs jobs;
    private final Mono<String> serverVersion;
    private final Exchange exchange;

    /**
     * @param clock what a server's clock is compared with
     */
    public Wiring(
            Transport transport,
            Authenticator authenticator,
            Clock clock,
            ExchangeSettings exchangeSettings,
            JobSettings jobSettings,
            int pageSize) {
        this.exchange = new Exchange(transport, authenticator, exchangeSettings);
        Decoder decoder =
                new Decoder(clock, exchangeSettings.form(), exchangeSettings.limits(), authenticator::forEachSecret);
        this.pager = new Pager(exchange, decoder, pageSize);
        this.jobs = new Jobs(exchange, decoder, jobSettings);
        this.serverVersion = ServerVersion.askedOnce(this, exchange);
    }

    @Override
    public <T> Mono<T> execute(SingleCommand<T> command) {
        return jobs.run(command);
    }

    @Override
    public <T> ListFlux<T> list(ListCommand<T> command) {
        return pager.list(command);
    }

    @Override
    public <T> JobMono<T> submit(AsyncCommand<T> command) {
        return jobs.submit(command);
    }

    /** The server's version; asked for until it is known, and then never again. */
    public Mono<String> serverVersion() {
        return serverVersion;
    }

    /** Lets all go that wait for their turn, once the transport is closed. */
    public void close() {
        exchange.close();
    }

    /** What is in hand now. */
    public Load load() {
        return exchange.load();
    }

    /** The jobs of this account. */
    public Jobs jobs() {
        return jobs;
    }
}
