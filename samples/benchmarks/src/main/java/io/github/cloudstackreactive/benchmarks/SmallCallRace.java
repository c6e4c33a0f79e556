package io.github.cloudstackreactive.benchmarks;

import io.github.cloudstackreactive.model.ApiLimit;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Small commands, 64 at once, by this client and without it, in turns: medians of the rounds. */
final class SmallCallRace {

    private static final int ROUNDS = 9;
    private static final int WARM_UP = 90_000;

    private SmallCallRace() {}

    /**
     * One turn of one of the two.
     *
     * @param perSecond how many calls ended in a second
     * @param late how many nanoseconds all but one call in a hundred took at most
     */
    private record Round(double perSecond, double late) {}

    static void run(boolean quick) {
        Duration turn = Duration.ofMillis(quick ? 500 : 2_000);
        try (SmallCalls calls = new SmallCalls()) {
            for (int round = 0; round < ROUNDS; round++) {
                calls.ours(WARM_UP / ROUNDS);
                calls.raw(WARM_UP / ROUNDS);
            }
            Round[] ours = new Round[ROUNDS];
            Round[] raw = new Round[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                ours[round] = once(calls.ours(), turn);
                raw[round] = once(calls.raw(), turn);
            }
            print("ours", ours);
            print("raw", raw);
            figure("small-call-throughput-vs-raw", median(ours, Round::perSecond) / median(raw, Round::perSecond));
            figure("small-call-p99-vs-raw", median(ours, Round::late) / median(raw, Round::late));
        }
    }

    private static Round once(Supplier<Mono<ApiLimit>> call, Duration turn) {
        long[] took = new long[1 << 20];
        AtomicInteger ended = new AtomicInteger();
        long began = System.nanoTime();
        long end = began + turn.toNanos();
        Flux.<Mono<ApiLimit>>generate(sink -> {
                    if (System.nanoTime() < end) {
                        sink.next(timed(call, took, ended));
                    } else {
                        sink.complete();
                    }
                })
                .flatMap(each -> each, SmallCalls.CONCURRENCY)
                .blockLast();
        double seconds = (System.nanoTime() - began) / 1e9;
        int count = Math.min(ended.get(), took.length);
        long[] sorted = Arrays.copyOf(took, count);
        Arrays.sort(sorted);
        return new Round(ended.get() / seconds, sorted[count * 99 / 100]);
    }

    private static Mono<ApiLimit> timed(Supplier<Mono<ApiLimit>> call, long[] took, AtomicInteger ended) {
        return Mono.defer(() -> {
            long asked = System.nanoTime();
            return call.get()
                    .doOnNext(limit -> took[ended.getAndIncrement() & (took.length - 1)] = System.nanoTime() - asked);
        });
    }

    private static double median(Round[] rounds, ToDoubleFunction<Round> figure) {
        return Arrays.stream(rounds).mapToDouble(figure).sorted().toArray()[rounds.length / 2];
    }

    private static void print(String who, Round[] rounds) {
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f calls/s, p99 %.2f ms%n",
                who,
                median(rounds, Round::perSecond),
                median(rounds, Round::late) / 1e6);
    }

    private static void figure(String name, double value) {
        System.out.printf(Locale.ROOT, "FIGURE requests %s %.2f%n", name, value);
    }
}
