package io.github.cloudstackreactive.simulator.chaos;

import io.github.cloudstackreactive.simulator.chaos.Fault.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Faults drawn by a seed: a function of the seed and a number, so that the order of the questions changes nothing. */
record SeededChaos(long seed, double shareOfConnections, double shareOfRequests) implements ChaosSchedule {

    private static final long CONNECTIONS = 0x5851F42D4C957F2DL;
    private static final long REQUESTS = 0x14057B7EF767814FL;

    private static final List<Kind> OF_CONNECTIONS =
            Arrays.stream(Kind.values()).filter(Kind::ofConnection).toList();
    private static final List<Kind> OF_REQUESTS = Arrays.stream(Kind.values())
            .filter(kind -> kind != Kind.NONE && !kind.ofConnection())
            .toList();

    SeededChaos {
        if (!(shareOfConnections >= 0 && shareOfConnections <= 1 && shareOfRequests >= 0 && shareOfRequests <= 1)) {
            throw new IllegalArgumentException(
                    "Shares are from 0 to 1, not " + shareOfConnections + " and " + shareOfRequests + ".");
        }
    }

    @Override
    public Fault ofConnection(long number) {
        return drawn(new SplittableRandom(seed * CONNECTIONS + number), shareOfConnections, OF_CONNECTIONS);
    }

    @Override
    public Fault ofRequest(long number) {
        return drawn(new SplittableRandom(seed * REQUESTS + number), shareOfRequests, OF_REQUESTS);
    }

    private static Fault drawn(SplittableRandom random, double share, List<Kind> kinds) {
        if (random.nextDouble() >= share) {
            return Fault.NONE;
        }
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        return new Fault(kind, Duration.ofMillis(millis(kind, random)), random.nextDouble());
    }

    private static long millis(Kind kind, SplittableRandom random) {
        return switch (kind) {
            case REFUSED -> random.nextLong(10, 150);
            case BLACK_HOLE -> random.nextLong(500, 2_000);
            case LATENCY -> random.nextLong(5, 400);
            case JITTER -> random.nextLong(1, 60);
            case SLOW_LORIS -> random.nextLong(20, 120);
            case DRIBBLE -> random.nextLong(20, 400);
            case IDLE_CLOSE -> random.nextLong(0, 300);
            default -> 0;
        };
    }
}
