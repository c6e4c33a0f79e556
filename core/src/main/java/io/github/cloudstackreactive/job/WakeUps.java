package io.github.cloudstackreactive.job;

import java.util.concurrent.TimeUnit;

/**
 * When to look at a job whose end was heard of elsewhere. Guarded by the tracker.
 *
 * <p>The news comes before {@code queryAsyncJobResult} tells of the end (tried: a webhook by 0.1 s). How long before is
 * learned: the first look is taken when the end is likely to be told, and others follow very soon.
 */
final class WakeUps {

    private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(20);
    private static final double GROWTH = 1.5;
    private static final long NEWS_HOLDS = TimeUnit.SECONDS.toNanos(2);
    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST_LEAD = TimeUnit.MILLISECONDS.toNanos(500);

    private long lead;

    /** Notes that the job was heard of, and says when to look. */
    long wake(TrackedJob job, long now) {
        if (job.wakeLooks < 0 || now - job.wokenAt > FRESH) {
            job.wakeLooks = 0;
            job.wokenAt = now;
        }
        return Math.max(now, job.wokenAt + lead);
    }

    /** When to look at jobs of which one was heard of, and nobody knows which. */
    long wakeAny(long now) {
        return now + lead + AGAIN;
    }

    /** How long after a look that found the job pending to look again; 0 where it was not heard of, or too long ago. */
    long nextLook(TrackedJob job, long now) {
        if (job.wakeLooks < 0) {
            return 0;
        }
        long wait = (long) (AGAIN * Math.pow(GROWTH, job.wakeLooks++));
        if (now + wait - job.wokenAt > NEWS_HOLDS) {
            job.wakeLooks = -1;
            return 0;
        }
        return wait;
    }

    /** Learns from a look, sent then, that has found the end. */
    void ended(TrackedJob job, long sent) {
        if (job.wakeLooks == 0) {
            lead -= lead / 128;
        } else if (job.wakeLooks > 0) {
            lead += (Math.min(LONGEST_LEAD, sent - job.wokenAt) - lead) / 4;
        }
    }
}
