package io.github.cloudstackreactive.simulator.chaos;

import java.util.List;

/**
 * The plan of what goes wrong: the same answer to the same number, every time. Asked on an event loop; must not block.
 *
 * <p>Connections are numbered from 0 as they are accepted, and requests from 0 as they are whole, whatever connection they
 * are on. Which call meets which number depends on time and is no part of the plan.
 */
public interface ChaosSchedule {

    /** Nothing goes wrong. */
    ChaosSchedule NONE = new ChaosSchedule() {};

    /** What befalls the connection of this number: of a kind that is of connections, or none. */
    default Fault ofConnection(long number) {
        return Fault.NONE;
    }

    /** What befalls the request of this number and its reply: of a kind that is not of connections, or none. */
    default Fault ofRequest(long number) {
        return Fault.NONE;
    }

    /** These faults, each once: those of connections befall the first connections, and the others the first requests. */
    static ChaosSchedule of(Fault... faults) {
        List<Fault> connections = List.of(faults).stream()
                .filter(fault -> fault.kind().ofConnection())
                .toList();
        List<Fault> requests = List.of(faults).stream()
                .filter(fault -> !fault.kind().ofConnection())
                .toList();
        return new ChaosSchedule() {
            @Override
            public Fault ofConnection(long number) {
                return number < connections.size() ? connections.get((int) number) : Fault.NONE;
            }

            @Override
            public Fault ofRequest(long number) {
                return number < requests.size() ? requests.get((int) number) : Fault.NONE;
            }
        };
    }

    /**
     * Faults of every kind, drawn by a seed.
     *
     * @param ofConnections the share of connections that something befalls, from 0 to 1
     * @param ofRequests the share of requests that something befalls, from 0 to 1
     */
    static ChaosSchedule seeded(long seed, double ofConnections, double ofRequests) {
        return new SeededChaos(seed, ofConnections, ofRequests);
    }
}
