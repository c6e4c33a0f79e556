package io.github.cloudstackreactive.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All jobs, pending and finished.
 *
 * <p>No timer runs: a job whose time has come is carried out when somebody next looks at the cloud, in the order in which
 * the jobs were due. Nobody can tell the difference, and jobs go on while the server is stopped. Only {@link Webhooks}
 * have a timer, to tell of a job's end in time.
 */
final class Jobs {

    private static final int FAMILY = 60;
    private static final String DEPLOYMENT = "org.apache.cloudstack.api.command.user.vm.DeployVMCmd";

    private final Settings settings;
    private final Webhooks webhooks;
    private final Map<String, Job> byId = new LinkedHashMap<>();
    private final Map<String, Job> pending = new LinkedHashMap<>();
    private final PriorityQueue<Job> due = new PriorityQueue<>((a, b) -> Long.signum(a.dueNanos - b.dueNanos));
    private long nextId;

    Jobs(Settings settings, Webhooks webhooks) {
        this.settings = settings;
        this.webhooks = webhooks;
    }

    /** Adds the jobs of an account that never end. */
    synchronized void addOthers(Account owner) {
        for (int i = 0; i < settings.otherJobs; i++) {
            String id = Ids.of(FAMILY, nextId++);
            Job job = new Job(
                    id,
                    EventType.VM_CREATE,
                    DEPLOYMENT,
                    owner,
                    null,
                    null,
                    Dates.format(settings.clock.instant()),
                    Long.MAX_VALUE,
                    Job.Ending.SUCCESS,
                    () -> "{}");
            byId.put(id, job);
            pending.put(id, job);
        }
    }

    /**
     * Starts a job and says its id.
     *
     * @throws Refusal if the caller chose an id that is taken or is none
     */
    synchronized String start(
            Call call,
            Account owner,
            String commandClass,
            @Nullable String instanceType,
            @Nullable String instanceId,
            Job.Work work) {
        String id = idFor(call);
        JobRequest request = requestOf(call);
        Duration takes = settings.jobDuration.apply(request);
        Job job = new Job(
                id,
                EventType.of(call.name()),
                commandClass,
                owner,
                instanceType,
                instanceId,
                Dates.format(settings.clock.instant()),
                System.nanoTime() + takes.toNanos(),
                settings.jobEnding.apply(request),
                work);
        work.begin(id);
        byId.put(id, job);
        pending.put(id, job);
        due.add(job);
        webhooks.started(job);
        return id;
    }

    /** The id that the caller chose or the next of ours (behaviour (g)). */
    private String idFor(Call call) {
        String custom = settings.ignoreCustomJobId ? null : call.parameters().filled("customjobid");
        if (custom == null) {
            return Ids.of(FAMILY, nextId++);
        }
        if (!Ids.wellFormed(custom)) {
            throw Refusal.of(431, Refusal.INVALID_VALUE, "UUID: " + custom + " doesn't follow the UUID format");
        }
        if (byId.containsKey(custom)) {
            throw Refusal.of(
                    431,
                    Refusal.INVALID_VALUE,
                    "UUID: " + custom + " already exists so can't create/update with custom id");
        }
        return custom;
    }

    private static JobRequest requestOf(Call call) {
        Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        parameters.putAll(call.parameters().byName());
        parameters.remove("apikey");
        parameters.remove("signature");
        return new JobRequest(call.name(), parameters);
    }

    /** Carries out what is due, and forgets what finished too long ago if that is wanted. */
    synchronized void settle() {
        long now = System.nanoTime();
        for (Job next = due.peek(); next != null && next.dueNanos - now <= 0; next = due.peek()) {
            due.poll();
            next.end(Dates.format(settings.clock.instant()), now);
            pending.remove(next.id);
        }
        Duration kept = settings.purgeFinishedJobsAfter;
        if (kept != null) {
            byId.values().removeIf(job -> job.status != Job.PENDING && now - job.finishedNanos > kept.toNanos());
        }
    }

    /** The job as this caller may see it: an admin all of them, a user only his own. */
    synchronized String query(Call call, Account caller) {
        String id = call.required("jobid");
        Job job = byId.get(id);
        if (job == null) {
            throw id.matches("-?\\d+")
                    ? Refusal.of(431, Refusal.INVALID_VALUE, "Unable to find a job by id " + id)
                    : Refusal.unknownId(call.name(), "jobid", id);
        }
        if (!caller.admin() && job.owner != caller) {
            throw Refusal.of(
                    531,
                    Refusal.PERMISSION_DENIED,
                    "Acct[" + caller.id() + "-" + caller.name()
                            + "] does not have permission to operate with resource Acct[" + job.owner.id() + "-"
                            + job.owner.name() + "]");
        }
        return job.json();
    }

    /**
     * A page of the pending jobs in the order of their start; finished ones are not listed (behaviour (d)).
     *
     * <p>Only the rows of the page are written, so that a list of thousands is cheap to page through.
     */
    synchronized Answer pending(Account caller, boolean all, Paging paging) {
        List<Job> seen = new ArrayList<>();
        for (Job job : pending.values()) {
            if (job.owner == caller || (caller.admin() && all)) {
                seen.add(job);
            }
        }
        List<String> page = paging.of(seen).stream().map(Job::json).toList();
        return Answer.rows("asyncjobs", seen.size(), page.iterator());
    }

    /** Lets webhooks that are new, or listened to again, hear of the end of jobs that started before. */
    synchronized void announcePending() {
        due.forEach(webhooks::completes);
    }

    synchronized int pendingCount() {
        return pending.size();
    }
}
