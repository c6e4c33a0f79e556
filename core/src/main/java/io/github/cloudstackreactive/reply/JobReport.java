package io.github.cloudstackreactive.reply;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What {@code queryAsyncJobResult} says of a job.
 *
 * @param status {@code jobstatus}: 0 pending, 1 succeeded, 2 failed, 3 cancelled; {@code jobprocstatus} means nothing
 * @param resultCode {@code jobresultcode}, an error code where the job failed
 * @param result {@code jobresult}; null while pending, and possible thereafter
 * @param resourceId {@code jobinstanceid}; null where the job has none
 * @param work {@code cmd}, the server's class that does the work; null where it is not told
 * @param bytes how large the reply was
 */
public record JobReport(
        int status,
        int resultCode,
        @Nullable JsonNode result,
        @Nullable String resourceId,
        @Nullable String work,
        int bytes) {

    public static final int PENDING = 0;
    public static final int SUCCEEDED = 1;

    /** The report of a job that goes on, where no more is known than that. */
    public static final JobReport PENDING_STILL = new JobReport(PENDING, 0, null, null, null, 0);

    /** Whether the job has come to its end, in whichever way. */
    public boolean ended() {
        return status != PENDING;
    }

    @Override
    public String toString() {
        return "JobReport[status " + status + ", code " + resultCode + "]";
    }
}
