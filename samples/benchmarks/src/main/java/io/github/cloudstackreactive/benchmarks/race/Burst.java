package io.github.cloudstackreactive.benchmarks.race;

import io.github.cloudstackreactive.model.ApiLimit;
import java.util.Arrays;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Many small calls, some at a time.
 *
 * @param perSecond how many were answered a second
 * @param processorMicros what the whole process took for each
 * @param bytes what the whole process allocated for each
 * @param nanos how long each took, the shortest first
 */
record Burst(double perSecond, double processorMicros, double bytes, long[] nanos) {

    static Burst of(SmallCaller caller, int calls, int concurrent) {
        long[] nanos = new long[calls];
        Usage usage = Usage.of(() -> answered(caller, nanos, concurrent));
        Arrays.sort(nanos);
        return new Burst(
                calls / usage.seconds(),
                usage.processorSeconds() * 1e6 / calls,
                usage.allocatedBytes() / (double) calls,
                nanos);
    }

    private static void answered(SmallCaller caller, long[] nanos, int concurrent) {
        long answered = Flux.range(0, nanos.length)
                .flatMap(number -> timed(caller, nanos, number), concurrent)
                .filter(limit -> "admin".equals(limit.account()))
                .count()
                .blockOptional()
                .orElseThrow();
        if (answered != nanos.length) {
            throw new IllegalStateException("Of " + nanos.length + " calls of "
                    + caller.getClass().getSimpleName() + " " + answered + " were answered well.");
        }
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
