package io.github.cloudstackreactive.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.error.TwoFactorRequiredException;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.support.Capture;
import io.github.cloudstackreactive.support.ScriptedTransport;
import io.github.cloudstackreactive.transport.Sending;
import io.github.cloudstackreactive.transport.Transport;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** One login at a time, read from recorded replies, over a wire that is a function. */
@Timeout(30)
class SessionAuthenticatorTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Parameters CALL = Parameters.NONE.with("command", "listZones");

    private final AtomicInteger cancelled = new AtomicInteger();
    private ScriptedTransport wire;

    private SessionAuthenticator over(Function<ScriptedTransport.Asked, Mono<Reply>> script) {
        return over(script, null);
    }

    private SessionAuthenticator over(Function<ScriptedTransport.Asked, Mono<Reply>> script, Mono<String> codes) {
        wire = new ScriptedTransport(script);
        return over(wire, codes);
    }

    private static SessionAuthenticator over(Transport transport, Mono<String> codes) {
        return SessionAuthenticator.of(
                Login.of("acme-user", "CANARY").inDomain("/acme"),
                codes,
                transport,
                Duration.ofSeconds(60),
                Clock.systemUTC(),
                ReplyForm.JSON);
    }

    private static Mono<Reply> recorded(String capture) {
        return Mono.just(Capture.of(capture).reply());
    }

    /** The recorded login, but with this session. */
    private static Reply session(String id, String... moreCookies) {
        String body = Capture.of("login-domain-noslash").body().replace("SESSION-KEY", "KEY-" + id);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        List<String> cookies = new ArrayList<>(
                List.of("JSESSIONID=" + id + "; Path=/client", "sessionkey=KEY-" + id + ";HttpOnly;SameSite=Lax"));
        cookies.addAll(List.of(moreCookies));
        return new ReplyHead(200, "application/json;charset=utf-8", null, null, null, cookies, bytes.length)
                .with(bytes, bytes.length);
    }

    // What is sent.

    @Test
    void logsInAsARecordedLoginAndAsksWithTheCookiesAndTheKey() {
        SessionAuthenticator authenticator = over(asked -> recorded("login-domain-noslash"));

        SignedRequest signed = authenticator.sign(CALL).block(SOON);

        assertThat(signed.headers())
                .containsExactly(java.util.Map.entry("Cookie", "JSESSIONID=SESSION; sessionkey=SESSION-KEY"));
        assertThat(signed.query()).isEqualTo("command=listZones&sessionkey=SESSION-KEY");
        ScriptedTransport.Asked login = wire.asked().get(0);
        assertThat(login.method()).isSameAs(Method.POST);
        assertThat(login.query())
                .containsOnly(
                        java.util.Map.entry("command", "login"),
                        java.util.Map.entry("username", "acme-user"),
                        java.util.Map.entry("password", "CANARY"),
                        java.util.Map.entry("domain", "/acme"),
                        java.util.Map.entry("response", "json"));
    }

    @Test
    void aBalancersCookieGoesAlongAndAnEmptyOneDoesNot() {
        SessionAuthenticator authenticator =
                over(asked -> Mono.just(session("S1", "LB=node-2; Path=/", "gone=; Max-Age=0")));

        assertThat(authenticator.sign(CALL).block(SOON).headers())
                .containsEntry("Cookie", "JSESSIONID=S1; sessionkey=KEY-S1; LB=node-2");
    }

    // One at a time.

    @Test
    void whoComesMeanwhileWaitsForTheSameLogin() {
        Sinks.One<Reply> reply = Sinks.one();
        SessionAuthenticator authenticator = over(asked -> reply.asMono());
        Mono<SignedRequest> signing = authenticator.sign(CALL);
        List<SignedRequest> signed = new ArrayList<>();
        assertThat(wire.asked()).isEmpty();
        for (int i = 0; i < 10; i++) {
            signing.subscribe(signed::add);
        }
        reply.tryEmitValue(session("S1"));

        assertThat(signed).hasSize(10);
        assertThat(wire.count("login")).isEqualTo(1);
    }

    @Test
    void aLoginThatIsGivenUpJustBeforeItIsSentIsFollowedByNoOther() {
        AtomicInteger logins = new AtomicInteger();
        SessionAuthenticator authenticator = over(
                new Transport() {
                    @Override
                    public URI endpoint() {
                        return URI.create("http://cloud.example:8080/client/api");
                    }

                    @Override
                    public Mono<Reply> roundTrip(
                            Method method, SignedRequest request, Duration patience, Sending sending) {
                        logins.incrementAndGet();
                        return Mono.<Reply>never().doOnCancel(sending::handedOver);
                    }

                    @Override
                    public Mono<Void> close() {
                        return Mono.empty();
                    }
                },
                null);

        authenticator.sign(CALL).subscribe().dispose();

        assertThat(logins).hasValue(1);
    }

    @Test
    void whoWantsNothingYetIsGivenNothing() {
        Sinks.One<Reply> reply = Sinks.one();
        SessionAuthenticator authenticator = over(asked -> reply.asMono());

        StepVerifier.create(authenticator.sign(CALL), 0)
                .expectSubscription()
                .then(() -> reply.tryEmitValue(session("S1")))
                .expectNoEvent(Duration.ofMillis(50))
                .thenRequest(1)
                .expectNextCount(1)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void theCancelOfOneLeavesTheOthersAndThatOfTheLastEndsTheLoginThatIsNotSentYet() {
        AtomicInteger logins = new AtomicInteger();
        SessionAuthenticator authenticator = over(asked -> {
            logins.incrementAndGet();
            return ScriptedTransport.notSentYet(Mono.<Reply>never().doOnCancel(cancelled::incrementAndGet));
        });
        Disposable one = authenticator.sign(CALL).subscribe();
        Disposable other = authenticator.sign(CALL).subscribe();

        one.dispose();
        assertThat(cancelled).hasValue(0);
        other.dispose();
        assertThat(cancelled).hasValue(1);

        authenticator.sign(CALL).subscribe();
        assertThat(logins).hasValue(2);
    }

    @Test
    void theCancelOfOneDoesNotKeepTheAnswerFromTheOther() {
        Sinks.One<Reply> reply = Sinks.one();
        SessionAuthenticator authenticator = over(asked -> reply.asMono());
        List<SignedRequest> signed = new ArrayList<>();
        Disposable one = authenticator.sign(CALL).subscribe(signed::add);
        authenticator.sign(CALL).subscribe(signed::add);

        one.dispose();
        reply.tryEmitValue(session("S1"));

        assertThat(signed).hasSize(1);
    }

    @Test
    void eachGetsARefusalOfHisOwn() {
        Sinks.One<Reply> reply = Sinks.one();
        SessionAuthenticator authenticator = over(asked -> reply.asMono());
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            authenticator.sign(CALL).subscribe(signed -> {}, failures::add);
        }

        reply.tryEmitValue(Capture.of("login-bad-password").reply());

        assertThat(failures).hasSize(5).doesNotHaveDuplicates();
        assertThat(failures)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("Failed to authenticate user acme-user")
                        .hasMessageNotContaining("CANARY"));
        assertThat(wire.count("login")).isEqualTo(1);
    }

    @Test
    void aRefusalIsKeptForHalfAMinuteThenTheNextCallLogsInAnew() {
        List<Throwable> failures = new ArrayList<>();
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        try {
            SessionAuthenticator authenticator = over(asked -> recorded("login-bad-password"));
            for (int second : new int[] {0, 10, 19, 1, 29}) {
                time.advanceTimeBy(Duration.ofSeconds(second));
                authenticator.sign(CALL).subscribe(signed -> {}, failures::add);
            }
        } finally {
            VirtualTimeScheduler.reset();
        }

        assertThat(wire.asked()).extracting(ScriptedTransport.Asked::millis).containsExactly(0L, 30_000L);
        assertThat(failures)
                .hasSize(5)
                .doesNotHaveDuplicates()
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("Failed to authenticate user acme-user")
                        .hasMessageContaining("Calls get this refusal for 30 s without another login")
                        .hasMessageEndingWith("Mend the login, then build a new client or call session().login().")
                        .hasMessageNotContaining("CANARY"));
    }

    @Test
    void whoAsksToLogInAsksTheServerAndEndsTheRefusalOfTheOthers() {
        AtomicReference<Mono<Reply>> reply = new AtomicReference<>(recorded("login-bad-password"));
        SessionAuthenticator authenticator = over(asked -> reply.get());
        StepVerifier.create(authenticator.sign(CALL))
                .expectError(AuthenticationException.class)
                .verify(SOON);

        StepVerifier.create(authenticator.step())
                .expectError(AuthenticationException.class)
                .verify(SOON);
        assertThat(wire.count("login")).isEqualTo(2);
        StepVerifier.create(authenticator.sign(CALL))
                .expectError(AuthenticationException.class)
                .verify(SOON);
        assertThat(wire.count("login")).isEqualTo(2);
        reply.set(Mono.just(session("S1")));
        assertThat(authenticator.step().block(SOON)).isInstanceOf(LoggedIn.class);
        assertThat(authenticator.sign(CALL).block(SOON).query()).contains("KEY-S1");
        assertThat(wire.count("login")).isEqualTo(3);
    }

    @Test
    void whatIsNoRefusalOfWhoAsksIsNotKept() {
        List<Supplier<Mono<Reply>>> failing = List.of(
                () -> Mono.error(new java.io.IOException("reset")),
                () -> ScriptedTransport.error(503, "starting"),
                () -> ScriptedTransport.error(429, "please retry after [100] ms."),
                () -> ScriptedTransport.error(530, "internal"),
                () -> Mono.just(ScriptedTransport.json(404, "<html>")));
        AtomicInteger next = new AtomicInteger();
        SessionAuthenticator authenticator =
                over(asked -> failing.get(next.getAndIncrement()).get());

        for (int i = 1; i <= failing.size(); i++) {
            StepVerifier.create(authenticator.sign(CALL))
                    .expectErrorSatisfies(failure -> assertThat(failure)
                            .isNotInstanceOf(AuthenticationException.class)
                            .hasMessageNotContaining("without another login"))
                    .verify(SOON);
            assertThat(wire.count("login")).isEqualTo(i);
        }
    }

    @Test
    void aSessionThatEndedBeforeItsCodeWasVerifiedIsNoRefusalOfTheLogin() {
        SessionAuthenticator authenticator = over(
                asked -> recorded(asked.command().equals("login") ? "2fa-login" : "2fa-validate-nosession"),
                Mono.just("305638"));

        for (int i = 1; i <= 2; i++) {
            StepVerifier.create(authenticator.sign(CALL))
                    .expectError(AuthenticationException.class)
                    .verify(SOON);
            assertThat(wire.count("login")).isEqualTo(i);
        }
    }

    @Test
    void theLoginFollowsTheContextOfNobody() {
        SessionAuthenticator authenticator = over(asked -> Mono.deferContextual(
                context -> context.isEmpty() ? Mono.just(session("S1")) : Mono.error(new AssertionError(context))));

        StepVerifier.create(authenticator.sign(CALL).contextWrite(context -> context.put("deadline", "mine")))
                .expectNextCount(1)
                .expectComplete()
                .verify(SOON);
    }

    // Again.

    @Test
    void ofManyRefusedTheFirstLogsInAgainAndTheOthersWait() {
        AtomicInteger logins = new AtomicInteger();
        SessionAuthenticator authenticator = over(asked -> Mono.just(session("S" + logins.incrementAndGet())));
        SignedRequest old = authenticator.sign(CALL).block(SOON);

        for (int i = 0; i < 50; i++) {
            assertThat(authenticator.renew(old).block(SOON)).isTrue();
        }

        assertThat(logins).hasValue(2);
        SignedRequest anew = authenticator.sign(CALL).block(SOON);
        assertThat(anew.query()).contains("KEY-S2");
        assertThat(authenticator.renew(old).block(SOON)).isTrue();
        assertThat(logins).hasValue(2);
        assertThat(authenticator.renew(anew).block(SOON)).isTrue();
        assertThat(logins).hasValue(3);
    }

    @Test
    void nothingIsRenewedBeforeItIsSubscribedTo() {
        SessionAuthenticator authenticator = over(asked -> Mono.just(session("S1")));
        SignedRequest old = authenticator.sign(CALL).block(SOON);

        authenticator.renew(old);

        authenticator.sign(CALL).block(SOON);
        assertThat(wire.count("login")).isEqualTo(1);
    }

    // What is strange.

    @ParameterizedTest
    @ValueSource(strings = {"login-bad-domain", "login-bad-domainid", "login-bad-password", "login-no-domain"})
    void everyRecordedRefusalIsTyped(String capture) {
        SessionAuthenticator authenticator = over(asked -> recorded(capture));

        StepVerifier.create(authenticator.step())
                .expectError(AuthenticationException.class)
                .verify(SOON);
        StepVerifier.create(authenticator.sign(CALL))
                .expectError(AuthenticationException.class)
                .verify(SOON);
    }

    @Test
    void aReplyThatOpensNoSessionSaysWhatIsMissing() {
        SessionAuthenticator authenticator =
                over(asked -> ScriptedTransport.ok("{\"loginresponse\":{\"sessionkey\":\"k\"}}"));

        StepVerifier.create(authenticator.step())
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining("lacks the cookie JSESSIONID"))
                .verify(SOON);
        // Of the call that waited it is not true that its outcome is unknown.
        StepVerifier.create(authenticator.sign(CALL))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageEndingWith("Nothing but that was sent."))
                .verify(SOON);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 404, 429, 500})
    void whatIsNoAnswerOfTheApiIsThatForEachOfThoseWhoWait(int status) {
        Sinks.One<Reply> reply = Sinks.one();
        SessionAuthenticator authenticator = over(asked -> reply.asMono());
        List<Throwable> failures = new ArrayList<>();
        authenticator.sign(CALL).subscribe(signed -> {}, failures::add);
        authenticator.sign(CALL).subscribe(signed -> {}, failures::add);
        authenticator.step().subscribe(step -> {}, failures::add);
        byte[] page = "<html><p>200 200 nginx</p></html>".getBytes(StandardCharsets.UTF_8);

        reply.tryEmitValue(new ReplyHead(status, "text/html", page.length).with(page, page.length));

        assertThat(failures)
                .hasSize(3)
                .doesNotHaveDuplicates()
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                ProtocolException.class,
                                strange -> assertThat(strange.status()).isEqualTo(status))
                        .hasMessageContaining("The body begins: 200 200 nginx."));
        assertThat(failures.subList(0, 2))
                .allSatisfy(failure -> assertThat(failure).hasMessageEndingWith("nginx. Nothing but that was sent."));
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void whatAProxySaysOfAServerThatIsDownMayPassForTheCallThatWaited(int status) {
        SessionAuthenticator authenticator = over(asked -> Mono.just(ScriptedTransport.json(status, "<html>")));

        StepVerifier.create(authenticator.sign(CALL))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(TransportException.class, lost -> {
                            assertThat(lost.mayPass()).isTrue();
                            assertThat(lost.sent()).isFalse();
                        }))
                .verify(SOON);
    }

    @Test
    void aSilentLoginSaysWhoWasSilentForHowLongAndWhatToLookAt() {
        for (Throwable silence : List.of(ReadTimeoutException.INSTANCE, new TimeoutException())) {
            SessionAuthenticator authenticator = over(asked -> Mono.error(silence));

            StepVerifier.create(authenticator.sign(CALL))
                    .expectErrorSatisfies(failure -> assertThat(failure)
                            .isInstanceOfSatisfying(
                                    TransportException.class,
                                    lost -> assertThat(lost.mayPass()).isTrue())
                            .hasMessageStartingWith(
                                    "login: cloud.example:8080 gave no whole reply within 60.0 s, so nobody"
                                            + " is logged in. Check that the endpoint is the API's")
                            .hasMessageEndingWith("(replyTimeout). Nothing but that was sent."))
                    .verify(SOON);
        }
    }

    @Test
    void aUserWhoHasYetToSetUpHisSecondFactorIsToldSo() {
        byte[] body = Capture.of("2fa-login")
                .body()
                .replace("\"providerfor2fa\":\"staticpin\",", "")
                .getBytes(StandardCharsets.UTF_8);
        ReplyHead head = Capture.of("2fa-login").reply().head();
        SessionAuthenticator authenticator = over(asked -> Mono.just(head.with(body, body.length)));

        StepVerifier.create(authenticator.sign(CALL))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TwoFactorRequiredException.class)
                        .hasMessageContaining("may have to set up his second factor first"))
                .verify(SOON);
    }

    @Test
    void theSecondFactorsReplyAsRecorded() {
        SessionAuthenticator authenticator = over(asked -> switch (asked.command()) {
            case "login" -> recorded("2fa-login");
            case "validateUserTwoFactorAuthenticationCode" ->
                recorded(asked.get("codefor2fa").equals("305638") ? "2fa-validate-ok" : "2fa-validate-bad");
            default -> Mono.error(new AssertionError(asked.command()));
        });

        StepVerifier.create(((CodeNeeded) authenticator.step().block(SOON)).verify("000000"))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TwoFactorRequiredException.class)
                        .hasMessageContaining("511/4295: two-factor authentication code provided is invalid."))
                .verify(SOON);
        ((CodeNeeded) authenticator.step().block(SOON)).verify("305638").block(SOON);

        assertThat(authenticator.sign(CALL).block(SOON).query()).contains("sessionkey=SESSION-KEY");
        assertThat(wire.asked().get(1).method()).isSameAs(Method.POST);
        assertThat(wire.asked().get(1).get("sessionkey")).isEqualTo("SESSION-KEY");
    }

    @Test
    void aCodeWhoseSessionIsOverEndsTheStep() {
        SessionAuthenticator authenticator =
                over(asked -> recorded(asked.command().equals("login") ? "2fa-login" : "2fa-validate-nosession"));
        CodeNeeded step = (CodeNeeded) authenticator.step().block(SOON);

        StepVerifier.create(step.verify("305638"))
                .expectError(AuthenticationException.class)
                .verify(SOON);

        assertThat(authenticator.step().block(SOON)).isInstanceOf(CodeNeeded.class);
        assertThat(wire.count("login")).isEqualTo(2);
    }

    @Test
    void aSessionWhoseCodeDoesNotComeIsNotLeftOnTheServer() {
        for (Mono<String> codes : List.of(
                Mono.<String>empty(), Mono.<String>error(new IllegalStateException("no")), Mono.<String>never())) {
            SessionAuthenticator authenticator =
                    over(asked -> recorded(asked.command().equals("login") ? "2fa-login" : "logout"), codes);

            for (int i = 0; i < 3; i++) {
                authenticator.sign(CALL).subscribe(signed -> {}, failure -> {}).dispose();
            }
            assertThat(wire.count("login")).isEqualTo(1);
            StepVerifier.create(authenticator.close()).expectComplete().verify(SOON);

            assertThat(wire.asked()).hasSize(2);
            assertThat(wire.count("logout")).isEqualTo(1);
            assertThat(wire.asked().get(1).get("sessionkey")).isEqualTo("SESSION-KEY");
        }
    }

    // The end.

    @Test
    void aLogoutThatFailsDoesNotKeepFromClosingAndNothingIsSentAfter() {
        SessionAuthenticator authenticator = over(
                asked -> asked.command().equals("login") ? Mono.just(session("S1")) : recorded("session-after-logout"));
        authenticator.sign(CALL).block(SOON);

        StepVerifier.create(authenticator.close()).expectComplete().verify(SOON);
        StepVerifier.create(authenticator.close()).expectComplete().verify(SOON);

        StepVerifier.create(authenticator.sign(CALL))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                TransportException.class,
                                closed -> assertThat(closed.reached()).isFalse())
                        .hasMessageContaining("The client is closed"))
                .verify(SOON);
        assertThat(wire.count("logout")).isEqualTo(1);
        assertThat(wire.count("login")).isEqualTo(1);
    }

    @Test
    void aLoginThatIsUnderWayIsWaitedForAndItsSessionEnded() {
        Sinks.One<Reply> reply = Sinks.one();
        SessionAuthenticator authenticator =
                over(asked -> asked.command().equals("login") ? reply.asMono() : recorded("logout"));
        Disposable waiting = authenticator.sign(CALL).subscribe();
        AtomicBoolean isClosed = new AtomicBoolean();

        authenticator.close().subscribe(nothing -> {}, failure -> {}, () -> isClosed.set(true));
        waiting.dispose();
        assertThat(isClosed).isFalse();
        reply.tryEmitValue(session("S1"));

        assertThat(isClosed).isTrue();
        assertThat(wire.count("login")).isEqualTo(1);
        assertThat(wire.count("logout")).isEqualTo(1);
    }

    @Test
    void whoClosesTooWaitsForTheSameLogout() {
        Sinks.One<Reply> logout = Sinks.one();
        SessionAuthenticator authenticator =
                over(asked -> asked.command().equals("login") ? Mono.just(session("S1")) : logout.asMono());
        authenticator.sign(CALL).block(SOON);
        AtomicBoolean isClosed = new AtomicBoolean();

        authenticator.close().subscribe().dispose();
        authenticator.close().subscribe(nothing -> {}, failure -> {}, () -> isClosed.set(true));
        assertThat(isClosed).isFalse();
        logout.tryEmitValue(Capture.of("logout").reply());

        assertThat(isClosed).isTrue();
        assertThat(wire.count("logout")).isEqualTo(1);
    }

    @Test
    void aLogoutWithoutAnAnswerIsWaitedForThreeSeconds() {
        SessionAuthenticator authenticator = over(asked -> asked.command().equals("login")
                ? Mono.just(session("S1"))
                : Mono.<Reply>never().doOnCancel(cancelled::incrementAndGet));
        authenticator.sign(CALL).block(SOON);

        StepVerifier.withVirtualTime(authenticator::close)
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(2_900))
                .thenAwait(Duration.ofMillis(200))
                .expectComplete()
                .verify(SOON);
        assertThat(cancelled).hasValue(1);
    }
}
