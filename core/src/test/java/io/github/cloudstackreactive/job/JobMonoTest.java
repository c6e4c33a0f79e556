package io.github.cloudstackreactive.job;

import static io.github.cloudstackreactive.support.ScriptedTransport.error;
import static io.github.cloudstackreactive.support.ScriptedTransport.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.JobDeadlineException;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.error.JobVanishedException;
import io.github.cloudstackreactive.support.ScriptedTransport;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Submitting a command and waiting for its job, to each of its ends. */
class JobMonoTest extends JobScenario {

    // Waiting.

    @Test
    void submitsOnceThenLooksEverMoreRarelyUntilTheEnd() {
        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext(new Machine("vm", "Running"))
                .verifyComplete();

        assertThat(waits()).containsExactly(500L, 750L, 1125L);
        assertThat(server.submits).hasValue(1);
    }

    @Test
    void theWaitsGrowToTheCapAndNoFurther() {
        server.looksUntilEnd = 20;
        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY).polling(EXACT.withCap(Duration.ofSeconds(2))))
                .thenAwait(Duration.ofMinutes(2))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(waits()).startsWith(500L, 750L, 1125L, 1687L, 2000L, 2000L).allMatch(wait -> wait <= 2000);
    }

    @Test
    void jitterKeepsWithinAFifth() {
        PollSchedule schedule = PollSchedule.DEFAULT;
        for (int i = 0; i < 1_000; i++) {
            assertThat(schedule.waitBefore(0)).isBetween(Duration.ofMillis(400), Duration.ofMillis(600));
            assertThat(schedule.waitBefore(50)).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
        }
    }

    @Test
    void nothingIsSentBeforeASubscriptionAndEachOneSubmits() {
        StepVerifier.withVirtualTime(() -> {
                    JobMono<Machine> deploy = jobs.run(DEPLOY);
                    assertThat(server.submits).hasValue(0);
                    return deploy.repeat(2);
                })
                .thenAwait(Duration.ofMinutes(5))
                .expectNextCount(3)
                .verifyComplete();

        assertThat(server.submits).hasValue(3);
    }

    @Test
    void aPlainRetryAndAZipWithItselfSubmitAgainSinceEachIsASubscription() {
        server.ending = "\"jobstatus\":2,\"jobresult\":{\"errorcode\":530,\"errortext\":\"no\"}";
        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY).retry(2))
                .thenAwait(Duration.ofMinutes(5))
                .verifyError(JobFailedException.class);
        assertThat(server.submits).hasValue(3);

        ScriptedTransport sync = new ScriptedTransport(asked -> ok("{\"r\":{\"virtualmachine\":{\"id\":\"vm\"}}}"));
        JobMono<Machine> deploy = jobs(sync, SETTINGS).run(DEPLOY);
        Mono.zip(deploy, deploy).block();
        assertThat(sync.count("deployVirtualMachine")).isEqualTo(2);
    }

    @Test
    void aSyncReplyIsAnAnswerAtOnce() {
        ScriptedTransport sync = new ScriptedTransport(
                asked -> ok("{\"r\":{\"virtualmachine\":{\"id\":\"vm\",\"state\":\"Stopped\"}}}"));

        StepVerifier.create(jobs(sync, SETTINGS).run(DEPLOY))
                .expectNext(new Machine("vm", "Stopped"))
                .verifyComplete();
        StepVerifier.create(jobs(sync, SETTINGS).run(DEPLOY).submit())
                .assertNext(job -> {
                    assertThat(job.jobId()).isNull();
                    assertThat(job.result().block()).isEqualTo(new Machine("vm", "Stopped"));
                })
                .verifyComplete();
    }

    @Test
    void executeWaitsForAJobThatNobodyAnnounced() {
        StepVerifier.withVirtualTime(() -> jobs.run(Command.of("deployVirtualMachine", Machine.class)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext(new Machine("vm", "Running"))
                .verifyComplete();

        assertThat(wire.asked().get(0).query()).doesNotContainKey("customjobid");
    }

    // Endings.

    @Test
    void aFailedJobTellsWhatAndWhere() {
        server.ending =
                "\"jobstatus\":2,\"jobresultcode\":533,\"jobresult\":{\"errorcode\":533,\"errortext\":\"no room\"}";

        JobFailedException failed = (JobFailedException) failure(jobs.run(DEPLOY));
        assertThat(failed.errorCode()).isEqualTo(533);
        assertThat(failed.text()).isEqualTo("no room");
        assertThat(failed.jobId()).isEqualTo(server.job.get());
        assertThat(failed.resourceId()).isEqualTo("vm");
        assertThat(failed.command()).isEqualTo("deployVirtualMachine");
    }

    @Test
    void aCancelledJobIsAFailure() {
        server.ending = "\"jobstatus\":3";

        assertThat(failure(jobs.run(DEPLOY)))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("cancelled");
    }

    @Test
    void aJobThatOnlySaysNoSuccessIsAFailure() {
        server.ending = "\"jobstatus\":1,\"jobresult\":{\"success\":false,\"details\":\"in use\"}";

        assertThat(failure(jobs.run(DEPLOY)))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void aSuccessWithoutAResultIsEmpty() {
        server.ending = "\"jobstatus\":1";

        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY))
                .thenAwait(Duration.ofMinutes(1))
                .verifyComplete();
    }

    @Test
    void aJobThatTheServerForgetsHasVanished() {
        ScriptedTransport forgetful = new ScriptedTransport(asked ->
                asked.command().equals("queryAsyncJobResult") ? error(431, UNKNOWN_JOB) : server.answer(asked));

        CloudStackException failure = failure(jobs(forgetful, SETTINGS).run(DEPLOY));
        assertThat(failure).isInstanceOf(JobVanishedException.class);
        assertThat(failure.jobId()).isEqualTo(server.job.get());
        assertThat(failure.resourceId()).isEqualTo("vm");
    }

    @Test
    void aDeadlineEndsTheWaitingWithBothIds() {
        server.looksUntilEnd = Integer.MAX_VALUE;

        CloudStackException late = failure(jobs.run(DEPLOY).deadline(Duration.ofSeconds(10)));
        assertThat(late).isInstanceOf(JobDeadlineException.class).hasMessageContaining("PT10S");
        assertThat(late.jobId()).isEqualTo(server.job.get());
        assertThat(late.resourceId()).isEqualTo("vm");
        assertThat(wire.asked().get(wire.asked().size() - 1).millis()
                        - wire.asked().get(0).millis())
                .isLessThanOrEqualTo(10_000);
    }

    @Test
    void aDeadlineCountsFromTheSubscription() {
        server.looksUntilEnd = Integer.MAX_VALUE;
        ScriptedTransport slow = new ScriptedTransport(asked -> asked.command().equals("queryAsyncJobResult")
                ? server.answer(asked)
                : Mono.delay(Duration.ofSeconds(8)).then(Mono.defer(() -> server.answer(asked))));

        StepVerifier.withVirtualTime(() -> jobs(slow, SETTINGS).run(DEPLOY).deadline(Duration.ofSeconds(10)))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(9_999))
                .thenAwait(Duration.ofMillis(1))
                .verifyError(JobDeadlineException.class);
    }

    @Test
    void troubleThatPassesIsToleratedAndFatalTroubleIsNot() {
        AtomicInteger looks = new AtomicInteger();
        ScriptedTransport troubled = new ScriptedTransport(asked -> {
            if (!asked.command().equals("queryAsyncJobResult")) {
                return server.answer(asked);
            }
            return looks.incrementAndGet() <= 12 ? Mono.error(new IOException("reset")) : server.answer(asked);
        });
        StepVerifier.withVirtualTime(() -> jobs(troubled, SETTINGS).run(DEPLOY))
                .thenAwait(Duration.ofMinutes(10))
                .expectNextCount(1)
                .verifyComplete();

        ScriptedTransport locked = new ScriptedTransport(
                asked -> asked.command().equals("queryAsyncJobResult") ? error(401, "no") : server.answer(asked));
        CloudStackException failure = failure(jobs(locked, SETTINGS).run(DEPLOY));
        assertThat(failure).isInstanceOf(AuthenticationException.class);
        assertThat(failure.jobId()).isEqualTo(server.job.get());
        assertThat(locked.count("queryAsyncJobResult")).isEqualTo(1);
    }

    @Test
    void cancellingStopsTheLooks() {
        server.looksUntilEnd = Integer.MAX_VALUE;

        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY))
                .thenAwait(Duration.ofSeconds(3))
                .thenCancel()
                .verify();
        int looks = server.looks.get();
        assertThat(looks).isPositive();
        StepVerifier.withVirtualTime(() -> Mono.delay(Duration.ofHours(1)))
                .thenAwait(Duration.ofHours(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(server.looks).hasValue(looks);
    }

    @Test
    void anEndlessDeadlineIsNoError() {
        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY).deadline(ChronoUnit.FOREVER.getDuration()))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void refusesADeadlineThatHasPassed() {
        assertThatThrownBy(() -> jobs.run(DEPLOY).deadline(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PollSchedule(Duration.ZERO, 2, Duration.ofSeconds(1), () -> 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
