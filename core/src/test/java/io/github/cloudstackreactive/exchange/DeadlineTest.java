package io.github.cloudstackreactive.exchange;

import static io.github.cloudstackreactive.support.ScriptedTransport.error;
import static io.github.cloudstackreactive.support.ScriptedTransport.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.call.Wiring;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.JobDeadlineException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.ThrottledException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.error.UnavailableException;
import io.github.cloudstackreactive.job.JobSettings;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.support.ScriptedTransport;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** A deadline in the context bounds a call, all its attempts and pages together; in virtual time. */
@Timeout(30)
class DeadlineTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void cancelsWhatIsUnderWayAndSaysSo() {
        AtomicBoolean cancelled = new AtomicBoolean();
        ScriptedTransport wire =
                new ScriptedTransport(asked -> Mono.<Reply>never().doOnCancel(() -> cancelled.set(true)));

        StepVerifier.withVirtualTime(() -> wiring(wire)
                        .execute(Command.of("getTimeOfDay"))
                        .contextWrite(Deadline.in(Duration.ofSeconds(5))))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(4_999))
                .thenAwait(Duration.ofMillis(1))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("deadline of 5.0 s passed before a reply came"))
                .verify(LONG);
        assertThat(cancelled).isTrue();
        assertThat(wire.asked()).hasSize(1);
    }

    @Test
    void leavesNothingBehindWhenTheAnswerComesInTime() {
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{\"t\":{\"now\":\"noon\"}}}"));

        StepVerifier.withVirtualTime(() -> wiring(wire)
                        .execute(Command.of("getTimeOfDay"))
                        .contextWrite(Deadline.in(Duration.ofSeconds(5))))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void whatMayHaveBeenCarriedOutIsNotCalledLate() {
        ScriptedTransport wire = new ScriptedTransport(asked -> Mono.never());

        StepVerifier.withVirtualTime(() -> wiring(wire)
                        .execute(Command.of("createNetwork"))
                        .contextWrite(Deadline.in(Duration.ofSeconds(5))))
                .thenAwait(Duration.ofSeconds(5))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(OutcomeUnknownException.class)
                        .hasMessageContaining("createNetwork")
                        .cause()
                        .hasMessageContaining("deadline of 5.0 s"))
                .verify(LONG);
        assertThat(wire.asked()).hasSize(1);
    }

    @Test
    void boundsAllAttemptsTogether() {
        ScriptedTransport wire = new ScriptedTransport(
                asked -> Mono.<Reply>error(new IOException("reset")).delaySubscription(Duration.ofSeconds(2)));

        StepVerifier.withVirtualTime(() -> wiring(wire)
                        .execute(Command.of("listZones", Object.class))
                        .contextWrite(Deadline.in(Duration.ofSeconds(5))))
                .thenAwait(Duration.ofSeconds(5))
                .expectError(TransportException.class)
                .verify(LONG);
        assertThat(wire.asked()).hasSize(3);
    }

    @Test
    void whatItLeavesNoTimeToTryAgainEndsInItsFailureAtOnce() {
        ScriptedTransport wire = new ScriptedTransport(asked -> error(429, "please retry after [5000] ms."));

        StepVerifier.withVirtualTime(() -> wiring(wire)
                        .execute(Command.of("createNetwork"))
                        .contextWrite(Deadline.in(Duration.ofSeconds(1))))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(ThrottledException.class)
                        .hasMessageContaining("deadline leaves no time to try again"))
                .verify(LONG);
        assertThat(wire.asked()).hasSize(1);
    }

    @Test
    void betweenTwoAttemptsItTellsWhatTheFirstEndedIn() {
        ScriptedTransport wire = new ScriptedTransport(asked -> error(503, "maintenance"));
        int[] times = {0};
        Authenticator slow =
                parameters -> times[0]++ == 0 ? Authenticator.none().sign(parameters) : Mono.never();

        StepVerifier.withVirtualTime(() -> wiring(wire, slow)
                        .execute(Command.of("listZones", Object.class))
                        .contextWrite(Deadline.in(Duration.ofSeconds(5))))
                .thenAwait(Duration.ofSeconds(5))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("deadline passed before it was tried again"))
                .verify(LONG);
        assertThat(wire.asked()).hasSize(1);
    }

    @Test
    void saysNothingOfTheServerUnlessTheReplyTakesMuchLongerThanUsual() {
        boolean[] silent = {true};
        ScriptedTransport wire = new ScriptedTransport(asked -> silent[0]
                ? Mono.never()
                : ok("{\"r\":{\"t\":{\"now\":\"noon\"}}}").delaySubscription(Duration.ofSeconds(1)));
        Wiring cloud = wiring(wire);
        Mono<?> late = cloud.execute(Command.of("getTimeOfDay"))
                .contextWrite(Deadline.in(Duration.ofSeconds(3)))
                .onErrorComplete();

        StepVerifier.withVirtualTime(() -> late)
                .thenAwait(Duration.ofSeconds(3))
                .verifyComplete();
        assertThat(cloud.load().limit()).isEqualTo(64);

        silent[0] = false;
        StepVerifier.withVirtualTime(() -> cloud.execute(Command.of("getTimeOfDay")))
                .thenAwait(Duration.ofSeconds(1))
                .expectNextCount(1)
                .verifyComplete();
        silent[0] = true;
        StepVerifier.withVirtualTime(() -> late)
                .thenAwait(Duration.ofSeconds(3))
                .verifyComplete();
        assertThat(cloud.load().limit()).as("three times as long").isEqualTo(64);

        StepVerifier.withVirtualTime(() -> cloud.execute(Command.of("getTimeOfDay"))
                        .contextWrite(Deadline.in(Duration.ofSeconds(6)))
                        .onErrorComplete())
                .thenAwait(Duration.ofSeconds(6))
                .verifyComplete();
        assertThat(cloud.load().limit()).as("six times as long").isEqualTo(32);
    }

    @Test
    void theEarlierOfTwoHolds() {
        ScriptedTransport wire = new ScriptedTransport(asked -> Mono.never());

        StepVerifier.withVirtualTime(() -> wiring(wire)
                        .execute(Command.of("getTimeOfDay"))
                        .contextWrite(Deadline.in(Duration.ofSeconds(50)))
                        .contextWrite(Deadline.in(Duration.ofSeconds(5))))
                .thenAwait(Duration.ofSeconds(5))
                .expectErrorSatisfies(failure -> assertThat(failure).hasMessageContaining("5.0 s"))
                .verify(LONG);
    }

    @Test
    void countsAnewForEachSubscription() {
        ScriptedTransport wire = new ScriptedTransport(asked -> Mono.never());

        StepVerifier.withVirtualTime(() -> wiring(wire)
                        .execute(Command.of("getTimeOfDay"))
                        .contextWrite(Deadline.in(Duration.ofSeconds(5)))
                        .retry(1))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(9_999))
                .thenAwait(Duration.ofMillis(1))
                .expectError(TransportException.class)
                .verify(LONG);
        assertThat(wire.asked()).hasSize(2);
    }

    // In real time: a virtual clock fires a timer of no time before anything is sent.

    @Test
    void aPassedOneSendsNothing() {
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{\"t\":{\"now\":\"noon\"}}}"));

        StepVerifier.create(Mono.delay(Duration.ofMillis(40))
                        .then(wiring(wire).execute(Command.of("getTimeOfDay")))
                        .contextWrite(Deadline.in(Duration.ofMillis(20))))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("passed before it was sent"))
                .verify(LONG);
        assertThat(wire.asked()).isEmpty();
    }

    @Test
    void aPassedOneAsksForNoFurtherPage() {
        ScriptedTransport wire = new ScriptedTransport(paged());

        StepVerifier.create(
                        wiring(wire)
                                .list(Command.of("listVolumes", JsonNode.class))
                                .pageSize(2)
                                .contextWrite(Deadline.in(Duration.ofSeconds(1))),
                        2)
                .expectNextCount(2)
                .thenAwait(Duration.ofMillis(1_100))
                .thenRequest(10)
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("passed before it was sent"))
                .verify(LONG);
        assertThat(wire.asked()).hasSize(1);
    }

    private static Function<Asked, Mono<Reply>> paged() {
        return asked -> ok("{\"r\":{\"count\":100,\"volume\":[{\"id\":\"" + asked.get("page") + "a\"},{\"id\":\""
                + asked.get("page") + "b\"}]}}");
    }

    @Test
    void endsTheWaitingForAJobWithItsIds() {
        ScriptedTransport wire = new ScriptedTransport(asked -> asked.command().equals("deployVirtualMachine")
                ? ok("{\"r\":{\"id\":\"vm-1\",\"jobid\":\"job-1\"}}")
                : ok("{\"r\":{\"jobid\":\"job-1\",\"jobstatus\":0}}"));

        StepVerifier.withVirtualTime(() -> wiring(wire)
                        .submit(Command.async("deployVirtualMachine", JsonNode.class))
                        .contextWrite(Deadline.in(Duration.ofSeconds(7))))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(6_999))
                .thenAwait(Duration.ofMillis(1))
                .expectErrorSatisfies(failure -> {
                    assertThat(failure).isInstanceOf(JobDeadlineException.class).hasMessageContaining("7");
                    assertThat(((JobDeadlineException) failure).jobId()).isEqualTo("job-1");
                    assertThat(((JobDeadlineException) failure).resourceId()).isEqualTo("vm-1");
                })
                .verify(LONG);
    }

    @Test
    void endsTheSearchForAJobWhoseReplyWasLost() {
        ScriptedTransport wire = new ScriptedTransport(asked -> asked.command().equals("deployVirtualMachine")
                ? Mono.error(new IOException("reset"))
                : error(431, "unknown job"));

        StepVerifier.withVirtualTime(() -> wiring(wire)
                        .submit(Command.async("deployVirtualMachine", JsonNode.class))
                        .contextWrite(Deadline.in(Duration.ofSeconds(3))))
                .thenAwait(Duration.ofSeconds(3))
                .expectErrorSatisfies(failure -> {
                    assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
                    assertThat(((OutcomeUnknownException) failure).jobId()).isNotNull();
                })
                .verify(LONG);
        assertThat(wire.count("deployVirtualMachine")).isEqualTo(1);
    }

    @Test
    void mustLieAhead() {
        assertThatThrownBy(() -> Deadline.in(Duration.ZERO)).hasMessageContaining("above zero");
    }

    private static Wiring wiring(ScriptedTransport wire) {
        return wiring(wire, Authenticator.none());
    }

    private static Wiring wiring(ScriptedTransport wire, Authenticator authenticator) {
        return new Wiring(wire, authenticator, Clock.systemUTC(), ExchangeSettings.DEFAULT, JobSettings.DEFAULT, 500);
    }
}
