package io.github.cloudstackreactive.job;

import static io.github.cloudstackreactive.support.ScriptedTransport.error;
import static io.github.cloudstackreactive.support.ScriptedTransport.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.JobDeadlineException;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.error.JobVanishedException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.support.ScriptedTransport;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Submitting, waiting, losing and finding jobs, in virtual time. */
class JobMonoTest {

    record Machine(String id, String state) {}

    private static final UntypedCommand<Machine> DEPLOY = Command.async("deployVirtualMachine", Machine.class);
    private static final PollSchedule EXACT =
            new PollSchedule(Duration.ofMillis(500), 1.5, Duration.ofSeconds(30), () -> 0.5);
    private static final JobSettings SETTINGS =
            new JobSettings(EXACT, Duration.ofHours(1), Duration.ofSeconds(30), true);
    private static final String UNKNOWN_JOB = "entity does not exist";

    /** A server with one job that ends after so many looks. */
    private static final class Server {

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

    private final Server server = new Server();
    private final ScriptedTransport wire = new ScriptedTransport(server::answer);
    private final Jobs jobs = jobs(wire, SETTINGS);

    private static Jobs jobs(ScriptedTransport wire, JobSettings settings) {
        return new Jobs(
                new Exchange(wire, Authenticator.none(), ExchangeSettings.DEFAULT),
                new Decoder(Clock.systemUTC()),
                settings);
    }

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

    // Watching.

    @Test
    void oneJobCanBeWatchedAndAwaitedWithoutSubmittingAgain() {
        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY)
                        .submit()
                        .flatMap(job -> Mono.zip(
                                job.result(), job.result(), job.updates().collectList(), Mono.just(job))))
                .thenAwait(Duration.ofMinutes(1))
                .assertNext(all -> {
                    assertThat(all.getT1()).isEqualTo(new Machine("vm", "Running"));
                    assertThat(all.getT2()).isEqualTo(all.getT1());
                    assertThat(all.getT4().resourceId()).isEqualTo("vm");
                    List<JobUpdate> updates = all.getT3();
                    assertThat(updates.get(0)).isEqualTo(new JobUpdate.Submitted(server.job.get(), "vm"));
                    assertThat(updates).hasSize(4);
                    assertThat(updates.get(1)).isInstanceOf(JobUpdate.Progress.class);
                    assertThat(updates.get(3))
                            .isInstanceOfSatisfying(
                                    JobUpdate.Finished.class,
                                    end -> assertThat(end.succeeded()).isTrue());
                })
                .verifyComplete();

