package io.github.cloudstackreactive.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is seen of a job as time goes by. */
public sealed interface JobUpdate {

    /** The job's id. */
    String jobId();

    /** The id of what the job makes or changes; null where the server names none. */
    @Nullable
    String resourceId();

    /** The server has taken the job on. */
    record Submitted(String jobId, @Nullable String resourceId) implements JobUpdate {}

    /**
     * The job was looked at and goes on.
     *
     * @param waited the time since it was submitted or attached to
     */
    record Progress(String jobId, @Nullable String resourceId, Duration waited) implements JobUpdate {}

    /**
     * The job has ended.
     *
     * @param succeeded whether its status says success; the result has the details
     * @param waited the time since it was submitted or attached to
     */
    record Finished(String jobId, @Nullable String resourceId, boolean succeeded, Duration waited)
            implements JobUpdate {}
}
