package io.github.cloudstackreactive.job;

import static io.github.cloudstackreactive.support.ScriptedTransport.error;
import static io.github.cloudstackreactive.support.ScriptedTransport.ok;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.support.ScriptedTransport;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A server with one job, and a client on a wire that is a function, in virtual time. */
abstract class JobScenario {

    record Machine(String id, String state) {}

    static final UntypedCommand<Machine> DEPLOY = Command.async("deployVirtualMachine", Machine.class);
    static final PollSchedule EXACT = new PollSchedule(Duration.ofMillis(500), 1.5, Duration.ofSeconds(30), () -> 0.5);
    static final JobSettings SETTINGS =
            new JobSettings(EXACT, Duration.ofHours(1), Duration.ofSeconds(30), true, JobTracking.DEFAULT);
    static final String UNKNOWN_JOB = "entity does not exist";

    /** A server with one job that ends after so many looks. */
    static final class Server {

        final AtomicInteger submits = new AtomicInteger();
        final AtomicInteger looks = new AtomicInteger();
        final AtomicReference<String> job = new AtomicReference<>();
        int looksUntilEnd = 3;
        String ending = "\"jobstatus\":1,\"jobresult\":{\"virtualmachine\":{\"id\":\"vm\",\"state\":\"Running\"}}";
        boolean losesStartReply;
        boolean ignoresCustomId;
        int looksWithoutTheJob;

        Mono<Reply> answer(Asked asked) {
            return asked.command().equals("queryAsyncJobResult") ? look(asked) : submit(asked);
        }

        private Mono<Reply> submit(Asked asked) {
            submits.incrementAndGet();
            String custom = asked.get("customjobid");
            job.set(custom.isEmpty() || ignoresCustomId ? "server-job-" + submits.get() : custom);
            return losesStartReply
                    ? Mono.error(new IOException("reset"))
                    : ok("{\"r\":{\"id\":\"vm\",\"jobid\":\"" + job.get() + "\"}}");
        }

        private Mono<Reply> look(Asked asked) {
            int look = looks.incrementAndGet();
            if (!asked.get("jobid").equals(job.get()) || look <= looksWithoutTheJob) {
                return error(431, UNKNOWN_JOB);
            }
            String state = look - looksWithoutTheJob < looksUntilEnd ? "\"jobstatus\":0" : ending;
            return ok("{\"r\":{\"jobid\":\"" + job.get() + "\",\"jobinstanceid\":\"vm\"," + state + "}}");
        }
    }

    final Server server = new Server();
    final ScriptedTransport wire = new ScriptedTransport(server::answer);
    final Jobs jobs = jobs(wire, SETTINGS);

    static Jobs jobs(ScriptedTransport wire, JobSettings settings) {
        return new Jobs(
                new Exchange(wire, Authenticator.none(), ExchangeSettings.DEFAULT),
                new Decoder(Clock.systemUTC(), ReplyForm.JSON),
                settings);
    }

    static CloudStackException failure(Mono<?> job) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        StepVerifier.withVirtualTime(() -> job)
                .thenAwait(Duration.ofHours(2))
                .expectErrorSatisfies(failure::set)
                .verify();
        return (CloudStackException) failure.get();
    }

    List<Long> waits() {
        List<Long> waits = new ArrayList<>();
        for (int i = 1; i < wire.asked().size(); i++) {
            waits.add(wire.asked().get(i).millis() - wire.asked().get(i - 1).millis());
        }
        return waits;
    }
}
