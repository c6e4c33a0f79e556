package io.github.cloudstackreactive.benchmarks.race;

import io.github.cloudstackreactive.model.ApiLimit;
import reactor.core.publisher.Mono;

/** A client that makes a call with a small answer. */
interface SmallCaller extends AutoCloseable {

    Mono<ApiLimit> call();

    @Override
    void close();
}
