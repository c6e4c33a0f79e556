package io.github.cloudstackreactive.job;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A job that the server has taken on: it can be awaited and watched by any number of subscribers, and none of them
 * submits anything.
 *
 * <p>The subscribers share one sequence of looks at the job, which ends with the last of them; after an error, a new
 * subscription looks anew. The deadline counts from the submission, or from attaching; past it, a subscription takes one look
 * before it says so. Cancelling ends the waiting, not the job: the server has no way to cancel one.
 *
 * @param <T> the type of the result
 */
public sealed interface AsyncJob<T> permits WatchedJob, FinishedJob {

    /** The job's id; null where the server answered without starting a job. */
    @Nullable
    String jobId();

    /**
     * The id of what the job makes or changes; null until the server names it, which it does at the start of what makes
     * something and else with a look, and for good where it names none.
     */
    @Nullable
    String resourceId();

    /**
     * The result, once the job has ended.
     *
     * @return empty where the job brings no result. Errors: {@link
     *     io.github.cloudstackreactive.error.JobFailedException}, {@link
     *     io.github.cloudstackreactive.error.JobDeadlineException} with the job going on, {@link
     *     io.github.cloudstackreactive.error.JobVanishedException}; all carry both ids
     */
    Mono<T> result();

    /**
     * What is seen of the job: its submission, each look or list that shows it pending, its end; then it completes, whether the job succeeded or not.
     *
     * <p>A subscriber that is too slow for a look sees the newest. Errors only where the job can no longer be watched.
     */
    Flux<JobUpdate> updates();
}
