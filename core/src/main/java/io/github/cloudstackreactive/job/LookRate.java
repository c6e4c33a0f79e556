package io.github.cloudstackreactive.job;

/**
 * How many requests may go out about jobs: so many in any second, and none while the server needs a rest.
 *
 * <p>A ring of the last times serves as the memory: the next request may go a second after the one that lies as many
 * requests back as a second may have. So a burst goes out at once, and yet no second has more.
 */
final class LookRate {

    private static final long SECOND = 1_000_000_000;

    private final long[] taken;
    private int next;
    private long count;
    private boolean resting;
    private long restedAt;

    LookRate(int perSecond) {
        this.taken = new long[perSecond];
    }

    /** When the next request may go: now, or later. */
    synchronized long free(long now) {
        long free = count < taken.length ? now : Math.max(now, taken[next] + SECOND);
        return resting ? Math.max(free, restedAt) : free;
    }

    /** Takes the next time at which a request may go, and says it. */
    synchronized long take(long now) {
        long free = free(now);
        if (resting && free - restedAt >= 0) {
            resting = false;
        }
        taken[next] = free;
        next = (next + 1) % taken.length;
        count++;
        return free;
    }

    /** Lets nothing go before then. */
    synchronized void rest(long until) {
        restedAt = resting ? Math.max(restedAt, until) : until;
        resting = true;
    }
}
