package io.github.cloudstackreactive.benchmarks.race;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What some runners did in alternating rounds, each round begun by another.
 *
 * @param results by round, then by runner
 */
record Rounds<R>(List<List<R>> results) {

    static final int COUNT = 9;

    /** Where a run takes no more than half a second, more and shorter rounds: other load then hits all runners more alike. */
    static final int SHORT_COUNT = 15;

    /**
     * Runs each so often, after a warm-up in which they take turns too, so that all run in the code that the runtime makes
     * of them together. Each run begins with nothing left for the collector.
     */
    static <R> Rounds<R> of(int count, Duration warmUp, List<Supplier<R>> runners) {
        long began = System.nanoTime();
        while (System.nanoTime() - began < warmUp.toNanos()) {
            round(0, runners);
        }
        List<List<R>> byRound = new ArrayList<>();
        for (int round = 0; round < count; round++) {
            byRound.add(round(round, runners));
        }
        return new Rounds<>(byRound);
    }

    private static <R> List<R> round(int first, List<Supplier<R>> runners) {
        List<R> results = new ArrayList<>(Collections.nCopies(runners.size(), null));
        for (int turn = 0; turn < runners.size(); turn++) {
            int runner = (first + turn) % runners.size();
            System.gc();
            results.set(runner, runners.get(runner).get());
        }
        return results;
    }

    /** For what the system counts in steps too coarse for one run. */
    double mean(int runner, ToDoubleFunction<R> figure) {
        return results.stream()
                .mapToDouble(round -> figure.applyAsDouble(round.get(runner)))
                .average()
                .orElseThrow();
    }

    double median(int runner, ToDoubleFunction<R> figure) {
        return results.stream()
                .mapToDouble(round -> figure.applyAsDouble(round.get(runner)))
                .sorted()
                .toArray()[results.size() / 2];
    }

    /** The median over the rounds of how one runner did against another in the same round. */
    double ratio(int runner, int other, ToDoubleFunction<R> figure) {
        return results.stream()
                .mapToDouble(round -> figure.applyAsDouble(round.get(runner)) / figure.applyAsDouble(round.get(other)))
                .sorted()
                .toArray()[results.size() / 2];
    }
}
