package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.reply.JobReport;
import reactor.util.context.ContextView;

/** Who waits for a job; told without the tracker's monitor. */
interface Waiter {

    /** The job was looked at. After a report of its end, nothing more comes. */
    void looked(JobReport report);

    /** The job stands in a list of the pending jobs; told to who {@linkplain #followsProgress follows progress}. */
    void goesOn();

    /** A look at the job failed, in a way that may pass. */
    void missed();

    /** The job cannot be looked at any more; nothing more comes. */
    void failed(Throwable failure);

    /** Whether news of a job that goes on is of interest. */
    boolean followsProgress();

    /** Whether a look is wanted at once rather than when the job is due. */
    boolean inHaste();

    /** What looks on this waiter's behalf carry along. */
    ContextView context();
}
