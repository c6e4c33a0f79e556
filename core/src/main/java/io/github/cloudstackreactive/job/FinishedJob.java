package io.github.cloudstackreactive.job;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What stands for a job where the server answered at once. */
record FinishedJob<T>(@Nullable T value) implements AsyncJob<T> {

    @Override
    public @Nullable String jobId() {
        return null;
    }

    @Override
    public @Nullable String resourceId() {
        return null;
    }

    @Override
    public Mono<T> result() {
        return Mono.justOrEmpty(value);
    }

    @Override
    public Flux<JobUpdate> updates() {
        return Flux.empty();
    }

    /** That it is finished; nothing of the value. */
    @Override
    public String toString() {
        return "FinishedJob";
    }
}
