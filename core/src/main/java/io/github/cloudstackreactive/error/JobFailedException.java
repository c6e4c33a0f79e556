package io.github.cloudstackreactive.error;

import org.jspecify.annotations.Nullable;

/**
 * An async job ended without success: it failed (jobstatus 2), was cancelled (3), or reported {@code success=false}.
 *
 * <p>A resource whose making failed may still exist half-made: its id is {@link #resourceId()}.
 */
public final class JobFailedException extends CloudStackException {

    private final int jobStatus;
    private final int errorCode;
    private final String text;

    /**
     * @param jobStatus the server's jobstatus: 1 (with success=false), 2 failed, 3 cancelled
     * @param errorCode the error code of the job's result, such as 533; 0 if the server gave none
     */
    public JobFailedException(
            @Nullable String command,
            @Nullable String jobId,
            @Nullable String resourceId,
            int jobStatus,
            int errorCode,
            String text) {
        super(
                command,
                (command == null ? "the job" : command) + (jobStatus == 3 ? " was cancelled" : " failed as a job")
                        + (errorCode == 0 ? "" : " with error " + errorCode) + ": " + text
                        + (resourceId == null
                                ? ""
                                : (text.endsWith(".") ? "" : ".")
                                        + " If the command makes a resource, look at it and destroy it if it is of no use."),
                null);
        this.jobStatus = jobStatus;
        this.errorCode = errorCode;
        this.text = text;
        initJob(jobId, resourceId);
    }

    /** The server's jobstatus: 2 failed, 3 cancelled, 1 where the job ended well but said {@code success=false}. */
    public int jobStatus() {
        return jobStatus;
    }

    /** The error code of the job's result, of the same family as {@link ApiException#errorCode()}; 0 if none was given. */
    public int errorCode() {
        return errorCode;
    }

    /** What the server wrote about the failure. */
    public String text() {
        return text;
    }
}
