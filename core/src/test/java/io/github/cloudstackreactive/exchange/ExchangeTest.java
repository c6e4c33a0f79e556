package io.github.cloudstackreactive.exchange;

import static io.github.cloudstackreactive.support.ScriptedTransport.error;
import static io.github.cloudstackreactive.support.ScriptedTransport.json;
import static io.github.cloudstackreactive.support.ScriptedTransport.neverSent;
import static io.github.cloudstackreactive.support.ScriptedTransport.ok;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.error.ErrorBody;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.MissingParameterException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.OverloadedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.ThrottledException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.error.UnavailableException;
import io.github.cloudstackreactive.limit.LimitSettings;
import io.github.cloudstackreactive.limit.Load;
import io.github.cloudstackreactive.reply.Answer;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.reply.ReplyLimits;
import io.github.cloudstackreactive.support.ScriptedTransport;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** When a command is sent again, when it is not, and what is said then; in virtual time. */
class ExchangeTest {

    private static final UntypedCommand<JsonNode> SAFE = Command.of("listZones");
    private static final UntypedCommand<JsonNode> UNSAFE = Command.of("createNetwork");
    private static final RetryPolicy HALF =
            new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(20), () -> 0.5);

    private final Decoder decoder = new Decoder(Clock.systemUTC(), ReplyForm.JSON);

    // Sent again.

    @Test
    void aSafeCommandIsSentAgainAfterWaitsThatDouble() {
        ScriptedTransport wire = new ScriptedTransport(asked -> Mono.error(new IOException("reset")));

        StepVerifier.withVirtualTime(() -> call(wire, SAFE))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(50))
                .expectNoEvent(Duration.ofMillis(100))
                .expectError(TransportException.class)
                .verify();
        assertThat(waits(wire)).containsExactly(50L, 100L);
    }

    @Test
    void aSafeCommandPassesOverTroubleThatPasses() {
        List<Function<Asked, Mono<Reply>>> troubles = List.of(
                asked -> Mono.error(new IOException("reset")),
                asked -> Mono.just(json(502, "<html>Bad Gateway</html>")),
                asked -> Mono.just(json(503, "<html/>")),
                asked -> Mono.just(json(504, "")),
                asked -> error(503, "maintenance"),
                asked -> error(429, "limit"),
                asked -> Mono.just(json(429, "<html/>")));
        for (Function<Asked, Mono<Reply>> trouble : troubles) {
            ScriptedTransport wire = onceThenWell(trouble);
            StepVerifier.withVirtualTime(() -> call(wire, SAFE))
                    .thenAwait(Duration.ofMinutes(1))
                    .expectNextCount(1)
                    .verifyComplete();
            assertThat(wire.asked()).hasSize(2);
        }
    }

    @Test
    void whatDoesNotPassIsNotTriedAgain() {
        for (int code : List.of(401, 431, 432, 530, 531, 535, 536)) {
            ScriptedTransport wire = new ScriptedTransport(asked -> error(code, "no"));
            StepVerifier.withVirtualTime(() -> call(wire, SAFE)).expectError().verify();
            assertThat(wire.asked()).as("code " + code).hasSize(1);
        }
    }

    @Test
    void aThrottlingServersWaitIsKept() {
        ScriptedTransport wire = onceThenWell(asked -> error(429, "account api limit, please retry after [4648] ms."));

        StepVerifier.withVirtualTime(() -> call(wire, SAFE))
                .thenAwait(Duration.ofSeconds(10))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(waits(wire)).containsExactly(4648L + 50L);
    }

    @Test
    void refusalsThatTellTheirWaitAreNoAttemptsUpToTen() {
        int[] times = {0};
        ScriptedTransport wire = new ScriptedTransport(asked -> switch (times[0]++) {
            case 3, 7 -> error(503, "maintenance");
            case 11 -> ok("{\"r\":{}}");
            default -> error(429, "account api limit, please retry after [200] ms.");
        });
        StepVerifier.withVirtualTime(() -> call(wire, SAFE))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(wire.asked()).hasSize(12);

        ScriptedTransport busy = new ScriptedTransport(asked -> error(429, "please retry after [200] ms."));
        StepVerifier.withVirtualTime(() -> call(busy, SAFE))
                .thenAwait(Duration.ofMinutes(1))
                .verifyError(ThrottledException.class);
        assertThat(busy.asked()).hasSize(11);

        ScriptedTransport once = new ScriptedTransport(asked -> error(429, "please retry after [200] ms."));
        StepVerifier.withVirtualTime(
                        () -> call(once, SAFE, Authenticator.none(), settings(HALF.withAttempts(1), false)))
                .verifyError(ThrottledException.class);
        assertThat(once.asked()).hasSize(1);
    }

    @Test
    void whoWaitsToTryAgainHearsOfTheEnd() {
        ScriptedTransport wire = onceThenWell(asked -> error(429, "please retry after [30000] ms."));
        Exchange exchange = new Exchange(wire, Authenticator.none(), settings(HALF, false));

        StepVerifier.withVirtualTime(() -> exchange.send(SAFE, SAFE.parameters(), reply -> decoder.answer(SAFE, reply)))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(1))
                .then(exchange::close)
                .expectNextCount(1)
                .verifyComplete();
        assertThat(waits(wire)).containsExactly(1_000L);
    }

    @Test
    void aThrottlingServersWaitOfMinutesIsLeftToTheCaller() {
        ScriptedTransport wire = new ScriptedTransport(asked -> error(429, "please retry after [3600000] ms."));

        StepVerifier.withVirtualTime(() -> call(wire, SAFE))
                .expectErrorSatisfies(thrown ->
                        assertThat(((ThrottledException) thrown).retryAfter()).isEqualTo(Duration.ofHours(1)))
                .verify();
        assertThat(wire.asked()).hasSize(1);
    }

    @Test
    void eachAttemptIsSignedAnew() {
        List<String> signed = new ArrayList<>();
        Authenticator counting =
                parameters -> Authenticator.none().sign(parameters).doOnNext(request -> signed.add("x"));
        ScriptedTransport wire = onceThenWell(asked -> error(503, "maintenance"));

        StepVerifier.withVirtualTime(() -> call(wire, SAFE, counting, settings(HALF, false)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(signed).hasSize(2);
    }

    @Test
    void eachSubscriptionIsACallOfItsOwn() {
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{}}"));
        Mono<Answer<JsonNode>> call = call(wire, SAFE);

        assertThat(wire.asked()).isEmpty();
        call.block();
        call.block();
        assertThat(wire.asked()).hasSize(2);
    }

    // Not sent again.

    @Test
    void aCommandThatChangesSomethingIsNeverSentAgainOnceItWasSent() {
        List<Function<Asked, Mono<Reply>>> losses = List.of(
                asked -> Mono.error(new IOException("reset")),
                asked -> Mono.just(json(502, "<html>Bad Gateway</html>")),
                asked -> Mono.just(json(429, "<html/>")),
                asked -> Mono.just(json(200, "")),
                asked -> Mono.just(json(200, "{\"createnetworkresponse\":{\"netw")));
        for (Function<Asked, Mono<Reply>> loss : losses) {
            ScriptedTransport wire = new ScriptedTransport(loss);
            StepVerifier.withVirtualTime(() -> call(wire, UNSAFE))
                    .expectErrorSatisfies(thrown -> {
                        assertThat(thrown)
                                .isInstanceOf(OutcomeUnknownException.class)
                                .hasMessageContaining("createNetwork");
                        assertThat(thrown.getCause()).isInstanceOf(CloudStackException.class);
                    })
                    .verify();
            assertThat(wire.asked()).hasSize(1);
        }
    }

    @Test
    void aRefusalIsNoUnknownOutcome() {
        for (Mono<Reply> refusal : List.of(
                error(431, "bad"),
                error(503, "maintenance"),
                Mono.just(json(404, "<html/>")),
                Mono.just(json(302, "")))) {
            ScriptedTransport wire = new ScriptedTransport(asked -> refusal);
            StepVerifier.withVirtualTime(() -> call(wire, UNSAFE))
                    .expectErrorMatches(thrown -> thrown instanceof InvalidParameterException
                            || thrown instanceof UnavailableException
                            || thrown instanceof ProtocolException)
                    .verify();
            assertThat(wire.asked()).hasSize(1);
        }
    }

    @Test
    void anAnswerThatTheClassCannotHoldIsNoUnknownOutcome() {
        record Network(int id) {}
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{\"network\":{\"id\":\"x\"}}}"));

        StepVerifier.create(call(wire, Command.of("createNetwork", Network.class)))
                .verifyErrorSatisfies(thrown ->
                        assertThat(((ProtocolException) thrown).carriedOut()).isTrue());
    }

    @Test
    void whatWasNeverSentIsTriedAgainWhateverItIs() {
        int[] tries = {0};
        ScriptedTransport wire = new ScriptedTransport(
                asked -> tries[0]++ < 2 ? neverSent(new ConnectException("refused")) : ok("{\"r\":{}}"));

        StepVerifier.withVirtualTime(() -> call(wire, UNSAFE))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(wire.asked()).hasSize(1);
    }

    @Test
    void whatWasNeverSentFailsAsSuch() {
        ScriptedTransport wire = new ScriptedTransport(asked -> neverSent(new ConnectException("refused")));

        StepVerifier.withVirtualTime(() -> call(wire, UNSAFE))
                .thenAwait(Duration.ofMinutes(1))
                .expectErrorSatisfies(thrown -> {
                    assertThat(((TransportException) thrown).sent()).isFalse();
                    assertThat(thrown).hasMessageContaining("cloud.example:8080 refuses connections");
                })
                .verify();
    }

    @Test
    void aRefusedCertificateIsNotTriedAgain() {
        int[] tries = {0};
        ScriptedTransport wire = new ScriptedTransport(asked -> {
            tries[0]++;
            SSLHandshakeException refused = new SSLHandshakeException("unable to find valid certification path");
            refused.initCause(new CertificateException("unable to find valid certification path"));
            return neverSent(refused);
        });

        StepVerifier.withVirtualTime(() -> call(wire, SAFE))
                .expectErrorSatisfies(thrown -> assertThat(thrown).hasMessageContaining("certificate"))
                .verify();
        assertThat(tries[0]).isEqualTo(1);
    }

    @Test
    void aThrottledCommandIsSentAgainSinceTheServerRefusedIt() {
        ScriptedTransport wire = onceThenWell(asked -> error(429, "limit"));

        StepVerifier.withVirtualTime(() -> call(wire, UNSAFE))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(wire.asked()).hasSize(2);
    }

    @Test
    void toCancelManySendsNoneOfThoseThatWait() {
        ScriptedTransport wire = new ScriptedTransport(asked -> Mono.never());
        Exchange exchange = new Exchange(wire, Authenticator.none(), ExchangeSettings.DEFAULT);
        Disposable all = Flux.range(0, 300)
                .flatMap(i -> exchange.send(UNSAFE, UNSAFE.parameters(), reply -> Mono.just(i)), 300)
                .subscribe();
        assertThat(wire.asked()).hasSize(64);

        all.dispose();

        assertThat(wire.asked()).hasSize(64);
        assertThat(exchange.load()).isEqualTo(new Load(0, 0, 0, 64));
    }

    @Test
    void cancellingWhileWaitingSendsNothingMore() {
        ScriptedTransport wire = new ScriptedTransport(asked -> Mono.error(new IOException("reset")));

        StepVerifier.withVirtualTime(() -> call(wire, SAFE))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(20))
                .thenCancel()
                .verify();
        assertThat(wire.asked()).hasSize(1);
    }

    // The authenticator.

    @Test
    void anAuthenticatorThatFailsOrIsSilentIsAskedAgainAndThenATypedError() {
        for (Authenticator broken : List.<Authenticator>of(
                parameters -> Mono.error(new IllegalArgumentException("x")), parameters -> Mono.never(), parameters -> {
                    throw new IllegalStateException("x");
                })) {
            ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{}}"));
            StepVerifier.withVirtualTime(() -> call(wire, UNSAFE, broken, settings(HALF, false)))
                    .thenAwait(Duration.ofHours(1))
                    .expectErrorSatisfies(thrown -> assertThat(thrown)
                            .isInstanceOf(TransportException.class)
                            .hasMessageContaining("the authenticator ")
                            .hasMessageContaining("nothing was sent"))
                    .verify();
            assertThat(wire.asked()).isEmpty();
        }
        int[] times = {0};
        Authenticator shaky = parameters -> times[0]++ == 0
                ? Mono.error(new IOException("vault is down"))
                : Authenticator.none().sign(parameters);
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{}}"));
        StepVerifier.withVirtualTime(() -> call(wire, UNSAFE, shaky, settings(HALF, false)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void whatAnAuthenticatorLosesOnItsWayIsNotTheCommands() {
        TransportException reset = TransportException.passing("getToken", "getToken: reset.", true, null);
        TransportException late = TransportException.late("getToken", "getToken: late.", true);
        OutcomeUnknownException unknown = new OutcomeUnknownException("makeToken", null, reset);
        for (CloudStackException lost : List.of(reset, late, unknown)) {
            ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{}}"));
            StepVerifier.withVirtualTime(
                            () -> call(wire, UNSAFE, parameters -> Mono.error(lost), settings(HALF, false)))
                    .thenAwait(Duration.ofHours(1))
                    .expectErrorSatisfies(thrown -> assertThat(thrown)
                            .isInstanceOfSatisfying(TransportException.class, failure -> {
                                assertThat(failure.sent()).isFalse();
                                assertThat(failure.mayPass()).isEqualTo(lost == reset);
                                assertThat(failure).hasCause(lost).hasMessageContaining("not createNetwork.");
                            }))
                    .verify(Duration.ofSeconds(10));
            assertThat(wire.asked()).isEmpty();
        }
        ProtocolException strange = new ProtocolException("getToken", 502, "getToken: HTTP 502", false);
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{}}"));
        StepVerifier.create(call(wire, UNSAFE, parameters -> Mono.error(strange), settings(HALF, false)))
                .expectErrorSatisfies(thrown -> assertThat(thrown).isSameAs(strange))
                .verify(Duration.ofSeconds(10));
        assertThat(wire.asked()).isEmpty();
    }

    @Test
    void anAuthenticatorThatLosesARequestMayAskAgainWhateverTheCommand() {
        int[] times = {0};
        Authenticator shaky = parameters -> times[0]++ == 0
                ? Mono.error(TransportException.passing("getToken", "getToken: reset.", true, null))
                : Authenticator.none().sign(parameters);
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{}}"));

        StepVerifier.withVirtualTime(() -> call(wire, UNSAFE, shaky, settings(HALF, false)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
        assertThat(wire.asked()).hasSize(1);
    }

    @Test
    void anAuthenticatorThatGivesNothingIsAnErrorAtOnce() {
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{}}"));

        StepVerifier.create(call(wire, UNSAFE, parameters -> Mono.empty(), settings(HALF, false)))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("nothing was sent"));
        assertThat(wire.asked()).isEmpty();
    }

    @Test
    void troubleWithTlsThatIsNotTheCertificatesIsTriedAgain() {
        int[] tries = {0};
        ScriptedTransport wire = new ScriptedTransport(
                asked -> tries[0]++ == 0 ? neverSent(new SSLException("handshake timed out")) : ok("{\"r\":{}}"));

        StepVerifier.withVirtualTime(() -> call(wire, UNSAFE))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
    }

    // Method and parameters.

    @Test
    void readingGoesByGetAndTheRestByPost() {
        assertThat(method(SAFE, false)).isEqualTo(Method.GET);
        assertThat(method(UNSAFE, false)).isEqualTo(Method.POST);
        assertThat(method(SAFE.withSensitive("x", "1"), false)).isEqualTo(Method.POST);
        assertThat(method(SAFE.with("x", "y".repeat(2_000)), false)).isEqualTo(Method.POST);
        assertThat(method(SAFE.method(Method.POST), false)).isEqualTo(Method.POST);
        assertThat(method(UNSAFE.with("x", "y".repeat(3_000)), true)).isEqualTo(Method.GET);
    }

    private Method method(UntypedCommand<JsonNode> command, boolean getOnly) {
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{}}"));
        call(wire, command, Authenticator.none(), settings(HALF, getOnly)).block();
        return wire.asked().get(0).method();
    }

    @Test
    void missingParametersAreAllNamedAndNothingIsSent() {
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{}}"));

        StepVerifier.create(call(
                        wire,
                        UNSAFE.requires("name", "zoneid", "tags").with("tags", List.of(java.util.Map.of("key", "a")))))
                .verifyErrorSatisfies(thrown -> assertThat(((MissingParameterException) thrown).missing())
                        .containsExactly("name", "zoneid"));
        assertThat(wire.asked()).isEmpty();
    }

    // The listener.

    @Test
    void aListenerHearsTheWholeCall() {
        List<String> heard = new ArrayList<>();
        CallListener listener = new CallListener() {
            @Override
            public void onStart(Call call) {
                heard.add("start " + call.command());
            }

            @Override
            public void onSent(Call call, int attempt) {
                heard.add("sent " + attempt);
            }

            @Override
            public void onReply(Call call, int status, long bytes, Duration took) {
                heard.add("reply " + status);
            }

            @Override
            public void onRetry(Call call, CloudStackException failure, Duration wait) {
                heard.add("retry after " + wait.toMillis());
            }

            @Override
            public void onEnd(Call call, @Nullable Throwable failure, boolean cancelled, Duration took) {
                heard.add("end " + failure);
            }
        };
        ScriptedTransport wire = onceThenWell(asked -> error(503, "maintenance"));

        StepVerifier.withVirtualTime(() -> call(
                        wire,
                        SAFE,
                        Authenticator.none(),
                        new ExchangeSettings(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                HALF,
                                false,
                                listener,
                                ReplyForm.JSON,
                                ReplyLimits.DEFAULT,
                                LimitSettings.DEFAULT)))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(heard)
                .containsExactly(
                        "start listZones", "sent 1", "reply 503", "retry after 50", "sent 2", "reply 200", "end null");
    }

    @Test
    void whoTakesTheAnswerAndCancelsHasCancelledNothing() {
        List<Boolean> cancelled = new ArrayList<>();
        CallListener listener = new CallListener() {
            @Override
            public void onEnd(Call call, @Nullable Throwable failure, boolean wasCancelled, Duration took) {
                cancelled.add(wasCancelled);
            }
        };
        ExchangeSettings settings = new ExchangeSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                HALF,
                false,
                listener,
                ReplyForm.JSON,
                ReplyLimits.DEFAULT,
                LimitSettings.DEFAULT);
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{}}"));
        call(wire, SAFE, Authenticator.none(), settings).flux().next().block();
        ScriptedTransport silent = new ScriptedTransport(asked -> Mono.never());
        call(silent, SAFE, Authenticator.none(), settings).subscribe().dispose();

        assertThat(cancelled).containsExactly(false, true);
    }

    @Test
    void aListenerThatThrowsHarmsNothing() {
        CallListener broken = new CallListener() {
            @Override
            public void onSent(Call call, int attempt) {
                throw new IllegalStateException("broken");
            }
        };
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{}}"));

        StepVerifier.create(call(
                        wire,
                        SAFE,
                        Authenticator.none(),
                        new ExchangeSettings(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                HALF,
                                false,
                                broken,
                                ReplyForm.JSON,
                                ReplyLimits.DEFAULT,
                                LimitSettings.DEFAULT)))
                .expectNextCount(1)
                .verifyComplete();
    }

    private static ScriptedTransport onceThenWell(Function<Asked, Mono<Reply>> trouble) {
        int[] times = {0};
        return new ScriptedTransport(asked -> times[0]++ == 0 ? trouble.apply(asked) : ok("{\"r\":{}}"));
    }

    private static List<Long> waits(ScriptedTransport wire) {
        List<Long> waits = new ArrayList<>();
        for (int i = 1; i < wire.asked().size(); i++) {
            waits.add(wire.asked().get(i).millis() - wire.asked().get(i - 1).millis());
        }
        return waits;
    }

    private static ExchangeSettings settings(RetryPolicy retry, boolean getOnly) {
        return new ExchangeSettings(
                Duration.ofSeconds(60),
                Duration.ofSeconds(300),
                retry,
                getOnly,
                CallListener.NONE,
                ReplyForm.JSON,
                ReplyLimits.DEFAULT,
                LimitSettings.DEFAULT);
    }

    private <T> Mono<Answer<T>> call(ScriptedTransport wire, Command<T> command) {
        return call(wire, command, Authenticator.none(), settings(HALF, false));
    }

    private <T> Mono<Answer<T>> call(
            ScriptedTransport wire, Command<T> command, Authenticator authenticator, ExchangeSettings settings) {
        return new Exchange(wire, authenticator, settings)
                .send(command, command.parameters(), reply -> decoder.answer(command, reply));
    }

    // What comes before the command.

    @Test
    void whatTheAuthenticatorMetInPassingLetsAnyCommandBeTriedAgainSinceNothingOfItWasSent() {
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{}}"));
        int[] times = {0};
        Authenticator starting = parameters -> times[0]++ == 0
                ? Mono.error(ApiException.of("login", new ErrorBody(503, 503, null, "starting", null), null))
                : Authenticator.none().sign(parameters);

        StepVerifier.create(call(wire, UNSAFE, starting, settings(HALF, false)))
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(10));

        assertThat(wire.asked()).hasSize(1);
        assertThat(times).containsExactly(2);
    }

    @Test
    void anAuthenticatorOfAClassThatIsMissingEndsItsCallWhereverThatShows() {
        ScriptedTransport wire = new ScriptedTransport(asked -> error(401, "unable to verify user credentials"));
        Supplier<SignedRequest> missing = () -> {
            throw new NoClassDefFoundError("com/example/Vault");
        };
        Supplier<Boolean> missingAgain = () -> missing.get() == null;
        List<Authenticator> signing = List.of(
                parameters -> Mono.just(missing.get()),
                parameters -> Mono.fromSupplier(missing),
                parameters -> Mono.defer(() -> Mono.just(missing.get())),
                parameters -> Mono.just(parameters).hide().map(any -> missing.get()));
        List<Authenticator> renewing = List.of(
                new Renewing(Mono.fromSupplier(missingAgain)),
                new Renewing(Mono.defer(() -> Mono.just(missingAgain.get()))),
                new Renewing(Mono.never()) {
                    @Override
                    public Mono<Boolean> renew(SignedRequest request) {
                        return Mono.just(missingAgain.get());
                    }
                });

        signing.forEach(each -> checkMissing(wire, each));
        assertThat(wire.asked()).isEmpty();
        renewing.forEach(each -> checkMissing(wire, each));
        assertThat(wire.asked()).hasSize(3);
    }

    private void checkMissing(ScriptedTransport wire, Authenticator broken) {
        StepVerifier.create(call(wire, SAFE, broken, settings(HALF.withAttempts(1), false)))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("authenticator failed (NoClassDefFoundError); nothing was sent")
                        .hasRootCauseMessage("com/example/Vault"))
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void anAuthenticatorSeesTheContextOfTheCallAndItsCancel() {
        ScriptedTransport wire = new ScriptedTransport(asked -> error(401, "unable to verify user credentials"));
        List<String> seen = new ArrayList<>();
        Mono<SignedRequest> never = Mono.<SignedRequest>never()
                .doOnSubscribe(asked -> seen.add("asked"))
                .doOnCancel(() -> seen.add("cancelled"));
        Mono<Boolean> renewal = Mono.<Boolean>deferContextual(context ->
                        Mono.<Boolean>never().doOnSubscribe(asked -> seen.add("renews for " + context.get("who"))))
                .doOnCancel(() -> seen.add("cancelled"));

        for (Authenticator each : List.<Authenticator>of(
                parameters -> Mono.deferContextual(
                        context -> never.doFirst(() -> seen.add("signs for " + context.get("who")))),
                new Renewing(renewal))) {
            call(wire, SAFE, each, settings(HALF, false))
                    .contextWrite(context -> context.put("who", "me"))
                    .subscribe()
                    .dispose();
        }

        assertThat(seen).containsExactly("signs for me", "asked", "cancelled", "renews for me", "cancelled");
    }

    @Test
    void whatAnAuthenticatorFailedInIsNamedAsItIs() {
        ScriptedTransport wire = new ScriptedTransport(asked -> ok("{\"r\":{}}"));

        StepVerifier.create(call(
                        wire,
                        SAFE,
                        parameters -> Mono.error(new AssertionError()),
                        settings(HALF.withAttempts(1), false)))
                .expectErrorSatisfies(
                        failure -> assertThat(failure).hasMessageContaining("authenticator failed (AssertionError)"))
                .verify(Duration.ofSeconds(10));
    }

    // Renewal and budget.

    @Test
    void aRefusedAuthenticatorMayRenewItselfOnce() {
        ScriptedTransport wire = onceThenWell(asked -> error(401, "unable to verify user credentials"));
        Renewing authenticator = new Renewing(Mono.just(true));

        StepVerifier.create(call(wire, UNSAFE, authenticator, settings(HALF.withAttempts(1), false)))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(wire.asked()).extracting(asked -> asked.get("n")).containsExactly("1", "2");
        assertThat(authenticator.refused).containsExactly("n=1");
    }

    @Test
    void aSecondRefusalEndsTheCall() {
        ScriptedTransport wire = new ScriptedTransport(asked -> error(401, "unable to verify user credentials"));
        Renewing authenticator = new Renewing(Mono.just(true));

        StepVerifier.create(call(wire, SAFE, authenticator, settings(HALF, false)))
                .verifyError(AuthenticationException.class);

        assertThat(wire.asked()).hasSize(2);
        assertThat(authenticator.refused).hasSize(1);
    }

    @Test
    void aRefusalIsFinalWhereNothingCanBeRenewed() {
        for (Mono<Boolean> renewal : List.of(Mono.just(false), Mono.<Boolean>empty())) {
            ScriptedTransport wire = new ScriptedTransport(asked -> error(401, "unable to verify user credentials"));

            StepVerifier.create(call(wire, SAFE, new Renewing(renewal), settings(HALF, false)))
                    .verifyError(AuthenticationException.class);

            assertThat(wire.asked()).hasSize(1);
        }
    }

    @Test
    void aRenewalThatFailsEndsTheCallWithItsReason() {
        ScriptedTransport wire = new ScriptedTransport(asked -> error(401, "unable to verify user credentials"));

        StepVerifier.create(call(
                        wire, SAFE, new Renewing(Mono.error(new IllegalStateException("no"))), settings(HALF, false)))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("authenticator failed (IllegalStateException)"));
    }

    @Test
    void aRenewalThatNeverEndsIsNotWaitedForForEver() {
        ScriptedTransport wire = new ScriptedTransport(asked -> error(401, "unable to verify user credentials"));

        StepVerifier.withVirtualTime(() -> call(wire, SAFE, new Renewing(Mono.never()), settings(HALF, false)))
                .thenAwait(Duration.ofMinutes(4))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("the authenticator gave no request in time; nothing was sent"))
                .verify(Duration.ofSeconds(20));
    }

    @Test
    void anotherAttemptThatGetsNoTurnEndsInTheFailureOfTheOneBefore() {
        ScriptedTransport wire = new ScriptedTransport(
                asked -> asked.command().equals("listZones") ? error(503, "starting") : Mono.never());

        StepVerifier.withVirtualTime(() -> firstOfTwo(wire, Authenticator.none()))
                .thenAwait(Duration.ofMinutes(1))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("Its turn for another attempt did not come"))
                .verify(Duration.ofSeconds(20));
    }

    @Test
    void anotherAttemptAfterARenewalThatGetsNoTurnIsNoRefusalOfWhoAsks() {
        Authenticator session = new Authenticator() {
            @Override
            public Mono<SignedRequest> sign(Parameters parameters) {
                return Authenticator.none().sign(parameters);
            }

            @Override
            public Mono<Boolean> renew(SignedRequest request) {
                return Mono.delay(Duration.ofSeconds(1)).thenReturn(true);
            }
        };
        ScriptedTransport wire = new ScriptedTransport(asked ->
                asked.command().equals("listZones") ? error(401, "unable to verify user credentials") : Mono.never());

        StepVerifier.withVirtualTime(() -> firstOfTwo(wire, session))
                .thenAwait(Duration.ofMinutes(1))
                .expectError(OverloadedException.class)
                .verify(Duration.ofSeconds(20));
    }

    /** Two calls where one may be under way at once; the second, which takes very long, comes as the first is under way. */
    private Flux<Answer<JsonNode>> firstOfTwo(ScriptedTransport wire, Authenticator authenticator) {
        Exchange exchange = new Exchange(
                wire,
                authenticator,
                new ExchangeSettings(
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(10),
                        HALF,
                        false,
                        CallListener.NONE,
                        ReplyForm.JSON,
                        ReplyLimits.DEFAULT,
                        LimitSettings.of(1)));
        Mono<Answer<JsonNode>> first = exchange.send(SAFE, SAFE.parameters(), reply -> decoder.answer(SAFE, reply));
        Mono<Answer<JsonNode>> other =
                exchange.send(UNSAFE, UNSAFE.parameters(), reply -> decoder.answer(UNSAFE, reply));
        return Flux.merge(first, other);
    }

    @Test
    void aRenewalWhoseReplyIsLostSaysNothingOfTheCommand() {
        ScriptedTransport wire = new ScriptedTransport(asked -> error(401, "unable to verify user credentials"));
        TransportException lost = TransportException.passing("getToken", "getToken: reset.", true, null);

        StepVerifier.create(call(wire, UNSAFE, new Renewing(Mono.error(lost)), settings(HALF, false)))
                .expectErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOfSatisfying(
                                TransportException.class,
                                failure -> assertThat(failure.sent()).isFalse()))
                .verify(Duration.ofSeconds(10));
        // It was refused, and so may be sent again.
        assertThat(wire.asked()).hasSize(3);
    }

    @Test
    void aRenewalThatIsAnsweredByAPageSaysNothingOfTheCommand() {
        ScriptedTransport wire = new ScriptedTransport(asked -> error(401, "unable to verify user credentials"));
        ProtocolException page = new ProtocolException("login", 200, "login: a page.", false, null);

        StepVerifier.create(call(wire, UNSAFE, new Renewing(Mono.error(page)), settings(HALF, false)))
                .expectError(ProtocolException.class)
                .verify(Duration.ofSeconds(10));
        assertThat(wire.asked()).hasSize(1);
    }

    @Test
    void aRenewalThatFailsInPassingIsTriedAgain() {
        int[] times = {0};
        ScriptedTransport wire = new ScriptedTransport(
                asked -> times[0]++ < 2 ? error(401, "unable to verify user credentials") : ok("{\"r\":{}}"));
        TransportException lost = TransportException.passing("login", "login: reset.", true, null);
        int[] renewals = {0};
        Renewing authenticator =
                new Renewing(Mono.defer(() -> renewals[0]++ == 0 ? Mono.error(lost) : Mono.just(true)));

        StepVerifier.create(call(wire, SAFE, authenticator, settings(HALF, false)))
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
        assertThat(authenticator.refused).hasSize(2);
    }

    /** Numbers its requests, and remembers those that it was told were refused. */
    private static class Renewing implements Authenticator {

        private final Mono<Boolean> renewal;
        private final List<String> refused = new ArrayList<>();
        private int made;

        Renewing(Mono<Boolean> renewal) {
            this.renewal = renewal;
        }

        @Override
        public Mono<SignedRequest> sign(Parameters parameters) {
            return Mono.fromSupplier(() -> new SignedRequest("n=" + ++made));
        }

        @Override
        public Mono<Boolean> renew(SignedRequest request) {
            refused.add(request.query());
            return renewal;
        }
    }

    @Test
    void aProxysRetryAfterIsWaitedOutAndThenTheCommandIsSentAgain() {
        for (int status : new int[] {429, 503}) {
            ScriptedTransport wire =
                    onceThenWell(asked -> Mono.just(new ReplyHead(status, "text/html", null, null, "7", List.of(), 7)
                            .with("<html/>".getBytes(US_ASCII), 7)));

            StepVerifier.withVirtualTime(() -> call(wire, SAFE))
                    .thenAwait(Duration.ofMinutes(1))
                    .expectNextCount(1)
                    .verifyComplete();

            assertThat(waits(wire)).containsExactly(7_050L);
        }
    }

    @Test
    void aProxysRefusalIsNoProofThatNothingWasCarriedOut() {
        ScriptedTransport wire = new ScriptedTransport(asked -> Mono.just(
                new ReplyHead(429, "text/html", null, null, "7", List.of(), 7).with("<html/>".getBytes(US_ASCII), 7)));

        StepVerifier.create(call(wire, UNSAFE)).verifyError(OutcomeUnknownException.class);

        assertThat(wire.asked()).hasSize(1);
    }

    @Test
    void allCallsTogetherAreTriedAgainOnlySoOften() {
        for (Function<Asked, Mono<Reply>> trouble : List.<Function<Asked, Mono<Reply>>>of(
                asked -> Mono.error(new IOException("reset")), asked -> neverSent(new SSLException("cut off")))) {
            AtomicInteger attempts = new AtomicInteger();
            List<Throwable> failures = fiveHundredCalls(attempts, trouble);

            // Sixty-four free ones, one for every fifth call, and one a second of the few seconds that it took.
            assertThat(attempts.get()).isBetween(500 + 64 + 90, 500 + 64 + 100 + 10);
            assertThat(failures)
                    .hasSize(500)
                    .anySatisfy(
                            failure -> assertThat(failure).hasMessageContaining("too many calls of this client fail"));
        }
    }

    @Test
    void whatReachedNobodyIsNoBurden() {
        AtomicInteger attempts = new AtomicInteger();
        List<Throwable> failures =
                fiveHundredCalls(attempts, asked -> neverSent(new ConnectException("Connection refused")));

        assertThat(attempts).hasValue(3 * 500);
        assertThat(failures).hasSize(500);
    }

    private List<Throwable> fiveHundredCalls(AtomicInteger attempts, Function<Asked, Mono<Reply>> trouble) {
        ScriptedTransport wire = new ScriptedTransport(asked -> {
            attempts.incrementAndGet();
            return trouble.apply(asked);
        });
        Exchange exchange = new Exchange(wire, Authenticator.none(), settings(HALF, false));
        List<Throwable> failures = new ArrayList<>();
        StepVerifier.withVirtualTime(() -> Flux.range(0, 500)
                        .flatMap(
                                number -> exchange.send(SAFE, SAFE.parameters(), reply -> decoder.answer(SAFE, reply))
                                        .onErrorResume(failure -> {
                                            failures.add(failure);
                                            return Mono.empty();
                                        }),
                                50))
                .thenAwait(Duration.ofMinutes(5))
                .verifyComplete();
        return failures;
    }
}
