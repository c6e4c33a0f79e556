package io.github.cloudstackreactive.exchange;

import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Schedulers;

/**
 * How many attempts beyond the first the calls of a client may make, all together: a share of the calls, so that a server in
 * trouble is not asked many times as often as one that is well.
 *
 * <p>A client has one a second, up to 64, however rarely it calls: a server that restarts breaks all that are under way, by
 * default so many, once.
 */
final class RetryBudget {

    private static final double FREE = 64;
    private static final double MOST = 100;
    private static final double FREE_A_NANOSECOND = 1.0 / TimeUnit.SECONDS.toNanos(1);

    private final double share;
    private double left = FREE;
    private long counted = now();

    /** @param share how many further attempts there are for each call */
    RetryBudget(double share) {
        this.share = share;
    }

    /** A call begins. */
    synchronized void called() {
        left = Math.min(Math.max(MOST, share), left + share);
    }

    /** Takes one further attempt, if there is one left. */
    synchronized boolean take() {
        long now = now();
        if (left < FREE) {
            left = Math.min(FREE, left + (now - counted) * FREE_A_NANOSECOND);
        }
        counted = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }

    private static long now() {
        return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
    }
}
