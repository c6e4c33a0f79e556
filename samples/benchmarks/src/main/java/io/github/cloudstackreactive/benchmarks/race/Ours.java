package io.github.cloudstackreactive.benchmarks.race;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.model.ApiLimit;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.paging.ListFlux;
import java.net.URI;
import reactor.core.publisher.Mono;

/** This library. */
final class Ours implements Contestant, SmallCaller {

    private final CloudStackClient cloud;
    private final int prefetch;

    Ours(URI endpoint, int prefetch) {
        this.cloud = CloudStackClient.builder()
                .endpoint(endpoint.toString())
                .credentials(API_KEY, SECRET_KEY)
                .build();
        this.prefetch = prefetch;
    }

    ListFlux<VirtualMachine> machines() {
        return cloud.virtualMachines()
                .listVirtualMachines(list -> list.listAll(true))
                .pageSize(PAGE_SIZE)
                .prefetch(prefetch);
    }

    @Override
    public void list(RowCheck rows) {
        machines()
                .doOnNext(machine -> rows.accept(machine.id()))
                .takeUntil(machine -> rows.timeIsUp())
                .blockLast();
    }

    @Override
    public Mono<ApiLimit> call() {
        return cloud.apis().getApiLimit();
    }

    @Override
    public void close() {
        cloud.close();
    }
}
