package io.github.cloudstackreactive.benchmarks.chaos;

import io.github.cloudstackreactive.exchange.RetryPolicy;
import java.time.Duration;

/** The times that the client of a schedule is set to, and the deadlines that follow from them for each call. */
final class Bounds {

    static final Duration CONNECT = Duration.ofMillis(400);
    static final Duration PATIENCE = Duration.ofMillis(600);
    static final Duration GRACE = Duration.ofMillis(700);
    static final Duration JOB_DEADLINE = Duration.ofSeconds(7);

    /** How much later than its deadline a call may end, beside what the machine stood still. */
    static final Duration TOLERANCE = Duration.ofMillis(1_500);

    static final int ATTEMPTS = 3;
    static final RetryPolicy RETRY =
            new RetryPolicy(ATTEMPTS, Duration.ofMillis(20), Duration.ofMillis(100), () -> 0.9);

    /** Connecting, and a reply that takes its time to begin and then to end, as often as there are attempts. */
    static final Duration REQUEST =
            CONNECT.plus(PATIENCE.multipliedBy(2)).plusMillis(40).multipliedBy(ATTEMPTS);

    /** How long a job may be there and not be found: what was asked before it was there may still be under way. */
    static final Duration SEARCH = GRACE.plus(PATIENCE.multipliedBy(2)).plus(TOLERANCE);

    private Bounds() {}

    /** How long a list may take that needs so many requests, one after the other. */
    static Duration requests(int count) {
        return REQUEST.multipliedBy(count);
    }
}
