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
        /** In the plan, to be looked at when due. */
        PLANNED,
        /** Due, and awaiting the end of a list of the pending jobs. */
        COVERED,
        /** Missing from the list of the pending jobs, so that it has probably ended: to be looked at first. */
        CALLED,
        /** Being looked at. */
        LOOKED_AT
    }

    /** Pending and yet not listed as often as this: the list does not know the job, such as one of another account. */
    static final int NEVER_LISTED = 2;

    /** The first due first; of those due at the same time, the one that was tracked first. */
    static final Comparator<TrackedJob> BY_DUE =
            Comparator.<TrackedJob>comparingLong(job -> job.due).thenComparingLong(job -> job.number);

    private static final Waiter[] NOBODY = {};

    final String id;
    final PollSchedule schedule;

    /** What the job makes or changes, as far as it is known. */
    @Nullable
    String resourceId;

    Stage stage = Stage.IDLE;
    Waiter[] waiters = NOBODY;

    @Nullable
    Disposable look;

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

    /** Whether somebody cannot wait until it is due. */
    boolean hasty;

    /** How often it was pending and yet not listed, one after the other. */
    byte unlisted;

    /** How many looks were taken since it was heard of from elsewhere; -1 when it was not. */
    byte wakeLooks = -1;

    /** When it was heard of. */
    long wokenAt;

    TrackedJob(String id, @Nullable String resourceId, PollSchedule schedule, long now) {
        this.id = id;
        this.resourceId = resourceId;
        this.schedule = schedule;
        this.due = now + schedule.waitBefore(0).toNanos();
    }

    /** Whether it is looked at by itself, rather than by a list of the pending jobs. */
    boolean alone() {
        return hasty || wakeLooks >= 0 || unlisted >= NEVER_LISTED;
    }

    /** Notes what the job makes or changes, where the server names it. */
    void learn(@Nullable String resource) {
        if (resource != null && !resource.equals(resourceId)) {
            resourceId = resource;
        }
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
}
