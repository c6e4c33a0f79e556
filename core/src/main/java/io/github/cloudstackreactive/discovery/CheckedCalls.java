package io.github.cloudstackreactive.discovery;

import io.github.cloudstackreactive.call.Calls;
import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.SingleCommand;
import io.github.cloudstackreactive.job.JobMono;
import io.github.cloudstackreactive.paging.ListFlux;
import reactor.core.publisher.Mono;

/** Calls whose commands are held against a catalog first. */
final class CheckedCalls implements Calls {

    private final Calls calls;
    private final ApiCatalog catalog;

    CheckedCalls(Calls calls, ApiCatalog catalog) {
        this.calls = calls;
        this.catalog = catalog;
    }

    @Override
    public <T> Mono<T> execute(SingleCommand<T> command) {
        catalog.check(command);
        return calls.execute(command);
    }

    @Override
    public <T> ListFlux<T> list(ListCommand<T> command) {
        catalog.check(command);
        return calls.list(command);
    }

    @Override
    public <T> JobMono<T> submit(AsyncCommand<T> command) {
        catalog.check(command);
        return calls.submit(command);
    }
}
