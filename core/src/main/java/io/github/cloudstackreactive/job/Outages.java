package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.error.ThrottledException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.error.UnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Gives a server a rest that cannot be reached, is not ready or asks for one: ever longer, up to a cap, until it answers
 * again. Guarded by the tracker.
 */
final class Outages {

    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

    private final LookRate rate;
    private int inARow;
    private long restingSince;

    Outages(LookRate rate) {
        this.rate = rate;
    }

    /** The server has answered. */
    void none() {
        inARow = 0;
    }

    /**
     * A request has failed.
     *
     * @param sent when it was sent; where that was before the last rest began, it tells nothing new
     */
    void failed(Throwable failure, long sent, long now) {
        boolean away = failure instanceof TransportException
                || failure instanceof UnavailableException
                || failure instanceof ThrottledException;
        if (!away || (inARow > 0 && sent - restingSince < 0)) {
            return;
        }
        restingSince = now;
        long rest = backoff(++inARow, FIRST, LONGEST);
        Duration asked = failure instanceof ThrottledException throttled ? throttled.retryAfter() : null;
        rate.rest(now + (asked == null ? rest : Math.max(rest, Math.min(asked.toNanos(), 12 * LONGEST))));
    }

    /** A time that doubles with each failure, up to a longest. */
    static long backoff(int failures, long first, long longest) {
        return Math.min(longest, first << Math.min(20, failures - 1));
    }
}
