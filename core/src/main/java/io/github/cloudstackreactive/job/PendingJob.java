package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A job that was not over when the server listed it.
 *
 * @param jobId its id, to {@link Jobs#attach attach} to
 * @param resourceId the id of what it makes or changes; null where the server names none
 * @param resourceType what that is, such as {@code VirtualMachine}; null where the server does not tell
 * @param work the server's class that does the work, such as {@code org.apache.cloudstack.api.command.user.vm.DeployVMCmd};
 *     null where the server does not tell
 * @param created when it was submitted, by the server's clock; null where the server does not tell
 */
public record PendingJob(
        String jobId,
        @Nullable String resourceId,
        @Nullable String resourceType,
        @Nullable String work,
        @Nullable OffsetDateTime created) {

    static final UntypedCommand<Row> LIST = Command.of("listAsyncJobs", Row.class);

    /** The same in the names of the wire. */
    record Row(
            @Nullable String jobid,
            @Nullable Integer jobstatus,
            @Nullable String cmd,
            @Nullable String jobinstancetype,
            @Nullable String jobinstanceid,
            @Nullable OffsetDateTime created) {

        @Nullable
        PendingJob job() {
            return jobid == null || (jobstatus != null && jobstatus != 0)
                    ? null
                    : new PendingJob(jobid, jobinstanceid, jobinstancetype, cmd, created);
        }
    }
}