        assertThat(server.submits).hasValue(1);
        assertThat(server.looks).as("the watchers share their looks").hasValue(3);
    }

    @Test
    void aFinishedJobIsNotLookedAtAgain() {
        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY)
                        .submit()
                        .flatMap(job -> job.result()
                                .then(job.result())
                                .then(job.updates().collectList())))
                .thenAwait(Duration.ofMinutes(1))
                .assertNext(updates -> assertThat(updates).hasSize(2))
                .verifyComplete();

        assertThat(server.looks).hasValue(3);
    }

    @Test
    void aJobIsAttachedToByItsId() {
        server.job.set("old-job");

        StepVerifier.withVirtualTime(() -> {
                    AsyncJob<Machine> job = jobs.attach("old-job", Machine.class);
                    return job.result().map(machine -> machine + " " + job.resourceId());
                })
                .thenAwait(Duration.ofMinutes(1))
                .expectNext(new Machine("vm", "Running") + " vm")
                .verifyComplete();
        assertThat(server.submits).hasValue(0);
    }

    // Lost and found.

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
        StepVerifier.withVirtualTime(
                        () -> jobs(wire, new JobSettings(EXACT, Duration.ofHours(1), Duration.ofSeconds(30), false))
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

    // Many watchers.

    @Test
    void aFatalLookFailsWhoWaitsAndNotWhoComesLater() {
        int[] looks = {0};
        ScriptedTransport shaky =
                new ScriptedTransport(asked -> asked.command().equals("queryAsyncJobResult") && looks[0]++ == 0
                        ? error(401, "no")
                        : server.answer(asked));

        StepVerifier.withVirtualTime(() -> jobs(shaky, SETTINGS)
                        .run(DEPLOY)
                        .submit()
                        .flatMap(job -> job.result().onErrorResume(AuthenticationException.class, no -> job.result())))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(server.submits).hasValue(1);
    }

    @Test
    void aSubscriptionPastTheDeadlineTakesOneLookBeforeItSaysSo() {
        StepVerifier.withVirtualTime(() -> {
                    AsyncJob<Machine> job = jobs.run(DEPLOY)
                            .deadline(Duration.ofSeconds(5))
                            .submit()
                            .block();
                    return Mono.delay(Duration.ofMinutes(1)).then(Mono.defer(job::result));
                })
                .thenAwait(Duration.ofMinutes(2))
                .verifyError(JobDeadlineException.class);
        assertThat(server.looks).hasValue(1);

        server.looksUntilEnd = 0;
        StepVerifier.withVirtualTime(() -> {
                    AsyncJob<Machine> job = jobs.run(DEPLOY)
                            .deadline(Duration.ofSeconds(5))
                            .submit()
                            .block();
                    return Mono.delay(Duration.ofMinutes(1)).then(Mono.defer(job::result));
                })
                .thenAwait(Duration.ofMinutes(2))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void aThousandSubscriptionsPastTheDeadlineShareOneLook() {
        ScriptedTransport slow = new ScriptedTransport(asked -> asked.command().equals("queryAsyncJobResult")
                ? Mono.delay(Duration.ofMillis(100)).then(Mono.defer(() -> server.answer(asked)))
                : server.answer(asked));

        StepVerifier.withVirtualTime(() -> jobs(slow, SETTINGS)
                        .run(DEPLOY)
                        .deadline(Duration.ofSeconds(5))
                        .submit()
                        .delayElement(Duration.ofMinutes(1))
                        .flatMapMany(job -> Flux.range(0, 1_000)
                                .flatMap(
                                        i -> job.result()
                                                .then(Mono.<Throwable>empty())
                                                .onErrorResume(Mono::just),
                                        1_000)))
                .thenAwait(Duration.ofMinutes(2))
                .thenConsumeWhile(JobDeadlineException.class::isInstance)
                .verifyComplete();
        assertThat(slow.count("queryAsyncJobResult")).isEqualTo(1);
    }

    @Test
    void whoComesBackSoonerThanTheNextLookStillGetsToSeeTheEnd() {
        server.looksUntilEnd = 5;
        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY)
                        .submit()
                        .flatMap(job -> Flux.range(0, 100)
                                .concatMap(request -> job.result()
                                        .timeout(Duration.ofMillis(300))
                                        .onErrorResume(TimeoutException.class, notYet -> Mono.empty()))
                                .next()))
                .thenAwait(Duration.ofMinutes(2))
                .expectNext(new Machine("vm", "Running"))
                .verifyComplete();
        assertThat(server.looks).hasValue(5);
    }

    @Test
    void anErrorWhileWatchingCarriesTheIds() {
        ScriptedTransport locked = new ScriptedTransport(
                asked -> asked.command().equals("queryAsyncJobResult") ? error(401, "no") : server.answer(asked));

        StepVerifier.withVirtualTime(
                        () -> jobs(locked, SETTINGS).run(DEPLOY).submit().flatMapMany(AsyncJob::updates))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyErrorSatisfies(thrown ->
                        assertThat(((CloudStackException) thrown).jobId()).isEqualTo(server.job.get()));
    }

    @Test
    void anEndlessDeadlineIsNoError() {
        StepVerifier.withVirtualTime(() -> jobs.run(DEPLOY).deadline(ChronoUnit.FOREVER.getDuration()))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
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

    @Test
    void refusesADeadlineThatHasPassed() {
        assertThatThrownBy(() -> jobs.run(DEPLOY).deadline(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PollSchedule(Duration.ZERO, 2, Duration.ofSeconds(1), () -> 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static CloudStackException failure(Mono<?> job) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        StepVerifier.withVirtualTime(() -> job)
                .thenAwait(Duration.ofHours(2))
                .expectErrorSatisfies(failure::set)
                .verify();
        return (CloudStackException) failure.get();
    }

    private List<Long> waits() {
        List<Long> waits = new ArrayList<>();
        for (int i = 1; i < wire.asked().size(); i++) {
            waits.add(wire.asked().get(i).millis() - wire.asked().get(i - 1).millis());
        }
        return waits;
    }
}
