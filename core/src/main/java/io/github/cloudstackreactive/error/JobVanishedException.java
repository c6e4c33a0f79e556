package io.github.cloudstackreactive.error;

import org.jspecify.annotations.Nullable;

/** The server no longer knows a job, or never did: finished jobs are purged after a time, and ids can be wrong. */
public final class JobVanishedException extends CloudStackException {

    public JobVanishedException(
            @Nullable String command, String jobId, @Nullable String resourceId, @Nullable Throwable cause) {
        super(
                command,
                (command == null ? "the job" : command + "'s job")
                        + " is not known to the server (any more): its outcome can only be seen on the resource itself.",
                cause);
        initJob(jobId, resourceId);
    }
}
