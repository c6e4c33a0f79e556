package io.github.cloudstackreactive.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.CloudStackClientBuilder;
import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.config.ConfigurationSearch;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.error.NotAllowedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.error.TwoFactorRequiredException;
import io.github.cloudstackreactive.simulator.RequestRecord;
import io.github.cloudstackreactive.simulator.Simulator;
import io.github.cloudstackreactive.simulator.SimulatorBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** Logins of the whole client, against a simulated cloud that keeps sessions as a real server was seen to. */
@Timeout(60)
class SessionTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String CODE = "305638";

    private Simulator cloud;
    private CloudStackClient client;

    private void start(UnaryOperator<SimulatorBuilder> settings, UnaryOperator<CloudStackClientBuilder> more) {
        cloud = settings.apply(Simulator.builder().vms(20)).start();
        client = more.apply(
                        CloudStackClient.builder().endpoint(cloud.endpoint()).login(user(cloud)))
                .build();
    }

    private static Login user(Simulator cloud) {
        return Login.of(cloud.user().name(), cloud.user().password()).inDomain("/acme");
    }

    @AfterEach
    void stop() {
        client.closeLater().block(SOON);
        cloud.close();
    }

    private Mono<JsonNode> ask() {
        return client.execute(Command.of("getTimeOfDay"));
    }

    private Mono<Long> askAtOnce(int calls) {
        return Flux.range(0, calls).flatMap(i -> ask(), calls).count();
    }

    // Login.

    @Test
    void aServerThatIsSilentAtLoginIsNamedToWhoeverCalls() {
        start(cloud -> cloud, more -> more.replyTimeout(Duration.ofMillis(200), Duration.ofMillis(200)));
        cloud.faults().onCommand("login").always().silence();

        StepVerifier.create(client.zones().listZones())
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("login: " + cloud.endpoint().getHost())
                        .hasMessageContaining("gave no whole reply within 0.2 s, so nobody is logged in"))
                .verify(SOON);
        assertThat(cloud.requests("listZones")).isZero();
    }

    @Test
    void aHundredCallsAtOnceLogInOnceAndByPost() {
        start(simulator -> simulator, builder -> builder);

        assertThat(askAtOnce(100).block(SOON)).isEqualTo(100);

        assertThat(cloud.requests("login")).isEqualTo(1);
        assertThat(cloud.requests("getTimeOfDay")).isEqualTo(100);
        assertThat(cloud.lastRequests().get(0).method()).isEqualTo("POST");
        assertThat(cloud.lastRequests().get(1).parameters()).containsKey("sessionkey");
    }

    @Test
    void nothingIsSentBeforeTheFirstCallNorToCloseWithoutOne() {
        start(simulator -> simulator, builder -> builder);
        Mono<JsonNode> cold = ask();
        client.session().login();

        client.closeLater().block(SOON);

        assertThat(cloud.requests()).isZero();
        StepVerifier.create(cold).expectError(TransportException.class).verify(SOON);
        assertThat(cloud.requests()).isZero();
    }

    @Test
    void aSecondSubscriptionIsASecondCallInTheSameSession() {
        start(simulator -> simulator, builder -> builder);
        Mono<JsonNode> call = ask();

        call.block(SOON);
        call.block(SOON);

        assertThat(cloud.requests("getTimeOfDay")).isEqualTo(2);
        assertThat(cloud.requests("login")).isEqualTo(1);
    }

    @Test
    void aLoginGoesByPostThoughAllElseGoesByGet() {
        start(simulator -> simulator, CloudStackClientBuilder::getOnly);

        client.execute(Command.of("createSSHKeyPair").with("name", "k")).block(SOON);

        assertThat(cloud.lastRequests())
                .extracting(RequestRecord::command, RequestRecord::method)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("login", "POST"),
                        org.assertj.core.groups.Tuple.tuple("createSSHKeyPair", "GET"));
    }

    @Test
    void aSingleConnectionIsEnoughForTheLoginAndThoseWhoWaitForIt() {
        start(simulator -> simulator, builder -> builder.connections(1));

        assertThat(askAtOnce(10).block(SOON)).isEqualTo(10);

        assertThat(cloud.requests("login")).isEqualTo(1);
        assertThat(cloud.connections().everOpened()).isEqualTo(1);
    }

    @Test
    void aRepliesFormInXmlDoesNotReachTheLogin() {
        start(simulator -> simulator, CloudStackClientBuilder::xmlReplies);

        assertThat(ask().block(SOON).path("timeOfDay").asString()).isNotEmpty();
    }

    @Test
    void aRefusedLoginIsTypedAndNotRepeatedByItself() {
        start(
                simulator -> simulator,
                builder -> builder.login(
                        Login.of(cloud.user().name(), "CANARY-password").inDomain("/acme")));
        Set<Throwable> failures = ConcurrentHashMap.newKeySet();

        Flux.range(0, 20)
                .flatMap(i -> ask().doOnError(failures::add).onErrorResume(failure -> Mono.empty()), 20)
                .blockLast(SOON);

        assertThat(failures)
                .hasSize(20)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("login failed with HTTP 531")
                        .hasMessageContaining("Check the user name, the password and the domain's path")
                        .hasMessageNotContaining("CANARY"));
        assertThat(cloud.requests("login")).isEqualTo(1);
        assertThat(cloud.requests("getTimeOfDay")).isZero();
    }

    @Test
    void manyCallsWithAWrongPasswordDoNotUseUpTheLoginsThatAServerAllows() {
        start(
                simulator -> simulator,
                builder -> builder.login(
                        Login.of(cloud.user().name(), "CANARY-password").inDomain("/acme")));
        AtomicInteger refused = new AtomicInteger();

        Flux.range(0, 200)
                .flatMap(
                        i -> ask().doOnError(AuthenticationException.class, failure -> refused.incrementAndGet())
                                .onErrorResume(failure -> Mono.empty()),
                        8)
                .blockLast(SOON);

        assertThat(refused).hasValue(200);
        assertThat(cloud.requests()).isEqualTo(1);
        for (int i = 2; i <= 3; i++) {
            StepVerifier.create(client.session().login())
                    .expectError(AuthenticationException.class)
                    .verify(SOON);
            assertThat(cloud.requests()).isEqualTo(i);
        }
        StepVerifier.create(client.session().userKeys())
                .expectError(AuthenticationException.class)
                .verify(SOON);
        assertThat(cloud.requests()).isEqualTo(3);
    }

    @Test
    void aLoginWhoseReplyIsLostLeavesNoDoubtAboutTheCall() {
        start(simulator -> simulator, builder -> builder);
        cloud.faults().onCommand("login").executeThenReset();

        client.execute(Command.of("createSSHKeyPair").with("name", "k")).block(SOON);

        assertThat(cloud.requests("login")).isEqualTo(2);
        assertThat(cloud.requests("createSSHKeyPair")).isEqualTo(1);
    }

    @Test
    void aLoginThatAProxyAnswersLeavesNoDoubtAboutTheCallEither() {
        start(simulator -> simulator, builder -> builder);
        cloud.faults().onCommand("login").always().body(200, "text/html", "<html>welcome</html>");

        StepVerifier.create(client.execute(Command.of("createSSHKeyPair").with("name", "k")))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageEndingWith("The body begins: welcome. Nothing but that was sent."))
                .verify(SOON);
        assertThat(cloud.requests("login")).isEqualTo(1);
        assertThat(cloud.requests("createSSHKeyPair")).isZero();
    }

    @Test
    void aWrongPathIsTheSameErrorForALoginAsForKeys() {
        start(
                simulator -> simulator,
                builder -> builder.endpoint(cloud.endpoint().resolve("/nothing/here")));

        try (CloudStackClient signing = CloudStackClient.builder()
                .endpoint(cloud.endpoint().resolve("/nothing/here"))
                .credentials(cloud.apiKey(), cloud.secretKey())
                .build()) {
            for (CloudStackClient asking : List.of(client, signing)) {
                StepVerifier.create(asking.execute(Command.of("getTimeOfDay")))
                        .expectErrorSatisfies(failure -> assertThat(failure)
                                .isInstanceOfSatisfying(
                                        ProtocolException.class,
                                        wrong -> assertThat(wrong.status()).isEqualTo(404))
                                .hasMessageContaining("there is no API at this path. Check the endpoint"))
                        .verify(SOON);
            }
        }
    }

    @Test
    void inASessionAnUnknownCommandIsNotAllowedAndEndsNoSession() {
        start(simulator -> simulator, builder -> builder);

        StepVerifier.create(client.execute(Command.of("noSuchCommand")))
                .expectError(NotAllowedException.class)
                .verify(SOON);
        ask().block(SOON);

        assertThat(cloud.requests("login")).isEqualTo(1);
    }

    // The end of a session.

    @Test
    void fiftyRefusalsAtOnceLogInAgainOnce() {
        start(simulator -> simulator, builder -> builder);
        ask().block(SOON);
        cloud.expireSessions();
        // Most are under way before the first hears that its session is over.
        cloud.faults().onCommand("getTimeOfDay").times(50).latency(Duration.ofMillis(700));

        assertThat(askAtOnce(50).block(SOON)).isEqualTo(50);

        assertThat(cloud.requests("login")).isEqualTo(2);
        // On a machine that is busy the last may begin after the first has logged in again.
        assertThat(cloud.requests("getTimeOfDay")).isBetween(53, 101);
        assertThat(cloud.openSessions()).isEqualTo(1);
    }

    @Test
    void aCommandThatChangesSomethingIsSentAgainAfterA401SinceThatRefusedIt() {
        start(simulator -> simulator, builder -> builder);
        ask().block(SOON);
        cloud.expireSessions();

        client.execute(Command.of("createSSHKeyPair").with("name", "k")).block(SOON);

        assertThat(cloud.requests("login")).isEqualTo(2);
        assertThat(cloud.requests("createSSHKeyPair")).isEqualTo(2);
    }

    @Test
    void aServerThatRefusesEverySessionIsAskedTwiceAndNoMore() {
        start(simulator -> simulator, builder -> builder);
        cloud.faults().onCommand("getTimeOfDay").always().status(401);

        StepVerifier.create(ask())
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining(
                                "or for a session that its cookies reach the server, that the user is enabled"))
                .verify(SOON);

        assertThat(cloud.requests("getTimeOfDay")).isEqualTo(2);
        assertThat(cloud.requests("login")).isEqualTo(2);
    }

    @Test
    void closingLogsOut() {
        start(simulator -> simulator, builder -> builder);
        ask().block(SOON);
        assertThat(cloud.openSessions()).isEqualTo(1);

        client.closeLater().block(SOON);

        assertThat(cloud.openSessions()).isZero();
        assertThat(cloud.requests("logout")).isEqualTo(1);
        client.closeLater().block(SOON);
        assertThat(cloud.requests("logout")).isEqualTo(1);
    }

    @Test
    void aServerThatDoesNotAnswerTheLogoutHoldsTheClosingUpForSecondsOnly() {
        start(simulator -> simulator, builder -> builder);
        ask().block(SOON);
        cloud.faults().onCommand("logout").silence();

        long began = System.nanoTime();
        client.closeLater().block(SOON);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void afterALogoutTheNextCallLogsInAgain() {
        start(simulator -> simulator, builder -> builder);
        ask().block(SOON);

        client.session().logout().block(SOON);
        assertThat(cloud.openSessions()).isZero();
        client.session().logout().block(SOON);
        assertThat(cloud.requests("logout")).isEqualTo(1);
        ask().block(SOON);

        assertThat(cloud.requests("login")).isEqualTo(2);
    }

    // The second factor.

    @Test
    void withoutASourceOfCodesCallsEndInAnErrorThatNamesTheWaysAndAskNothingMore() {
        start(simulator -> simulator.secondFactor(CODE), builder -> builder);

        for (int i = 0; i < 3; i++) {
            StepVerifier.create(ask())
                    .expectErrorSatisfies(failure -> assertThat(failure)
                            .isInstanceOf(TwoFactorRequiredException.class)
                            .hasMessageContaining("session().login()")
                            .hasMessageContaining("secondFactor")
                            .hasMessageNotContaining("set up"))
                    .verify(SOON);
        }

        assertThat(cloud.requests("login")).isEqualTo(1);
        assertThat(cloud.requests("getTimeOfDay")).isZero();
    }

    @Test
    void theStepOfALoginTakesTheCode() {
        start(simulator -> simulator.secondFactor(CODE), builder -> builder);

        CodeNeeded step = (CodeNeeded) client.session().login().block(SOON);
        assertThat(step.provider()).isEqualTo("staticpin");
        LoggedIn user = step.verify(CODE).block(SOON);

        assertThat(user.userName()).isEqualTo("acme-user");
        assertThat(user.userId()).isEqualTo(cloud.user().userId());
        assertThat(user.idleLimit()).isEqualTo(Duration.ofMinutes(30));
        ask().block(SOON);
        assertThat(client.session().login().block(SOON)).isEqualTo(user);
        assertThat(step.verify("any").block(SOON)).isEqualTo(user);
        assertThat(cloud.requests("login")).isEqualTo(1);
        assertThat(cloud.requests("validateUserTwoFactorAuthenticationCode")).isEqualTo(1);
    }

    @Test
    void aBadCodeEndsTheSessionAndTheErrorSaysSo() {
        start(simulator -> simulator.secondFactor(CODE), builder -> builder);
        CodeNeeded step = (CodeNeeded) client.session().login().block(SOON);

        StepVerifier.create(step.verify("000000"))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TwoFactorRequiredException.class)
                        .hasMessageContaining(": two-factor authentication code provided is invalid.")
                        .hasMessageContaining("has ended the session")
                        .hasMessageNotContaining("uuidList"))
                .verify(SOON);
        StepVerifier.create(step.verify(CODE))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TwoFactorRequiredException.class)
                        .hasMessageContaining("this step of a login is over"))
                .verify(SOON);

        assertThat(cloud.requests("validateUserTwoFactorAuthenticationCode")).isEqualTo(1);
        ((CodeNeeded) client.session().login().block(SOON)).verify(CODE).block(SOON);
        ask().block(SOON);
        assertThat(cloud.requests("login")).isEqualTo(2);
    }

    @Test
    void aSourceOfCodesIsAskedOnceForAllAndAgainInTheNextSession() {
        AtomicInteger asked = new AtomicInteger();
        Mono<String> codes = Mono.fromSupplier(() -> {
            asked.incrementAndGet();
            return CODE;
        });
        start(simulator -> simulator.secondFactor(CODE), builder -> builder.secondFactor(codes));

        askAtOnce(20).block(SOON);
        assertThat(asked).hasValue(1);
        assertThat(client.session().login().block(SOON)).isInstanceOf(LoggedIn.class);

        cloud.expireSessions();
        ask().block(SOON);
        assertThat(asked).hasValue(2);
        assertThat(cloud.requests("login")).isEqualTo(2);
    }

    @Test
    void aCallThatIsRefusedForWantOfACodeGetsOne() {
        AtomicInteger asked = new AtomicInteger();
        Mono<String> codes = Mono.fromSupplier(() -> {
            asked.incrementAndGet();
            return CODE;
        });
        start(simulator -> simulator.secondFactor(CODE), builder -> builder.secondFactor(codes));
        ask().block(SOON);
        cloud.faults().onCommand("createSSHKeyPair").status(511, "the second factor was switched on meanwhile");

        client.execute(Command.of("createSSHKeyPair").with("name", "k")).block(SOON);

        assertThat(asked).hasValue(2);
        assertThat(cloud.requests("createSSHKeyPair")).isEqualTo(2);
    }

    @Test
    void aListWhoseSessionEndsBetweenItsPagesGoesOnInAnother() {
        start(simulator -> simulator.vms(1_200), builder -> builder);
        cloud.faults().onCommand("listVirtualMachines").onPage(2).firstDo(() -> cloud.expireSessions());

        Long rows = client.list(Command.of("listVirtualMachines").with("listall", true))
                .pageSize(100)
                .count()
                .block(SOON);

        assertThat(rows).isEqualTo(300);
        assertThat(cloud.requests("login")).isEqualTo(2);
        assertThat(cloud.requests("listVirtualMachines")).isEqualTo(5);
    }

    @Test
    void aJobWhoseSessionEndsIsWaitedForInAnother() {
        start(simulator -> simulator.jobDuration(Duration.ofMillis(300)), builder -> builder);
        String id = client.list(Command.of("listVirtualMachines").with("state", "Running"))
                .blockFirst(SOON)
                .path("id")
                .asString();
        cloud.faults().onCommand("queryAsyncJobResult").firstDo(() -> cloud.expireSessions());

        client.submit(Command.async("stopVirtualMachine").with("id", id)).block(SOON);

        assertThat(cloud.requests("stopVirtualMachine")).isEqualTo(1);
        assertThat(cloud.requests("login")).isEqualTo(2);
    }

    @Test
    void aSourceWithoutACodeOrThatFailsEndsTheCall() {
        AtomicReference<Mono<String>> source = new AtomicReference<>(Mono.empty());
        start(simulator -> simulator.secondFactor(CODE), builder -> builder.secondFactor(Mono.defer(source::get)));

        StepVerifier.create(ask()).expectError(TwoFactorRequiredException.class).verify(SOON);
        source.set(Mono.error(new IllegalStateException("no phone")));
        StepVerifier.create(ask())
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("source of codes for the second factor failed")
                        .hasRootCauseMessage("no phone"))
                .verify(SOON);
        source.set(Mono.just(CODE));
        ask().block(SOON);

        // All in the session that waits for its code.
        assertThat(cloud.requests("login")).isEqualTo(1);
    }

    @Test
    void aCodeThatComesWhenTheServerHasForgottenTheSessionIsSentInAnother() {
        AtomicReference<Mono<String>> source = new AtomicReference<>(Mono.empty());
        start(simulator -> simulator.secondFactor(CODE), builder -> builder.secondFactor(Mono.defer(source::get)));
        StepVerifier.create(ask()).expectError(TwoFactorRequiredException.class).verify(SOON);
        cloud.expireSessions();

        source.set(Mono.just(CODE));
        ask().block(SOON);

        assertThat(cloud.requests("login")).isEqualTo(2);
    }

    // Keys.

    @Test
    void theUsersKeysSignWithoutASession() {
        start(simulator -> simulator, builder -> builder);

        Credentials keys = client.session().userKeys().block(SOON);

        assertThat(keys)
                .isEqualTo(Credentials.of(cloud.user().apiKey(), cloud.user().secretKey()));
        try (CloudStackClient signing = CloudStackClient.builder()
                .endpoint(cloud.endpoint())
                .credentials(keys)
                .build()) {
            signing.execute(Command.of("getTimeOfDay")).block(SOON);
            assertThatThrownBy(signing::session)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("login(");
        }
        assertThat(cloud.requests("login")).isEqualTo(1);
    }

    @Test
    void newKeysRevokeTheOldAndASupplierBringsThemToTheNextSignature() {
        start(simulator -> simulator, builder -> builder);
        AtomicReference<Credentials> keys =
                new AtomicReference<>(client.session().userKeys().block(SOON));
        try (CloudStackClient signing = CloudStackClient.builder()
                .endpoint(cloud.endpoint())
                .credentials(keys::get)
                .build()) {
            Mono<JsonNode> call = signing.execute(Command.of("getTimeOfDay"));
            call.block(SOON);

            Credentials renewed = client.session().replaceUserKeys().block(SOON);
            assertThat(renewed).isNotEqualTo(keys.get());
            StepVerifier.create(call).expectError(AuthenticationException.class).verify(SOON);
            keys.set(renewed);
            call.block(SOON);
        }
        assertThat(cloud.requests("registerUserKeys")).isEqualTo(1);
    }

    @Test
    void aUserWithoutKeysHasNone() {
        start(
                simulator -> simulator.command("getUserKeys", "id:uuid!", "", asked -> "{\"userkeys\":{}}"),
                builder -> builder);

        StepVerifier.create(client.session().userKeys()).expectComplete().verify(SOON);
    }

    @Test
    void aProfileOfCmkWithAPasswordLogsIn(@TempDir Path home) throws IOException {
        start(simulator -> simulator, builder -> builder);
        String login = "username = acme-user\npassword = " + cloud.user().password() + "\ndomain = /acme\n";
        try (CloudStackClient other = ofCmk(home, login)) {
            other.execute(Command.of("getTimeOfDay")).block(SOON);
            assertThat(other.session().login().block(SOON)).isInstanceOf(LoggedIn.class);
            assertThat(other.toString() + other.source())
                    .doesNotContain(cloud.user().password());
        }
        assertThat(cloud.requests("login")).isEqualTo(1);
    }

    @Test
    void aProfileOfCmkSaysHowToSign(@TempDir Path home) throws IOException {
        start(SimulatorBuilder::onlySha512, builder -> builder);
        String keys = "apikey = " + cloud.apiKey() + "\nsecretkey = " + cloud.secretKey() + "\n";
        for (String algorithm : List.of("HmacSHA512", "auto")) {
            try (CloudStackClient other = ofCmk(home, keys + "signaturealgorithm = " + algorithm + "\n")) {
                other.execute(Command.of("getTimeOfDay")).block(SOON);
            }
        }
        assertThat(cloud.requests("listCapabilities")).isEqualTo(2);
        assertThat(cloud.requests("getTimeOfDay")).isEqualTo(2);
    }

    private CloudStackClient ofCmk(Path home, String who) throws IOException {
        Path file = home.resolve(".cmk").resolve("config");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "profile = a\n[a]\nurl = " + cloud.endpoint() + "\n" + who);
        return CloudStackClient.builder()
                .configuration(ConfigurationSearch.of(Map.of(), Map.of(), home, home))
                .build();
    }

    @Test
    void codesWithoutALoginAreRefused() {
        start(simulator -> simulator, builder -> builder);
        CloudStackClientBuilder builder =
                CloudStackClient.builder().endpoint(cloud.endpoint()).secondFactor(Mono.just("305638"));

        for (UnaryOperator<CloudStackClientBuilder> other : List.<UnaryOperator<CloudStackClientBuilder>>of(
                CloudStackClientBuilder::unauthenticated,
                keyed -> keyed.credentials("k", "s"),
                keyed -> keyed.credentials(Credentials.of("k", "s")))) {
            assertThatThrownBy(() -> other.apply(builder).build())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("secondFactor(...) is for a login");
        }
        builder.login(user(cloud)).build().close();
    }

    @Test
    void keysAndLoginsWithoutAnEndpointAreRefused() {
        start(simulator -> simulator, builder -> builder);

        for (CloudStackClientBuilder builder : List.of(
                CloudStackClient.builder().login(user(cloud)),
                CloudStackClient.builder().credentials(Credentials.of("k", "s")))) {
            assertThatThrownBy(builder::build)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("no endpoint");
        }
    }

    @Test
    void nothingShowsASecret() {
        start(simulator -> simulator, builder -> builder);
        ask().block(SOON);

        assertThat(List.of(
                        user(cloud).toString(),
                        client.session().toString(),
                        client.toString(),
                        Login.of("n", "CANARY").command().toString()))
                .noneMatch(text -> text.contains("CANARY")
                        || text.contains(cloud.user().password())
                        || text.contains("acme-user"));
    }
}
