package io.github.cloudstackreactive.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** How the jobs of an account are looked at together. Every setter returns a new one. */
public final class JobTracking {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MOST = 10_000;

    /** Lists where they cost a third of the looks, a second apart; 25 requests a second; {@code Schedulers.parallel()}. */
    public static final JobTracking DEFAULT = new JobTracking(3, Duration.ofSeconds(1), 25, null);

    private final int listAbove;
    private final Duration between;
    private final int perSecond;
    private final @Nullable Scheduler scheduler;

    private JobTracking(int listAbove, Duration between, int perSecond, @Nullable Scheduler scheduler) {
        this.listAbove = listAbove;
        this.between = between;
        this.perSecond = perSecond;
        this.scheduler = scheduler;
    }

    /**
     * How many looks at single jobs a request for the list of the pending jobs must save to be sent; so up to that many
     * jobs are looked at one by one. 3 unless set.
     *
     * @param looks 0 to list always, {@code Integer.MAX_VALUE} for never
     * @throws IllegalArgumentException if it is below 0
     */
    public JobTracking listAbove(int looks) {
        if (looks < 0) {
            throw new IllegalArgumentException("Give how many looks a list must save: 0 or more, not " + looks + ".");
        }
        return new JobTracking(looks, between, perSecond, scheduler);
    }

    /**
     * How long after the end of one list of the pending jobs the next may begin; a second unless set.
     *
     * @param time at least 10 ms; above a day counts as a day
     * @throws IllegalArgumentException if it is below 10 ms
     */
    public JobTracking between(Duration time) {
        if (time.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("Leave at least 10 ms between two lists, not " + time + ".");
        }
        return new JobTracking(listAbove, time.compareTo(LONGEST) > 0 ? LONGEST : time, perSecond, scheduler);
    }

    /**
     * How many requests go out about jobs in any second, at most; 25 unless set, as a server allows by default where it
     * limits calls. The retries of a look-up by a pinned id come on top, and after a 429 or 503 up to 16 requests that the
     * client's own limits had held back.
     *
     * @param requests above 10,000 counts as 10,000
     * @throws IllegalArgumentException if it is below 1
     */
    public JobTracking perSecond(int requests) {
        if (requests < 1) {
            throw new IllegalArgumentException("At least 1 request a second is needed, not " + requests + ".");
        }
        return new JobTracking(listAbove, between, Math.min(requests, MOST), scheduler);
    }

    /** Where waiting for jobs is timed; {@code Schedulers.parallel()} unless set. The caller closes it. */
    public JobTracking scheduler(Scheduler timer) {
        return new JobTracking(listAbove, between, perSecond, timer);
    }

    int listAbove() {
        return listAbove;
    }

    Duration between() {
        return between;
    }

    int perSecond() {
        return perSecond;
    }

    Scheduler timer() {
        return scheduler == null ? Schedulers.parallel() : scheduler;
    }

    @Override
    public String toString() {
        return "JobTracking[list above " + listAbove + ", " + between + " apart, " + perSecond + " a second]";
    }
}
