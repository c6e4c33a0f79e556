package io.github.cloudstackreactive.benchmarks.race;

import io.github.cloudstackreactive.model.ApiLimit;
import java.util.Arrays;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Many small calls, some at a time.
 *
 * @param perSecond how many were answered a second
 * @param nanos how long each took, the shortest first
 */
record Burst(double perSecond, long[] nanos) {

    static Burst of(SmallCaller caller, int calls, int concurrent) {
        long[] nanos = new long[calls];
        long began = System.nanoTime();
        long answered = Flux.range(0, calls)
                .flatMap(number -> timed(caller, nanos, number), concurrent)
                .filter(limit -> "admin".equals(limit.account()))
                .count()
                .blockOptional()
                .orElseThrow();
        long took = System.nanoTime() - began;
        if (answered != calls) {
            throw new IllegalStateException("Of " + calls + " calls " + answered + " were answered well.");
        }
        Arrays.sort(nanos);
        return new Burst(calls * 1e9 / took, nanos);
    }

    private static Mono<ApiLimit> timed(SmallCaller caller, long[] nanos, int number) {
        return Mono.defer(() -> {
            long began = System.nanoTime();
            return caller.call().doOnNext(limit -> nanos[number] = System.nanoTime() - began);
        });
    }

    /** The time that this part of the calls took no longer than, in microseconds. */
    double micros(double part) {
        return nanos[(int) Math.ceil(part * nanos.length) - 1] / 1_000.0;
    }
}
