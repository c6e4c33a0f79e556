package io.github.cloudstackreactive.benchmarks.chaos;

import io.github.cloudstackreactive.simulator.chaos.ChaosCounts;
import java.util.List;
import java.util.Map;

/**
 * What a schedule came to. Each of the lists has a line for everything that must not be.
 *
 * @param calls how many calls of each kind had each outcome, such as {@code PAGES succeeded}
 * @param requests how many requests the client has sent
 * @param proxy what the proxy counted
 */
record Verdict(
        long seed,
        Map<String, Long> calls,
        long requests,
        ChaosCounts proxy,
        List<String> wrong,
        List<String> doubled,
        List<String> leaked,
        List<String> late) {

    boolean isGood() {
        return wrong.isEmpty() && doubled.isEmpty() && leaked.isEmpty() && late.isEmpty();
    }
}
