package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import org.jspecify.annotations.Nullable;

/**
 * What the tracker reads of a row of {@code listAsyncJobs}, in the names of the wire.
 *
 * <p>CloudStack lists the pending jobs only (tried); a server that lists others too tells them by their status.
 */
record PendingRow(
        @Nullable String jobid,
        @Nullable Integer jobstatus,
        @Nullable String jobinstanceid) {

    static final UntypedCommand<PendingRow> LIST = Command.of("listAsyncJobs", PendingRow.class);

    boolean pending() {
        return jobid != null && (jobstatus == null || jobstatus == 0);
    }
}
