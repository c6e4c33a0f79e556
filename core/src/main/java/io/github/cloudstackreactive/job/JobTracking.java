package io.github.cloudstackreactive.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * How the jobs of an account are looked at together.
 *
 * @param listAbove how many looks at single jobs a request for the list of the pending jobs must be worth for the list to
 *     be asked for, so that up to as many jobs are looked at one by one; 0 to list always
 * @param between how long after one list of the pending jobs the next may begin
 * @param perSecond how many requests go out about jobs in any second, at most
 * @param scheduler where waiting is timed; null for {@code Schedulers.parallel()}
 */
public record JobTracking(
        int listAbove,
        Duration between,
        int perSecond,
        @Nullable Scheduler scheduler) {

    /** 3 jobs, one second, 25 a second as a server allows by default where it limits calls, {@code Schedulers.parallel()}. */
    public static final JobTracking DEFAULT = new JobTracking(3, Duration.ofSeconds(1), 25, null);

    public JobTracking {
        if (listAbove < 0) {
            throw new IllegalArgumentException(
                    "Give the number of jobs up to which each is looked at alone: 0 or more, not " + listAbove + ".");
        }
        if (perSecond < 1) {
            throw new IllegalArgumentException("At least 1 request a second is needed, not " + perSecond + ".");
        }
        if (between.isNegative() || between.isZero()) {
            throw new IllegalArgumentException("Give a time above zero between two lists, not " + between + ".");
        }
    }

    /** The same, with another number of jobs up to which each is looked at alone. */
    public JobTracking withListAbove(int jobs) {
        return new JobTracking(jobs, between, perSecond, scheduler);
    }

    /** The same, with another number of requests a second. */
    public JobTracking withPerSecond(int requests) {
        return new JobTracking(listAbove, between, requests, scheduler);
    }

    /** The same, timed by this scheduler. */
    public JobTracking withScheduler(Scheduler timer) {
        return new JobTracking(listAbove, between, perSecond, timer);
    }

    Scheduler timer() {
        return scheduler == null ? Schedulers.parallel() : scheduler;
    }
}
