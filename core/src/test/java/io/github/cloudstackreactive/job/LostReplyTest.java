package io.github.cloudstackreactive.job;

import static io.github.cloudstackreactive.support.ScriptedTransport.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.ThrottledException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.Deadline;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.support.ScriptedTransport;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

/** Start replies that are lost and jobs that are found again; nothing is ever sent twice. */
class LostReplyTest extends JobScenario {

    // Ids of our own.

    @Test
    void aCommandKnownToBeAsyncCarriesANewIdAtEachSubscription() {
        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY).repeat(1))
                .thenAwait(Duration.ofMinutes(2))
                .expectNextCount(2)
                .verifyComplete();

        Set<String> ids = new HashSet<>();
        wire.asked().stream()
                .filter(asked -> asked.command().equals("deployVirtualMachine"))
                .forEach(asked -> ids.add(asked.get("customjobid")));
        assertThat(ids)
                .hasSize(2)
                .allSatisfy(id -> assertThat(UUID.fromString(id).version()).isEqualTo(4));
    }

    @Test
    void jobIdsDoNotRepeat() {
        JobIds ids = new JobIds();
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(made.add(ids.next())).isTrue();
        }
    }

    @Test
    void idsCanBeLeftToTheServer() {
        StepVerifier.withVirtualTime(() -> jobs(
                                wire,
                                new JobSettings(
                                        EXACT, Duration.ofHours(1), Duration.ofSeconds(30), false, JobTracking.DEFAULT))
                        .run(DEPLOY))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(wire.asked().get(0).query()).doesNotContainKey("customjobid");
    }

    @Test
    void aLostStartReplyIsNoticedByNobody() {
        server.losesStartReply = true;

        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext(new Machine("vm", "Running"))
                .verifyComplete();
        assertThat(server.submits).hasValue(1);
    }

    @Test
    void aJobThatIsNotThereYetIsLookedForWithinTheGrace() {
        server.losesStartReply = true;
        server.looksWithoutTheJob = 4;

        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(server.submits).hasValue(1);
    }

    @Test
    void aJobThatIsNeverFoundIsAnUnknownOutcomeAndNothingIsSentAgain() {
        server.losesStartReply = true;
        server.ignoresCustomId = true;

        CloudStackException failure = failure(jobs.run(DEPLOY));
        assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
        assertThat(failure.jobId())
                .isEqualTo(wire.asked().get(0).get("customjobid"))
                .isNotEmpty();
        assertThat(server.submits).hasValue(1);
        assertThat(wire.asked().get(wire.asked().size() - 1).millis()
                        - wire.asked().get(0).millis())
                .isBetween(30_000L, 60_000L);
    }

    @Test
    void aServerThatIsDownForMinutesIsWaitedFor() {
        server.losesStartReply = true;
        long[] start = {-1};
        ScriptedTransport restarting = new ScriptedTransport(asked -> {
            start[0] = start[0] < 0 ? asked.millis() : start[0];
            boolean down = asked.command().equals("queryAsyncJobResult") && asked.millis() - start[0] < 180_000;
            return down ? ScriptedTransport.neverSent(new java.net.ConnectException("refused")) : server.answer(asked);
        });

        StepVerifier.withVirtualTime(() -> jobs(restarting, SETTINGS).run(DEPLOY))
                .thenAwait(Duration.ofMinutes(10))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(server.submits).hasValue(1);
    }

    @Test
    void aRequestThatSomethingRepeatedIsFoundNotFailed() {
        AtomicReference<String> sent = new AtomicReference<>();
        ScriptedTransport doubling = new ScriptedTransport(asked -> {
            if (asked.command().equals("queryAsyncJobResult")) {
                return server.answer(asked);
            }
            sent.set(asked.get("customjobid"));
            server.job.set(sent.get());
            return error(431, "UUID: " + sent.get() + " already exists so can't create/update with custom id");
        });

        StepVerifier.withVirtualTime(() -> jobs(doubling, SETTINGS).run(DEPLOY))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(doubling.count("deployVirtualMachine")).isEqualTo(1);
    }

    @Test
    void aRefusedSubmissionIsTheServersOwnError() {
        ScriptedTransport refusing = new ScriptedTransport(asked -> error(535, "too many"));

        assertThat(failure(jobs(refusing, SETTINGS).run(DEPLOY))).hasMessageContaining("too many");
        assertThat(refusing.asked()).hasSize(1);
    }

    @Test
    void aDeadlineDuringTheSubmissionIsAnUnknownOutcomeWithTheId() {
        ScriptedTransport silent = new ScriptedTransport(asked -> Mono.never());

        CloudStackException failure = failure(jobs(silent, SETTINGS).run(DEPLOY).deadline(Duration.ofSeconds(10)));
        assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
        assertThat(failure.jobId()).isEqualTo(silent.asked().get(0).get("customjobid"));
    }

    /** Refused for its rate until then, or not signed yet: nothing is unknown of what the server has not taken. */
    @Test
    void aDeadlineThatPassesBeforeTheServerTakesTheSubmissionLeavesNothingUnknown() {
        ScriptedTransport busy = new ScriptedTransport(asked -> error(429, "please retry after [40000] ms."));
        assertThat(failure(jobs(busy, SETTINGS).run(DEPLOY).deadline(Duration.ofSeconds(10))))
                .isInstanceOf(ThrottledException.class);
        assertThat(busy.asked()).hasSize(1);

        CloudStackException failure = failure(new Jobs(
                        new Exchange(wire, parameters -> Mono.never(), ExchangeSettings.DEFAULT),
                        new Decoder(Clock.systemUTC(), ReplyForm.JSON),
                        SETTINGS)
                .run(DEPLOY)
                .deadline(Duration.ofSeconds(10)));
        assertThat(failure).isInstanceOf(TransportException.class).hasMessageContaining("before it was sent");
        assertThat(((TransportException) failure).sent()).isFalse();
        assertThat(wire.asked()).isEmpty();
    }

    @Test
    void aSearchOfDaysNeitherOverflowsNorStops() {
        server.losesStartReply = true;
        long[] start = {-1};
        ScriptedTransport restarting = new ScriptedTransport(asked -> {
            start[0] = start[0] < 0 ? asked.millis() : start[0];
            boolean down = asked.command().equals("queryAsyncJobResult") && asked.millis() - start[0] < 7_200_000;
            return down ? Mono.error(new IOException("reset")) : server.answer(asked);
        });
        PollSchedule often = EXACT.withCap(Duration.ofSeconds(1));

        StepVerifier.withVirtualTime(() ->
                        jobs(restarting, SETTINGS).run(DEPLOY).polling(often).deadline(Duration.ofDays(1)))
                .thenAwait(Duration.ofHours(3))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(server.submits).hasValue(1);
    }

    @Test
    void submitMarksACommandAsAsyncThatNobodyElseDid() {
        StepVerifier.withVirtualTime(() -> jobs.submit(Command.of("deployVirtualMachine", Machine.class)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(wire.asked().get(0).query()).containsKey("customjobid");
    }

    // Pinned ids.

    @Test
    void aFreshPinnedIdThatWasSentAndIsNotFoundIsNotSentAgain() {
        UUID id = UUID.fromString("8b5dbab3-a58f-48f8-ba13-d7256e2f0a63");
        server.losesStartReply = true;
        server.ignoresCustomId = true;

        assertThat(failure(jobs.run(DEPLOY).freshJobId(id).retry(2))).isInstanceOf(OutcomeUnknownException.class);
        assertThat(server.submits).hasValue(1);
    }

    @Test
    void aPinnedIdThatWasNeverSentMayBeSentYet() {
        UUID id = UUID.fromString("8b5dbab3-a58f-48f8-ba13-d7256e2f0a63");
        int[] refused = {0};
        ScriptedTransport down =
                new ScriptedTransport(asked -> asked.command().equals("deployVirtualMachine") && refused[0]++ < 3
                        ? ScriptedTransport.neverSent(new java.net.ConnectException("refused"))
                        : server.answer(asked));

        StepVerifier.withVirtualTime(
                        () -> jobs(down, SETTINGS).run(DEPLOY).freshJobId(id).retry(1))
                .thenAwait(Duration.ofMinutes(5))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(server.submits).hasValue(1);
    }

    @Test
    void aPinnedSubmissionEndsAtItsDeadlineWhateverTheServerDoes() {
        UUID id = UUID.fromString("8b5dbab3-a58f-48f8-ba13-d7256e2f0a63");
        int[] looks = {0};
        ScriptedTransport dying = new ScriptedTransport(
                asked -> looks[0]++ == 0 ? error(431, UNKNOWN_JOB) : Mono.error(new IOException("reset")));

        StepVerifier.withVirtualTime(
                        () -> jobs(dying, SETTINGS).run(DEPLOY).customJobId(id).deadline(Duration.ofMinutes(1)))
                .expectSubscription()
                .thenAwait(Duration.ofMinutes(1))
                .verifyError(OutcomeUnknownException.class);
    }

    @Test
    void aFreshPinnedIdWhoseDeadlinePassedBeforeItWasTakenMayBeSentYet() {
        UUID id = UUID.fromString("8b5dbab3-a58f-48f8-ba13-d7256e2f0a63");
        int[] refused = {0};
        ScriptedTransport busy =
                new ScriptedTransport(asked -> asked.command().equals("deployVirtualMachine") && refused[0]++ == 0
                        ? error(429, "please retry after [40000] ms.")
                        : server.answer(asked));

        StepVerifier.withVirtualTime(() -> jobs(busy, SETTINGS)
                        .run(DEPLOY)
                        .freshJobId(id)
                        .deadline(Duration.ofSeconds(30))
                        .retryWhen(Retry.fixedDelay(1, Duration.ofSeconds(30))))
                .thenAwait(Duration.ofMinutes(5))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(server.submits).hasValue(1);
    }

    /** The rate of looks is minded within the deadline, not before it. */
    @Test
    void aLookThatWouldComeTooLateIsNotWaitedFor() {
        Jobs slow = jobs(
                wire,
                new JobSettings(
                        EXACT, Duration.ofHours(1), Duration.ofSeconds(30), true, JobTracking.DEFAULT.perSecond(1)));

        StepVerifier.withVirtualTime(() -> Flux.range(0, 20)
                        .flatMap(
                                i -> slow.run(DEPLOY)
                                        .freshJobId(UUID.randomUUID())
                                        .contextWrite(Deadline.in(Duration.ofSeconds(3)))
                                        .then()
                                        .onErrorResume(TransportException.class, late -> Mono.empty()),
                                20))
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(3))
                .verifyComplete();
    }

    @Test
    void aFreshPinnedIdIsSentOnceHoweverOftenItIsSubscribedTo() {
        UUID id = UUID.fromString("8b5dbab3-a58f-48f8-ba13-d7256e2f0a63");

        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY).freshJobId(id).repeat(2))
                .thenAwait(Duration.ofMinutes(5))
                .expectNextCount(3)
                .verifyComplete();
        assertThat(server.submits).hasValue(1);
        assertThat(server.job).hasValue(id.toString());
    }

    @Test
    void aPinnedIdThatMayHaveBeenSentIsLookedForAndNeverSubmitted() {
        UUID id = UUID.fromString("8b5dbab3-a58f-48f8-ba13-d7256e2f0a63");
        assertThat(failure(jobs.run(DEPLOY).customJobId(id))).isInstanceOf(OutcomeUnknownException.class);
        assertThat(server.submits).hasValue(0);

        server.job.set(id.toString());
        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY).customJobId(id))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(server.submits).hasValue(0);
    }
}
