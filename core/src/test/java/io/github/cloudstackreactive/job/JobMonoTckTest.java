package io.github.cloudstackreactive.job;

import static io.github.cloudstackreactive.support.ScriptedTransport.ok;

import io.github.cloudstackreactive.job.JobScenario.Machine;
import io.github.cloudstackreactive.support.PublisherTck;
import io.github.cloudstackreactive.support.ScriptedTransport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.reactivestreams.Publisher;

/** A job that is submitted, looked at while it goes on, and then at its end. */
public class JobMonoTckTest extends PublisherTck<Machine> {

    private static final PollSchedule SOON = new PollSchedule(Duration.ofMillis(2), 1, Duration.ofMillis(2), () -> 0.5);
    private static final JobSettings SETTINGS = new JobSettings(
            SOON, Duration.ofMinutes(1), Duration.ofSeconds(1), true, JobTracking.DEFAULT.perSecond(10_000));

    @Override
    public long maxElementsFromPublisher() {
        return 1;
    }

    @Override
    public Publisher<Machine> createPublisher(long elements) {
        return job("\"jobstatus\":1,\"jobresult\":"
                + (elements == 0 ? "null" : "{\"virtualmachine\":{\"id\":\"vm\",\"state\":\"Running\"}}"));
    }

    private static JobMono<Machine> job(String ending) {
        Map<String, Boolean> looked = new ConcurrentHashMap<>();
        ScriptedTransport wire = new ScriptedTransport(asked -> {
            if (!asked.command().equals("queryAsyncJobResult")) {
                return ok("{\"r\":{\"id\":\"vm\",\"jobid\":\"" + asked.get("customjobid") + "\"}}");
            }
            String id = asked.get("jobid");
            boolean over = looked.put(id, true) != null;
            return ok("{\"r\":{\"jobid\":\"" + id + "\"," + (over ? ending : "\"jobstatus\":0") + "}}");
        });
        return JobScenario.jobs(wire, SETTINGS).submit(JobScenario.DEPLOY);
    }
}
