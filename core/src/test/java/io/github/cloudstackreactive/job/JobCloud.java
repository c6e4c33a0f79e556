package io.github.cloudstackreactive.job;

import static io.github.cloudstackreactive.support.ScriptedTransport.error;
import static io.github.cloudstackreactive.support.ScriptedTransport.ok;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.limit.LimitSettings;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.support.ScriptedTransport;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A server with any number of jobs on a wire that is a function, in virtual time: each has its duration, and the
 * server its failings.
 */
final class JobCloud {

    private static final ExchangeSettings MANY_AT_ONCE = new ExchangeSettings(
            ExchangeSettings.DEFAULT.safePatience(),
            ExchangeSettings.DEFAULT.patience(),
            ExchangeSettings.DEFAULT.retry(),
            ExchangeSettings.DEFAULT.getOnly(),
            ExchangeSettings.DEFAULT.listener(),
            ExchangeSettings.DEFAULT.form(),
            ExchangeSettings.DEFAULT.limits(),
            LimitSettings.of(2_000));

    record Machine(String id, String state) {}

    static final UntypedCommand<Machine> DEPLOY = Command.async("deployVirtualMachine", Machine.class);
    static final String QUERY = "queryAsyncJobResult";
    static final String LIST = "listAsyncJobs";
    private static final int LARGEST_PAGE = 500;

    /** A job as the server keeps it; times are milliseconds. */
    static final class Job {
        final String id;
        final String name;
        final long began;
        final long ends;
        boolean listable = true;
        int looks;
        int looksPastTheEnd;

        Job(String id, String name, long began, long ends) {
            this.id = id;
            this.name = name;
            this.began = began;
            this.ends = ends;
        }
    }

    final Map<String, Job> jobs = new LinkedHashMap<>();
    private final List<Job> running = new ArrayList<>();
    private long[] ends = new long[16];
    final Map<String, Job> byName = new HashMap<>();
    final ScriptedTransport wire = new ScriptedTransport(this::answer);

    /** How long a job takes, in milliseconds, by the machine's name. */
    Function<String, Long> duration = name -> 10_000L;

    /** How long after its start a job is not listed. */
    long listLag;

    /** Whether all jobs are of an account whose jobs are listed. */
    boolean allListable = true;

    /** Pending jobs of the same account that are not ours, and never end. */
    int others;

    /** What the list says instead; null where it answers. */
    @Nullable
    Function<Asked, Mono<Reply>> instead;

    /** Ended jobs are forgotten this long after their end; negative for never. */
    long purgedAfter = -1;

    /** Whether jobs have no resource, as those that set tags. */
    boolean unnamed;

    /** How long each answer takes. */
    long latency;

    Jobs client(JobTracking tracking) {
        return client(new JobSettings(JobScenario.EXACT, Duration.ofHours(2), Duration.ofSeconds(30), true, tracking));
    }

    Jobs client(JobSettings settings) {
        return new Jobs(
                new Exchange(wire, Authenticator.none(), MANY_AT_ONCE),
                new Decoder(Clock.systemUTC(), ReplyForm.JSON),
                settings);
    }

    Job add(String id, String name, long now) {
        Job job = new Job(id, name, now, now + duration.apply(name));
        jobs.put(id, job);
        byName.put(name, job);
        if (running.size() == ends.length) {
            ends = Arrays.copyOf(ends, 2 * ends.length);
        }
        ends[running.size()] = job.ends;
        running.add(job);
        return job;
    }

    private Mono<Reply> answer(Asked asked) {
        Function<Asked, Mono<Reply>> other = instead;
        Mono<Reply> said = other == null ? null : other.apply(asked);
        if (said == null) {
            said = switch (asked.command()) {
                case QUERY -> look(asked);
                case LIST -> list(asked);
                default -> start(asked);
            };
        }
        Mono<Reply> reply = said;
        return latency == 0 ? reply : Mono.delay(Duration.ofMillis(latency)).then(reply);
    }

    private Mono<Reply> start(Asked asked) {
        add(asked.get("customjobid"), asked.get("name"), asked.millis());
        return ok("{\"r\":{\"id\":\"vm-" + asked.get("name") + "\",\"jobid\":\"" + asked.get("customjobid") + "\"}}");
    }

    private Mono<Reply> look(Asked asked) {
        Job job = jobs.get(asked.get("jobid"));
        if (job == null || (purgedAfter >= 0 && asked.millis() >= job.ends + purgedAfter)) {
            return error(431, JobScenario.UNKNOWN_JOB);
        }
        job.looks++;
        boolean over = asked.millis() >= job.ends;
        if (over) {
            job.looksPastTheEnd++;
        }
        return ok("{\"r\":{\"jobid\":\"" + job.id + (unnamed ? "" : "\",\"jobinstanceid\":\"vm-" + job.name)
                + "\",\"jobstatus\":"
                + (over
                        ? "1,\"jobresult\":{\"virtualmachine\":{\"id\":\"vm-" + job.name + "\",\"state\":\"Running\"}}"
                        : "0")
                + "}}");
    }

    private Mono<Reply> list(Asked asked) {
        int page = Integer.parseInt(asked.get("page"));
        int size = Math.min(LARGEST_PAGE, Integer.parseInt(asked.get("pagesize")));
        dropEnded(asked.millis());
        List<Job> pending = listLag == 0 && allListable
                ? running
                : running.stream()
                        .filter(job -> job.listable && job.began + listLag <= asked.millis())
                        .toList();
        int total = others + pending.size();
        StringBuilder rows = new StringBuilder();
        for (int i = (page - 1) * size; i < Math.min(total, page * size); i++) {
            rows.append(rows.isEmpty() ? "" : ",").append("{\"jobstatus\":0,");
            if (i < 10) {
                rows.append("\"created\":\"2099-01-01T00:00:00+0000\",");
            }
            if (i < others) {
                rows.append("\"jobid\":\"other-").append(i).append("\"}");
            } else {
                Job job = pending.get(i - others);
                rows.append(unnamed ? "" : "\"jobinstanceid\":\"vm-" + job.name + "\",");
                rows.append("\"jobid\":\"").append(job.id).append("\"}");
            }
        }
        return ok(rows.isEmpty() ? "{\"r\":{}}" : "{\"r\":{\"count\":" + total + ",\"asyncjobs\":[" + rows + "]}}");
    }

    // By hand, over times that lie together: a hundred thousand jobs are listed thousands of times.
    private void dropEnded(long now) {
        int kept = 0;
        for (int i = 0; i < running.size(); i++) {
            if (ends[i] > now) {
                if (kept < i) {
                    running.set(kept, running.get(i));
                    ends[kept] = ends[i];
                }
                kept++;
            }
        }
        running.subList(kept, running.size()).clear();
    }

    long looks() {
        return wire.count(QUERY);
    }

    long lists() {
        return wire.count(LIST);
    }

    /** The most requests about jobs that were sent within any second. */
    int mostInASecond() {
        List<Long> times = wire.asked().stream()
                .filter(each -> each.command().equals(QUERY) || each.command().equals(LIST))
                .map(Asked::millis)
                .toList();
        int most = 0;
        int from = 0;
        for (int to = 0; to < times.size(); to++) {
            while (times.get(to) - times.get(from) >= 1_000) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
