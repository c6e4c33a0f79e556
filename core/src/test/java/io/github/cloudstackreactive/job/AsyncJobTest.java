package io.github.cloudstackreactive.job;

import static io.github.cloudstackreactive.support.ScriptedTransport.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.JobDeadlineException;
import io.github.cloudstackreactive.support.ScriptedTransport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** One job, watched and awaited by many, now or later. */
class AsyncJobTest extends JobScenario {

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
}
