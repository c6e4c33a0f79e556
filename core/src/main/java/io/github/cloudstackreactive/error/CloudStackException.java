package io.github.cloudstackreactive.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Any failure of this library.
 *
 * <p>The message says what happened and what to do about it, and never holds a key, a secret, a signature or the value
 * of a sensitive parameter. Where a job is concerned, {@link #jobId()} and {@link #resourceId()} are filled in, so that
 * neither a running job nor a half-made resource is lost with the exception.
 */
public abstract sealed class CloudStackException extends RuntimeException
        permits ApiException,
                ConfigurationException,
                InvalidCommandException,
                JobDeadlineException,
                JobFailedException,
                JobVanishedException,
                MissingParameterException,
                OutcomeUnknownException,
                OverloadedException,
                ProtocolException,
                TransportException {

    private final @Nullable String command;
    private @Nullable String jobId;
    private @Nullable String resourceId;
    private @Nullable String hint;

    CloudStackException(@Nullable String command, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.command = command;
    }

    // Leaves the cause to be named later.
    CloudStackException(String command, String message) {
        super(message);
        this.command = command;
    }

    final @Nullable String hint() {
        return hint;
    }

    /** The command that failed, such as {@code deployVirtualMachine}; null where no command was involved. */
    public final @Nullable String command() {
        return command;
    }

    /** The id of the job that this failure is about; null where there is none or it is not known. */
    public final @Nullable String jobId() {
        return jobId;
    }

    /** The id of the resource that the job was making or changing; null where there is none or it is not known. */
    public final @Nullable String resourceId() {
        return resourceId;
    }

    /**
     * Names the job that this failure is about, once, in the manner of {@link Throwable#initCause}; ids already set are
     * kept.
     *
     * @return this
     */
    public final CloudStackException initJob(@Nullable String jobId, @Nullable String resourceId) {
        if (this.jobId == null) {
            this.jobId = jobId;
        }
        if (this.resourceId == null) {
            this.resourceId = resourceId;
        }
        return this;
    }

    /**
     * Adds what is known beside, at the end of the message, once.
     *
     * @param hint whole sentences, without a secret
     * @return this
     */
    public final CloudStackException initHint(String hint) {
        if (this.hint == null) {
            this.hint = hint;
        }
        return this;
    }

    /**
     * The failure for another of several calls that fail for the same reason: of the same kind, with this one as its cause,
     * and without the ids of a job. Kinds that concern one call alone give themselves.
     */
    public CloudStackException again() {
        return this;
    }

    @Override
    public final String getMessage() {
        String message = Objects.requireNonNullElse(super.getMessage(), "") + (hint == null ? "" : " " + hint);
        if (jobId == null && resourceId == null) {
            return message;
        }
        return message + " [" + (jobId == null ? "" : "job " + jobId)
                + (jobId == null || resourceId == null ? "" : ", ")
                + (resourceId == null ? "" : "resource " + resourceId) + "]";
    }
}
