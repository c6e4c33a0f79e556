package io.github.cloudstackreactive.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.NotAllowedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.Deadline;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.job.JobSettings;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.support.Capture;
import io.github.cloudstackreactive.support.ScriptedTransport;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** Asking for the server's version once, and what a refusal of a newer command says. */
@Timeout(30)
class ServerVersionTest {

    private static final Reply RECORDED = Capture.of("listCapabilities.json").reply();

    private Supplier<Mono<Reply>> capabilities = () -> Mono.just(RECORDED);
    private Mono<Reply> refusal =
            Mono.just(Capture.of("error-unknown-command.json").reply());

    private final ScriptedTransport wire =
            new ScriptedTransport(asked -> asked.command().equals("listCapabilities") ? capabilities.get() : refusal);
    private final Wiring calls = new Wiring(
            wire, Authenticator.none(), Clock.systemUTC(), ExchangeSettings.DEFAULT, JobSettings.DEFAULT, 500);

    @Test
    void itIsAskedForOnceAndKept() {
        StepVerifier.create(calls.serverVersion())
                .expectNext("4.22.0.0-SNAPSHOT")
                .verifyComplete();
        StepVerifier.create(calls.serverVersion())
                .expectNext("4.22.0.0-SNAPSHOT")
                .verifyComplete();

        assertThat(wire.count("listCapabilities")).isEqualTo(1);
    }

    @Test
    void nothingIsAskedBeforeASubscription() {
        var unused = calls.serverVersion();

        assertThat(wire.asked()).isEmpty();
    }

    @Test
    void aFailureIsNotKept() {
        capabilities = () -> ScriptedTransport.error(530, "not yet");
        StepVerifier.create(calls.serverVersion()).expectError().verify();
        capabilities = () -> Mono.just(RECORDED);

        StepVerifier.create(calls.serverVersion())
                .expectNext("4.22.0.0-SNAPSHOT")
                .verifyComplete();
        assertThat(wire.count("listCapabilities")).isEqualTo(2);
    }

    @Test
    void thoseWhoAskTogetherShareOneRequestAndOneWhoLeavesBreaksNoOther() {
        Sinks.One<Reply> reply = Sinks.one();
        capabilities = reply::asMono;
        List<String> versions = new ArrayList<>();
        Disposable first = calls.serverVersion().subscribe(versions::add);
        calls.serverVersion().subscribe(versions::add);
        first.dispose();
        calls.serverVersion().subscribe(versions::add);
        reply.tryEmitValue(RECORDED);

        assertThat(versions).containsExactly("4.22.0.0-SNAPSHOT", "4.22.0.0-SNAPSHOT");
        assertThat(wire.count("listCapabilities")).isEqualTo(1);
    }

    @Test
    void theDeadlineOfOneIsNotThatOfAnother() {
        capabilities = () -> Mono.just(RECORDED).delayElement(Duration.ofMillis(800));
        List<Object> ends = Collections.synchronizedList(new ArrayList<>());
        Mono<Object> hurried = calls.serverVersion()
                .<Object>map(version -> version)
                .contextWrite(Deadline.in(Duration.ofMillis(100)))
                .onErrorResume(Mono::just)
                .doOnNext(ends::add);
        Mono<Object> patient =
                calls.serverVersion().<Object>map(version -> version).doOnNext(ends::add);

        Mono.when(hurried, patient).block(Duration.ofSeconds(10));

        assertThat(ends).hasSize(2);
        assertThat(ends.get(0)).isInstanceOf(TransportException.class);
        assertThat(ends.get(1)).isEqualTo("4.22.0.0-SNAPSHOT");
        assertThat(wire.count("listCapabilities")).isEqualTo(1);
    }

    @Test
    void whoseDeadlineHasPassedAsksForNothing() {
        StepVerifier.create(Mono.delay(Duration.ofMillis(40))
                        .then(calls.serverVersion())
                        .contextWrite(Deadline.in(Duration.ofMillis(10))))
                .expectErrorSatisfies(failure -> assertThat(failure).hasMessageContaining("before it was sent"))
                .verify(Duration.ofSeconds(10));

        assertThat(wire.asked()).isEmpty();
    }

