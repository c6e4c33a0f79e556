package io.github.cloudstackreactive.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A job had not ended when the caller's deadline passed; the job itself goes on.
 *
 * <p>A plain {@code retry()} would submit the command again. Attach to the running job instead:
 *
 * <pre>{@code
 * cloud.submit(deploy)
 *     .onErrorResume(JobDeadlineException.class, late -> cloud.jobs().attach(late.jobId(), VirtualMachine.class).result());
 * }</pre>
 */
public final class JobDeadlineException extends CloudStackException {

    public JobDeadlineException(
            @Nullable String command,
            @Nullable String jobId,
            @Nullable String resourceId,
            Duration waited,
            @Nullable Throwable lastFailure) {
        super(
                command,
                (command == null ? "the job" : command) + " had not ended after " + waited
                        + ". The job goes on: attach to it by its id, do not submit the command again.",
                lastFailure);
        initJob(jobId, resourceId);
    }
}
