package io.github.cloudstackreactive.benchmarks.chaos;

import io.github.cloudstackreactive.exchange.RetryPolicy;
import java.time.Duration;

/** The times that the client of a schedule is set to, and the deadlines that follow from them for each call. */
final class Bounds {

    static final Duration CONNECT = Duration.ofMillis(400);
    static final Duration PATIENCE = Duration.ofMillis(600);

    /** For a network that does not fail, on a machine that may be busy. */
    static final Duration LONG_PATIENCE = Duration.ofSeconds(20);

    static final Duration GRACE = Duration.ofMillis(700);
    static final Duration JOB_DEADLINE = Duration.ofSeconds(7);

    /** How much later than its deadline a call may end, beside what the machine stood still. */
    static final Duration TOLERANCE = Duration.ofMillis(1_500);

    /** How much earlier than was asked a timer of this machine may ring. */
    static final Duration TICK = Duration.ofMillis(20);

    static final int ATTEMPTS = 3;
    static final RetryPolicy RETRY =
            new RetryPolicy(ATTEMPTS, Duration.ofMillis(20), Duration.ofMillis(100), () -> 0.9);

    /** Connecting, and a reply that takes its time to begin and then to end, as often as there are attempts. */
    static final Duration REQUEST =
            CONNECT.plus(PATIENCE.multipliedBy(2)).plusMillis(40).multipliedBy(ATTEMPTS);

    private Bounds() {}

    /** How long a list may take that needs so many requests, one after the other. */
    static Duration requests(int count) {
        return REQUEST.multipliedBy(count);
    }
}