    @Test
    void theRequestEndsWithTheLastWhoLeavesAndIsMadeAnewForTheNext() {
        Sinks.One<Reply> reply = Sinks.one();
        capabilities = reply::asMono;
        calls.serverVersion().subscribe().dispose();
        assertThat(reply.currentSubscriberCount()).isZero();
        capabilities = () -> Mono.just(RECORDED);

        StepVerifier.create(calls.serverVersion())
                .expectNext("4.22.0.0-SNAPSHOT")
                .verifyComplete();
    }

    @Test
    void whoLeavesAsHeComesHarmsNobody() {
        calls.serverVersion().subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                cancel();
            }
        });
        assertThat(wire.asked()).isEmpty();

        StepVerifier.create(calls.serverVersion())
                .expectNext("4.22.0.0-SNAPSHOT")
                .verifyComplete();
    }

    @Test
    void aServerThatDoesNotTellIsAnError() {
        capabilities = () -> ScriptedTransport.ok("{\"listcapabilitiesresponse\":{\"capability\":{\"x\":1}}}");

        StepVerifier.create(calls.serverVersion())
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining("cloudstackversion"))
                .verify();
    }

    @ParameterizedTest
    @CsvSource({"2000000,1", "25,100000", "25,1", "0,0", "-1,-1", "25,99999999999", "'\"many\"','\"often\"'"})
    void whateverTheServerSaysOfItsRateItsVersionIsTold(String most, String seconds) {
        capabilities = () -> ScriptedTransport.ok(
                "{\"listcapabilitiesresponse\":{\"capability\":{\"cloudstackversion\":\"4.22.0\",\"apilimitmax\":"
                        + most + ",\"apilimitinterval\":" + seconds + "}}}");

        StepVerifier.create(calls.serverVersion()).expectNext("4.22.0").verifyComplete();
    }

    // A refusal.

    private static UntypedCommand<JsonNode> since(String version) {
        UntypedCommand<JsonNode> command = Command.of("startShiny");
        Description facts = command.description().toBuilder().since(version).build();
        return command.describedAs(facts);
    }

    private CloudStackException refused(UntypedCommand<JsonNode> command) {
        CloudStackException[] seen = new CloudStackException[1];
        StepVerifier.create(calls.execute(command))
                .expectErrorSatisfies(failure -> seen[0] = (CloudStackException) failure)
                .verify();
        return seen[0];
    }

    private void learn(String version) {
        capabilities = () -> ScriptedTransport.ok(
                "{\"listcapabilitiesresponse\":{\"capability\":{\"cloudstackversion\":\"" + version + "\"}}}");
        calls.serverVersion().block();
    }

    @Test
    void aCommandNewerThanAServerThatIsKnownIsSaidToBeSo() {
        learn("4.19.1.0");

        assertThat(refused(since("4.21.0")))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("Check the API key")
                .hasMessageContaining("knows no command \"startShiny\"")
                .hasMessageEndingWith("startShiny came with CloudStack 4.21.0; this server is 4.19.1.0.");
    }

    @Test
    void theSameInASession() {
        learn("4.9.3");
        refusal = Mono.just(Capture.of("session-unknown-command").reply());

        assertThat(refused(since("4.11")))
                .isInstanceOf(NotAllowedException.class)
                .hasMessageContaining("Ask for the permission")
                .hasMessageEndingWith("startShiny came with CloudStack 4.11; this server is 4.9.3.");
    }

    @Test
    void whereTheServerIsNotKnownNothingIsAskedForIt() {
        assertThat(refused(since("4.21.0")))
                .hasMessageEndingWith("It exists since 4.21.0; cloud.serverVersion() tells what this server is.");
        assertThat(wire.asked()).hasSize(1);
    }

    @Test
    void nothingIsSaidWhereTheVersionIsNotTheReason() {
        learn("4.22.0.0-SNAPSHOT");
        assertThat(refused(since("4.22"))).hasMessageEndingWith("or that the account may not call it.");
        assertThat(refused(since("4.22.0"))).hasMessageEndingWith("or that the account may not call it.");
        assertThat(refused(since("Trillian"))).hasMessageEndingWith("or that the account may not call it.");
        assertThat(refused(Command.of("startShiny"))).hasMessageEndingWith("or that the account may not call it.");
        refusal = ScriptedTransport.error(431, "no such zone");
        assertThat(refused(since("4.23.0")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageEndingWith("documentation.");
    }
}
