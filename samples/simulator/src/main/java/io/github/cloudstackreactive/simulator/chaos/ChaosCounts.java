package io.github.cloudstackreactive.simulator.chaos;

import io.github.cloudstackreactive.simulator.chaos.Fault.Kind;
import java.util.Map;

/**
 * What a proxy has counted.
 *
 * @param accepted all connections ever accepted
 * @param open those of clients that are open now
 * @param openBehind those to the server behind that are open now
 * @param requests the requests that came in whole
 * @param passedOn those that were written to the server behind, each once
 * @param replies the replies that were handed whole to a client's connection
 * @param faults how often each kind of fault has happened; those that never did are absent
 */
public record ChaosCounts(
        long accepted, long open, long openBehind, long requests, long passedOn, long replies, Map<Kind, Long> faults) {

    /** How many faults have happened. */
    public long allFaults() {
        return faults.values().stream().mapToLong(Long::longValue).sum();
    }
}
