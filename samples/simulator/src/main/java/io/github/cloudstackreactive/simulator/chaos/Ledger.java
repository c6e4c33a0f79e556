package io.github.cloudstackreactive.simulator.chaos;

import io.github.cloudstackreactive.simulator.chaos.Fault.Kind;
import java.util.EnumMap;
import java.util.Map;

/** Counts what happens at a proxy. Written by its event loop, read by any thread. */
final class Ledger {

    private long accepted;
    private long open;
    private long openBehind;
    private long requests;
    private long passedOn;
    private long replies;
    private final Map<Kind, Long> faults = new EnumMap<>(Kind.class);

    /** Counts a connection, and says which it is. */
    synchronized long accepted() {
        open++;
        return accepted++;
    }

    synchronized void closed() {
        open--;
    }

    synchronized void openedBehind() {
        openBehind++;
    }

    synchronized void closedBehind() {
        openBehind--;
    }

    /** Counts a request that is whole, and says which it is. */
    synchronized long request() {
        return requests++;
    }

    synchronized void passedOn() {
        passedOn++;
    }

    synchronized void reply() {
        replies++;
    }

    synchronized void happened(Fault fault) {
        if (fault.kind() != Kind.NONE) {
            faults.merge(fault.kind(), 1L, Long::sum);
        }
    }

    synchronized ChaosCounts counts() {
        return new ChaosCounts(accepted, open, openBehind, requests, passedOn, replies, Map.copyOf(faults));
    }
}
