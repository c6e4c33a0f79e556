package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.command.Pace;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before each look at a job: soon at first, then ever longer, up to a cap, each give or take a fifth.
 *
 * @param first the wait before the first look
 * @param factor what each wait is multiplied by for the next
 * @param cap the longest wait
 * @param random numbers from 0 (inclusive) to 1 (exclusive)
 */
public record PollSchedule(Duration first, double factor, Duration cap, DoubleSupplier random) {

    // What no clock overflows at.
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** Half a second, × 1.5, up to 30 s. */
    public static final PollSchedule DEFAULT = new PollSchedule(
            Duration.ofMillis(500),
            1.5,
            Duration.ofSeconds(30),
            () -> ThreadLocalRandom.current().nextDouble());

    private static final PollSchedule FAST = DEFAULT.withFirst(Duration.ofMillis(150));
    private static final PollSchedule SLOW = DEFAULT.withFirst(Duration.ofSeconds(1));

    private static final double JITTER = 0.2;

    public PollSchedule {
        cap = cap.compareTo(LONGEST) > 0 ? LONGEST : cap;
        first = first.compareTo(LONGEST) > 0 ? LONGEST : first;
        if (first.isNegative() || first.isZero() || factor < 1 || cap.compareTo(first) < 0) {
            throw new IllegalArgumentException("Waits must grow from something above zero to a cap; these go from "
                    + first + " by " + factor + " to " + cap + ".");
        }
    }

    /** The default schedule, but for a fast job's first look after 150 ms, and a slow one's after a second. */
    static PollSchedule of(Pace pace) {
        return switch (pace) {
            case FAST -> FAST;
            case USUAL -> DEFAULT;
            case SLOW -> SLOW;
        };
    }

    /** The same, but with another wait before the first look. */
    public PollSchedule withFirst(Duration first) {
        return new PollSchedule(first, factor, cap, random);
    }

    /** The same, but never waiting longer than this. */
    public PollSchedule withCap(Duration cap) {
        return new PollSchedule(first.compareTo(cap) > 0 ? cap : first, factor, cap, random);
    }

    // Foreign code, called where a job must not be lost.
    private double drawn() {
        try {
            return Math.min(1, Math.max(0, random.getAsDouble()));
        } catch (RuntimeException fault) {
            return 0.5;
        }
    }

    /**
     * The wait before a look.
     *
     * @param looks how many looks there were before
     */
    Duration waitBefore(int looks) {
        double plain = Math.min(cap.toNanos(), first.toNanos() * Math.pow(factor, looks));
        return Duration.ofNanos((long) (plain * (1 - JITTER + 2 * JITTER * drawn())));
    }
}
