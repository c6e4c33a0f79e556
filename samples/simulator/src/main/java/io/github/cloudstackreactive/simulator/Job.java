package io.github.cloudstackreactive.simulator;

import org.jspecify.annotations.Nullable;

/** An asynchronous job. Guarded by {@link Jobs}. */
final class Job {

    static final int PENDING = 0;
    static final int SUCCEEDED = 1;
    static final int FAILED = 2;
    static final int CANCELLED = 3;

    /** What a job does to the cloud when its time has come. */
    interface Work {

        /** What is seen of the job while it is pending. */
        default void begin(String job) {}

        /** Does it, and says what the job's result is, as JSON. */
        String succeed();

        /** Undoes what the start of the job had changed. */
        default void fail() {}
    }

    /** How a job will end; decided when it starts. */
    record Ending(int status, int code, String text) {
        static final Ending SUCCESS = new Ending(SUCCEEDED, 0, "");
    }

    final String id;
    final EventType type;
    final String commandClass;
    final Account owner;
    final @Nullable String instanceType;
    final @Nullable String instanceId;
    final String created;
    final long dueNanos;
    final Ending ending;
    final Work work;

    int status = PENDING;
    int resultCode;

    /** Whether webhooks have been told of the end. Guarded by {@link Webhooks}. */
    boolean completionTold;

    @Nullable
    String result;

    @Nullable
    String completed;

    long finishedNanos;

    Job(
            String id,
            EventType type,
            String commandClass,
            Account owner,
            @Nullable String instanceType,
            @Nullable String instanceId,
            String created,
            long dueNanos,
            Ending ending,
            Work work) {
        this.id = id;
        this.type = type;
        this.commandClass = commandClass;
        this.owner = owner;
        this.instanceType = instanceType;
        this.instanceId = instanceId;
        this.created = created;
        this.dueNanos = dueNanos;
        this.ending = ending;
        this.work = work;
    }

    void end(String now, long nanos) {
        try {
            if (ending.status == SUCCEEDED) {
                result = work.succeed();
                status = SUCCEEDED;
            } else {
                work.fail();
                fails(ending.status, ending.code, ending.text);
            }
        } catch (Refusal refusal) {
            fails(FAILED, refusal.status(), refusal.text());
        }
        completed = now;
        finishedNanos = nanos;
    }

    private void fails(int newStatus, int code, String text) {
        status = newStatus;
        resultCode = code;
        result = new JsonText.Fields()
                .number("errorcode", code)
                .text("errortext", text)
                .done();
    }

    /** The job as {@code queryAsyncJobResult} and {@code listAsyncJobs} show it. */
    String json() {
        JsonText.Fields fields = new JsonText.Fields()
                .text("accountid", owner.id())
                .text("account", owner.name())
                .text("domainid", owner.domainId())
                .text("domainpath", owner.domainPath())
                .text("userid", owner.userId())
                .text("cmd", commandClass)
                .number("jobprocstatus", 0)
                .number("jobresultcode", resultCode);
        if (result != null) {
            fields.text("jobresulttype", "object").raw("jobresult", result);
        }
        if (instanceType != null && instanceId != null) {
            fields.text("jobinstancetype", instanceType).text("jobinstanceid", instanceId);
        }
        if (status == PENDING) {
            fields.text("managementserverid", Ids.of(50, 0)).text("managementservername", "localhost");
        }
        fields.text("created", created);
        if (completed != null) {
            fields.text("completed", completed);
        }
        return fields.text("jobid", id).number("jobstatus", status).done();
    }
}
