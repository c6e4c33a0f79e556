package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.job.TrackedJob.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The jobs that somebody waits for, in the order in which they are to be looked at. Guarded by the tracker. */
final class Agenda {

    private final Map<String, TrackedJob> jobs = new HashMap<>();
    private final NavigableSet<TrackedJob> byResource = new TreeSet<>(TrackedJob.BY_RESOURCE);

    private final Queue<TrackedJob> called = new ArrayDeque<>();
    private final NavigableSet<TrackedJob> urgent = new TreeSet<>(TrackedJob.BY_DUE);
    private final NavigableSet<TrackedJob> unlisted = new TreeSet<>(TrackedJob.BY_DUE);
    private final NavigableSet<TrackedJob> plan = new TreeSet<>(TrackedJob.BY_DUE);
    private long lastNumber;

    // Who is there.

    /** Adds a job, unless the same is there already; says which one is. */
    TrackedJob add(TrackedJob job) {
        TrackedJob known = jobs.putIfAbsent(job.id, job);
        if (known != null) {
            return known;
        }
        job.number = ++lastNumber;
        byResource.add(job);
        plan(job, job.due);
        return job;
    }

    /** Takes a job out; says who waited for it. */
    Waiter[] forget(TrackedJob job) {
        unplan(job);
        byResource.remove(job);
        jobs.remove(job.id);
        if (jobs.isEmpty()) {
            called.clear();
        }
        Waiter[] waiters = job.waiters;
        job.idle();
        return waiters;
    }

    @Nullable
    TrackedJob get(@Nullable String id) {
        return id == null ? null : jobs.get(id);
    }

    Collection<TrackedJob> all() {
        return jobs.values();
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    /** The number of the job that was added last. */
    long lastNumber() {
        return lastNumber;
    }

    /** The jobs on a resource, or those whose resource is not known. */
    List<TrackedJob> on(@Nullable String resourceId) {
        return new ArrayList<>(byResource.subSet(
                TrackedJob.bound(resourceId, Long.MIN_VALUE), TrackedJob.bound(resourceId, Long.MAX_VALUE)));
    }

    /** Notes what a job makes or changes, where the server names it. */
    void learn(TrackedJob job, @Nullable String resourceId) {
        if (resourceId != null && !resourceId.equals(job.resourceId)) {
            byResource.remove(job);
            job.resourceId = resourceId;
            byResource.add(job);
        }
    }

    // When.

    /** Has a job looked at then. */
    void plan(TrackedJob job, long due) {
        unplan(job);
        job.stage = Stage.PLANNED;
        job.due = due;
        (job.isUrgent() ? urgent : job.isUnlisted() ? unlisted : plan).add(job);
    }

    /** Plans a job anew whose kind has changed; one that is about to be looked at anyway is left where it is. */
    void replan(TrackedJob job, long due) {
        if (job.stage == Stage.PLANNED || job.stage == Stage.COVERED) {
            plan(job, due);
        }
    }

    private void unplan(TrackedJob job) {
        if (job.stage == Stage.PLANNED && !plan.remove(job) && !unlisted.remove(job)) {
            urgent.remove(job);
        }
    }

    /** Has a job looked at before all that is planned. */
    void call(TrackedJob job) {
        unplan(job);
        job.stage = Stage.CALLED;
        called.add(job);
    }

    /** Has the jobs that are due by then await the end of a list. */
    List<TrackedJob> cover(long due) {
        List<TrackedJob> covered = new ArrayList<>();
        while (!plan.isEmpty() && plan.first().due - due <= 0) {
            TrackedJob job = plan.pollFirst();
            job.stage = Stage.COVERED;
            covered.add(job);
        }
        return covered;
    }

    /** Hands a job out to be looked at. */
    void lookAt(TrackedJob job) {
        unplan(job);
        job.stage = Stage.LOOKED_AT;
    }

    // What is next.

    /** The next job that was called; null if there is none. */
    @Nullable
    TrackedJob nextCalled() {
        while (!called.isEmpty() && called.peek().stage != Stage.CALLED) {
            called.poll();
        }
        return called.poll();
    }

    boolean hasCalled() {
        for (TrackedJob first = called.peek(); first != null; first = called.peek()) {
            if (first.stage == Stage.CALLED) {
                return true;
            }
            called.poll();
        }
        return false;
    }

    /** The first of the jobs that cannot wait for a list; null if there is none. */
    @Nullable
    TrackedJob firstUrgent() {
        return urgent.isEmpty() ? null : urgent.first();
    }

    /** The first of the jobs that no list tells of; null if there is none. */
    @Nullable
    TrackedJob firstUnlisted() {
        return unlisted.isEmpty() ? null : unlisted.first();
    }

    /** The first of the jobs that a list would tell of; null if there is none. */
    @Nullable
    TrackedJob firstPlanned() {
        return plan.isEmpty() ? null : plan.first();
    }

    /** The jobs that a list would tell of, the first due first. */
    NavigableSet<TrackedJob> plan() {
        return plan;
    }
}
