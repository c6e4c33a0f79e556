package io.github.cloudstackreactive.benchmarks.race;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** The small call against that of raw. */
final class SmallCallHeats {

    private static final int CALLS = 2_000;
    private static final int CONCURRENT = 64;
    private static final int CALLS_ONE_BY_ONE = 5_000;

    private final ServerProcess server;
    private final Outcome outcome;

    SmallCallHeats(ServerProcess server, Outcome outcome) {
        this.server = server;
        this.outcome = outcome;
    }

    void manyAtATime() {
        URI cloud = server.cloud(0, Duration.ZERO);
        try (Ours ours = new Ours(cloud, 0);
                Raw raw = new Raw(cloud, PageDecoding.FASTEST)) {
            Rounds<Burst> rounds = Rounds.of(
                    Rounds.SHORT_COUNT,
                    Duration.ofSeconds(12),
                    List.of(() -> Burst.of(ours, CALLS, CONCURRENT), () -> Burst.of(raw, CALLS, CONCURRENT)));
            outcome.add(
                    "small calls a second, 64 at a time; raw",
                    rounds.median(0, Burst::perSecond),
                    rounds.median(1, Burst::perSecond),
                    Figure.atLeast(0.95, "small-call-vs-raw", rounds.ratio(0, 1, Burst::perSecond)));
            outcome.add(
                    "p99 of a small call in microseconds, 64 at a time; raw",
                    rounds.median(0, burst -> burst.micros(0.99)),
                    rounds.median(1, burst -> burst.micros(0.99)),
                    Figure.atMost(1.3, "small-call-p99-vs-raw", rounds.ratio(0, 1, burst -> burst.micros(0.99))));
            outcome.add(
                    "processor microseconds a small call; raw",
                    rounds.mean(0, Burst::processorMicros),
                    rounds.mean(1, Burst::processorMicros));
            outcome.add(
                    "bytes allocated a small call; raw",
                    rounds.median(0, Burst::bytes),
                    rounds.median(1, Burst::bytes));
        }
    }

    /** How long a small call takes that is made alone, and one that is made while pages of 1 MB are listed. */
    void whileListing() {
        URI cloud = server.cloud(Runners.machines(2_000), Duration.ZERO);
        try (Ours ours = new Ours(cloud, 4);
                Raw raw = new Raw(cloud, PageDecoding.FASTEST)) {
            Burst ourIdle = Burst.of(ours, CALLS_ONE_BY_ONE, 1);
            Burst rawIdle = Burst.of(raw, CALLS_ONE_BY_ONE, 1);
            Burst ourBusy = during(ours.machines(), ours);
            Burst rawBusy = during(raw.machines(4), raw);
            for (double part : new double[] {0.5, 0.99}) {
                String percentile = "p" + Math.round(100 * part) + " of a small call in microseconds, ";
                outcome.add(percentile + "idle; raw", ourIdle.micros(part), rawIdle.micros(part));
                outcome.add(percentile + "while listing; raw", ourBusy.micros(part), rawBusy.micros(part));
            }
        }
    }

    private static Burst during(Flux<?> list, SmallCaller caller) {
        Disposable listing = list.repeat().subscribe();
        Burst burst = Burst.of(caller, CALLS_ONE_BY_ONE, 1);
        if (listing.isDisposed()) {
            throw new IllegalStateException(caller.getClass().getSimpleName() + " stopped listing.");
        }
        listing.dispose();
        return burst;
    }
}
