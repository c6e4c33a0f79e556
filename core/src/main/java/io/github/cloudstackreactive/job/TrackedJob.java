package io.github.cloudstackreactive.job;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * A job as the {@link Tracker} sees it: when to look at it next, and who waits for it. Guarded by the tracker.
 *
 * <p>It remembers its plan while nobody waits, so that who comes back does not begin a new one.
 */
final class TrackedJob {

    /** Where a job stands between two looks. */
    enum Stage {
        /** Nobody waits. */
        IDLE,
        /** To be looked at when due. */
        PLANNED,
        /** Due, and awaiting the end of a list of the pending jobs. */
        COVERED,
        /** Missing from the list of the pending jobs, so that it has probably ended: to be looked at first. */
        CALLED,
        /** Being looked at. */
        LOOKED_AT
    }

    /** The first due first; of those due at the same time, the one that was tracked first. */
    static final Comparator<TrackedJob> BY_DUE = (a, b) -> {
        int byDue = Long.signum(a.due - b.due);
        return byDue == 0 ? Long.compare(a.number, b.number) : byDue;
    };

    /** By resource, those first whose resource is not known. */
    static final Comparator<TrackedJob> BY_RESOURCE = Comparator.comparing(
                    TrackedJob::resource, Comparator.nullsFirst(Comparator.<String>naturalOrder()))
            .thenComparingLong(job -> job.number);

    /** Pending and yet not listed as often as this: the list does not know the job, such as one of another account. */
    private static final int NEVER_LISTED = 2;

    private static final Waiter[] NOBODY = {};

    final String id;
    final PollSchedule schedule;
    private final @Nullable String guess;

    /** What the job makes or changes; null until the server names it. */
    @Nullable
    String resourceId;

    Stage stage = Stage.IDLE;
    Waiter[] waiters = NOBODY;

    @Nullable
    Disposable look;

    /** Why the last look failed; null where it did not. Read by any thread. */
    @Nullable
    volatile Throwable lastFailure;

    /** When to look next, by the nanoseconds of the timer. */
    long due;

    /** How many looks found it pending. */
    int looks;

    /** How many looks have failed since one did not. */
    int failures;

    /** Which of the jobs that were ever tracked it is. */
    long number;

    /** The last list of the pending jobs that it stood in. */
    int listed;

    /** How often it was pending and yet not listed, one after the other. */
    private byte unlisted;

    /** Whether somebody cannot wait until it is due. */
    boolean hasty;

    /** How many looks were taken since it was heard of from elsewhere; -1 when it was not. */
    byte wakeLooks = -1;

    /** When it was heard of. */
    long wokenAt;

    /**
     * @param resourceId what the server said that it makes or changes; null where it did not
     * @param guess what it is likely to change, by which it may be heard of until the server says more
     */
    TrackedJob(String id, @Nullable String resourceId, @Nullable String guess, PollSchedule schedule, long now) {
        this.id = id;
        this.resourceId = resourceId;
        this.guess = guess;
        this.schedule = schedule;
        this.due = now + schedule.waitBefore(0).toNanos();
    }

    /** What stands before or behind all jobs of a resource. */
    static TrackedJob bound(@Nullable String resourceId, long number) {
        TrackedJob bound = new TrackedJob("", resourceId, null, PollSchedule.DEFAULT, 0);
        bound.number = number;
        return bound;
    }

    private @Nullable String resource() {
        return resourceId == null ? guess : resourceId;
    }

    /** Whether it is looked at by itself, and before others. */
    boolean isUrgent() {
        return hasty || wakeLooks >= 0;
    }

    /** Whether the list of the pending jobs does not tell of it. */
    boolean isUnlisted() {
        return unlisted >= NEVER_LISTED;
    }

    /** Notes that it stands in the list, or that it is pending and did not; says whether that makes a difference. */
    boolean wasListed(boolean isListed) {
        boolean before = isUnlisted();
        unlisted = (byte) (isListed ? 0 : Math.min(NEVER_LISTED, unlisted + 1));
        return before != isUnlisted();
    }

    void add(Waiter waiter) {
        Waiter[] more = Arrays.copyOf(waiters, waiters.length + 1);
        more[waiters.length] = waiter;
        waiters = more;
    }

    void remove(Waiter waiter) {
        Waiter[] rest = Arrays.stream(waiters).filter(each -> each != waiter).toArray(Waiter[]::new);
        waiters = rest.length == 0 ? NOBODY : rest;
    }

    /** Is left by all who waited. */
    void idle() {
        stage = Stage.IDLE;
        waiters = NOBODY;
        hasty = false;
    }
}
