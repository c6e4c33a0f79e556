package io.github.cloudstackreactive.error;

import org.jspecify.annotations.Nullable;

/**
 * A command that changes something was sent, but its reply was lost or cannot be read, so it may or may not have been
 * carried out.
 *
 * <p>It was not sent again, and a plain {@code retry()} would do just that. Find out first: where {@link #jobId()} is set,
 * attach to that job, which ends in {@link JobVanishedException} if the server does not know it; else list the resource by
 * its name. Only then decide.
 *
 * <pre>{@code
 * cloud.submit(deploy)
 *     .onErrorResume(
 *             OutcomeUnknownException.class,
 *             lost -> lost.jobId() == null
 *                     ? Mono.error(lost)
 *                     : cloud.jobs().attach(lost.jobId(), VirtualMachine.class).result());
 * }</pre>
 */
public final class OutcomeUnknownException extends CloudStackException {

    /**
     * @param jobId the job id chosen by this client, under which the job is found if the server started it; null where
     *     the command carried none
     */
    public OutcomeUnknownException(String command, @Nullable String jobId, @Nullable Throwable cause) {
        super(
                command,
                command + " may have been carried out or not: "
                        + (cause instanceof ProtocolException
                                ? "what came in place of its reply cannot be read. "
                                : "its reply was lost, or did not come in time. ")
                        + (jobId == null
                                ? "List what it would have changed before you send it again."
                                : "Look for its job by the id (cloud.jobs().attach(id, type)), or list what it would have made,"
                                        + " before you send it again."),
                cause);
        initJob(jobId, null);
    }
}
