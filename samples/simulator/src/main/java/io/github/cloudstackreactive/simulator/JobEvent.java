package io.github.cloudstackreactive.simulator;

import java.nio.charset.StandardCharsets;

/**
 * One thing that happened to a job, as webhooks are told of it (behaviour (i)).
 *
 * <p>It names the resource and never the job: a real server's deliveries have no job id.
 *
 * @param id one for all webhooks and all attempts
 * @param status Scheduled, Started or Completed
 * @param at when, as {@code 2026-11-21 00:51:20 +0000}
 */
record JobEvent(String id, Job job, String status, String at) {

    static final String SCHEDULED = "Scheduled";
    static final String STARTED = "Started";

    /** The end of a job, failed or not; only the description tells which. */
    static final String COMPLETED = "Completed";

    byte[] body() {
        JsonText.Fields fields = new JsonText.Fields()
                .text("eventDateTime", at)
                .text("event", job.type.event)
                .text("entity", job.type.entity);
        if (job.instanceId != null) {
            fields.text("entityuuid", job.instanceId);
        }
        return fields.text("status", status)
                .text("description", description())
                .text("account", job.owner.id())
                .text("user", job.owner.userId())
                .done()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Foresees the failures that were asked for, and not the one that only shows when the job is carried out. */
    private String description() {
        String what = job.type.description(job.instanceId);
        if (!status.equals(COMPLETED)) {
            return what;
        }
        return (job.ending.status() == Job.SUCCEEDED ? "Successfully completed " : "Error while ") + what;
    }
}
