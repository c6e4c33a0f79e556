package io.github.cloudstackreactive.paging;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many pages of a list may be asked for at once: as many as was said, fewer where the server shows that it is too much.
 *
 * <p>A refusal for overload halves the number. A page that takes twice as long as all that are under way would have
 * taken one after the other takes one off, since nothing is gained then; pages in good time put one back at a time.
 */
final class Parallelism {

    private static final int TOO_LONG = 2;

    private final int most;
    private final AtomicInteger limit;
    private final AtomicInteger inGoodTime = new AtomicInteger();
    private volatile long alone;

    Parallelism(int most) {
        this.most = Math.max(1, most);
        this.limit = new AtomicInteger(this.most);
    }

    int limit() {
        return limit.get();
    }

    /** The server had too much to do. */
    void refused() {
        inGoodTime.set(0);
        limit.updateAndGet(now -> Math.max(1, now / 2));
    }

    /**
     * A page has come.
     *
     * @param nanos how long it took
     * @param atOnce how many were under way when it was asked for, itself among them
     */
    void arrived(long nanos, int atOnce) {
        if (atOnce == 1) {
            alone = alone == 0 ? nanos : Math.min(alone, nanos);
        } else if (alone > 0 && nanos > TOO_LONG * alone * atOnce) {
            inGoodTime.set(0);
            limit.updateAndGet(now -> Math.max(1, now - 1));
            return;
        }
        if (inGoodTime.incrementAndGet() >= limit.get()) {
            inGoodTime.set(0);
            limit.updateAndGet(now -> Math.min(most, now + 1));
        }
    }
}
