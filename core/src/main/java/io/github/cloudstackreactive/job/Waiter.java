package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.reply.JobReport;
import reactor.util.context.ContextView;

/** Who waits for a job; told without any lock held, by one thread at a time for each look. */
interface Waiter {

    /** The job was looked at. After a report of its end, nothing more comes. */
    void looked(JobReport report);

    /** A look at the job failed, in a way that may pass. */
    void missed(Throwable failure);

    /** The job cannot be looked at any more; nothing more comes. */
    void failed(Throwable failure);

    /** Whether reports of a job that goes on are of interest. */
    boolean followsProgress();

    /** Whether a look is wanted at once rather than when the job is due. */
    boolean inHaste();

    /** What looks on this waiter's behalf carry along. */
    ContextView context();
}
