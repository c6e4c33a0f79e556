package io.github.cloudstackreactive.job;

import java.util.function.LongSupplier;

/**
 * How many requests may go out about jobs: so many in any second, and none while the server needs a rest.
 *
 * <p>A ring of the last times serves as the memory: the next request may go a second after the one that lies as many
 * requests back as a second may have. So a burst goes out at once, and yet no second has more. What the account's own rate
 * holds back is not taken from here meanwhile: it would go out in a burst of its own.
 */
final class LookRate {

    private static final long SECOND = 1_000_000_000;

    private final long[] taken;
    private final LongSupplier untilAccountAllows;
    private int next;
    private long count;
    private boolean resting;
    private long restedAt;

    /** @param untilAccountAllows how long, in nanoseconds, the rate of all requests of the account holds the next one back */
    LookRate(int perSecond, LongSupplier untilAccountAllows) {
        this.taken = new long[perSecond];
        this.untilAccountAllows = untilAccountAllows;
    }

    /** When the next request may go: now, or later. */
    synchronized long free(long now) {
        long free = count < taken.length ? now : later(now, taken[next] + SECOND);
        long account = later(free, now + untilAccountAllows.getAsLong());
        return resting ? later(account, restedAt) : account;
    }

    /** Takes a place for a request that goes now, although none may be free. */
    synchronized void take(long now) {
        if (resting && now - restedAt >= 0) {
            resting = false;
        }
        taken[next] = now;
        next = (next + 1) % taken.length;
        count++;
    }

    /** Takes a place now if one is free; says when one may be, which is now if it was taken. */
    synchronized long tryTake(long now) {
        long free = free(now);
        if (free - now <= 0) {
            take(now);
        }
        return free;
    }

    /** Lets nothing go before then. */
    synchronized void rest(long until) {
        restedAt = resting ? later(restedAt, until) : until;
        resting = true;
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
