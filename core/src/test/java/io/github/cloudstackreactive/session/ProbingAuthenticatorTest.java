package io.github.cloudstackreactive.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.CloudStackClientBuilder;
import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.auth.SignatureAlgorithm;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.simulator.Simulator;
import io.github.cloudstackreactive.simulator.SimulatorBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** The search for the algorithm, against simulated clouds that verify by one alone. */
@Timeout(60)
class ProbingAuthenticatorTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private Simulator cloud;
    private CloudStackClient client;

    private void start(UnaryOperator<SimulatorBuilder> settings, UnaryOperator<CloudStackClientBuilder> more) {
        cloud = settings.apply(Simulator.builder().vms(20)).start();
        client = more.apply(CloudStackClient.builder()
                        .endpoint(cloud.endpoint())
                        .credentials(cloud.apiKey(), cloud.secretKey())
                        .findSignatureAlgorithm())
                .build();
    }

    @AfterEach
    void stop() {
        client.closeLater().block(SOON);
        cloud.close();
    }

    private Mono<JsonNode> change() {
        return client.execute(Command.of("createSSHKeyPair").with("name", "k"));
    }

    @Test
    void aReleasedServerIsAskedOnceForAllCalls() {
        start(simulator -> simulator, builder -> builder);
        client.execute(Command.of("getTimeOfDay"));
        assertThat(cloud.requests()).isZero();

        Flux.range(0, 50)
                .flatMap(i -> client.execute(Command.of("getTimeOfDay")), 50)
                .blockLast(SOON);
        change().block(SOON);

        assertThat(cloud.requests("listCapabilities")).isEqualTo(1);
        assertThat(cloud.requests("createSSHKeyPair")).isEqualTo(1);
        assertThat(cloud.requests()).isEqualTo(52);
    }

    @Test
    void aServerWithoutTheOlderAlgorithmsIsAskedTwiceAndNoOtherCommandIs() {
        start(SimulatorBuilder::onlySha512, builder -> builder);

        change().block(SOON);
        client.execute(Command.of("getTimeOfDay")).block(SOON);

        assertThat(cloud.requests("listCapabilities")).isEqualTo(2);
        assertThat(cloud.requests("createSSHKeyPair")).isEqualTo(1);
        assertThat(cloud.requests("getTimeOfDay")).isEqualTo(1);
    }

    @Test
    void aWrongKeyIsTheServersOwn401ForEachCallAndNothingIsChanged() {
        start(simulator -> simulator, builder -> builder.credentials(cloud.apiKey(), "wrong"));
        Set<Throwable> failures = ConcurrentHashMap.newKeySet();

        Flux.range(0, 10)
                .flatMap(i -> change().doOnError(failures::add).onErrorResume(failure -> Mono.empty()), 10)
                .blockLast(SOON);

        assertThat(failures)
                .hasSize(10)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                AuthenticationException.class,
                                refusal -> assertThat(refusal.errorCode()).isEqualTo(401))
                        .hasMessageContaining("unable to verify user credentials")
                        .hasMessageContaining("So it answers to HmacSHA1 and to HmacSHA512."));
        assertThat(cloud.requests("createSSHKeyPair")).isZero();
        int asked = cloud.requests("listCapabilities");

        // What failed is not kept: the key may be enabled meanwhile.
        StepVerifier.create(change()).expectError(AuthenticationException.class).verify(SOON);
        assertThat(cloud.requests("listCapabilities")).isEqualTo(asked + 2);
    }

    @Test
    void whatWasSignedByAKeyThatWasRevokedOnItsWayIsSignedAnewByTheOneThatReplacedIt() {
        Queue<Credentials> held = new ConcurrentLinkedQueue<>();
        for (UnaryOperator<CloudStackClientBuilder> probing : List.<UnaryOperator<CloudStackClientBuilder>>of(
                builder -> builder, builder -> builder.signatureAlgorithm(SignatureAlgorithm.HMAC_SHA1))) {
            start(
                    simulator -> simulator,
                    builder ->
                            probing.apply(builder.credentials(() -> held.size() > 1 ? held.remove() : held.element())));
            Credentials right = Credentials.of(cloud.apiKey(), cloud.secretKey());
            held.clear();
            held.add(right);
            client.execute(Command.of("getTimeOfDay")).block(SOON);
            held.clear();
            held.addAll(List.of(Credentials.of("revoked", "revoked"), right));

            change().block(SOON);

            assertThat(cloud.requests("createSSHKeyPair")).isEqualTo(2);
            stop();
        }
    }

    @Test
    void whereTheProbeIsNotAllowedTheUsualAlgorithmIsTaken() {
        start(simulator -> simulator.forbid("listCapabilities"), builder -> builder);

        change().block(SOON);
        client.execute(Command.of("getTimeOfDay")).block(SOON);

        assertThat(cloud.requests("listCapabilities")).isEqualTo(1);
    }

    @Test
    void aProbeWhoseReplyIsLostLeavesNoDoubtAboutTheCall() {
        start(simulator -> simulator, builder -> builder);
        cloud.faults().onCommand("listCapabilities").executeThenReset();

        change().block(SOON);

        assertThat(cloud.requests("createSSHKeyPair")).isEqualTo(1);
        assertThat(cloud.requests("listCapabilities")).isEqualTo(2);
    }

    @Test
    void anAlgorithmThatIsSetIsNotLookedFor() {
        start(SimulatorBuilder::onlySha512, builder -> builder.signatureAlgorithm(SignatureAlgorithm.HMAC_SHA512));

        change().block(SOON);

        assertThat(cloud.requests()).isEqualTo(1);
    }
}
