package io.github.cloudstackreactive.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.Deadline;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.support.Capture;
import io.github.cloudstackreactive.support.ScriptedTransport;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;

/** The deadline of who asks for something of a session, which is not that of the login others wait for. */
@Timeout(30)
class SessionDeadlineTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger executed = new AtomicInteger();
    private ScriptedTransport wire;

    private Session over(Function<ScriptedTransport.Asked, Mono<Reply>> script) {
        wire = new ScriptedTransport(script);
        SessionAuthenticator authenticator = SessionAuthenticator.of(
                Login.of("acme-user", "CANARY"), null, wire, Duration.ofSeconds(60), Clock.systemUTC(), ReplyForm.JSON);
        return new Session(authenticator, command -> Mono.<JsonNode>fromRunnable(executed::incrementAndGet));
    }

    private Mono<Reply> silence() {
        return Mono.<Reply>never().doOnCancel(cancelled::incrementAndGet);
    }

    private static Mono<Reply> recorded(String capture) {
        return Mono.just(Capture.of(capture).reply());
    }

    /** Each of the calls that may send something. */
    private static Mono<?> call(Session session, String name) {
        return Map.<String, Mono<?>>of(
                        "login", session.login(),
                        "logout", session.logout(),
                        "userKeys", session.userKeys(),
                        "replaceUserKeys", session.replaceUserKeys())
                .get(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "userKeys", "replaceUserKeys"})
    void aSilentLoginIsWaitedForNoLongerThanThat(String call) {
        Session session = over(asked -> silence());

        StepVerifier.withVirtualTime(() -> call(session, call).contextWrite(Deadline.in(SECOND)))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(900))
                .thenAwait(Duration.ofMillis(200))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(TransportException.class)
                        .hasMessageStartingWith("login: its deadline of 1.0 s passed before a reply came."))
                .verify(SOON);

        assertThat(wire.count("login")).isEqualTo(1);
        assertThat(executed).hasValue(0);
    }

    /** Its connection may be dead. */
    @Test
    void aSilentLoginThatNobodyWaitsForIsGivenUpTenSecondsAfterItWasSent() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        try {
            Session session = over(asked -> silence());
            session.login().contextWrite(Deadline.in(SECOND)).subscribe(step -> {}, late -> {});
            time.advanceTimeBy(Duration.ofMillis(9_900));
            assertThat(cancelled).hasValue(0);
            time.advanceTimeBy(Duration.ofMillis(200));
            assertThat(cancelled).hasValue(1);

            session.login().contextWrite(Deadline.in(SECOND)).subscribe(step -> {}, late -> {});
            assertThat(wire.count("login")).isEqualTo(2);
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    @Test
    void ofTheCallThatWaitedForTheLoginItIsKnownThatItWasNotSent() {
        Session session = over(asked -> silence());

        StepVerifier.withVirtualTime(() -> session.replaceUserKeys().contextWrite(Deadline.in(SECOND)))
                .thenAwait(SECOND)
                .expectErrorSatisfies(failure ->
                        assertThat(((TransportException) failure).sent()).isFalse())
                .verify(SOON);
    }

    @Test
    void neitherIsASilentLogoutNorASilentAnswerToACode() {
        Session session = over(asked -> asked.command().equals("login") ? recorded("2fa-login") : silence());
        CodeNeeded step = (CodeNeeded) session.login().block(SOON);

        for (Mono<?> call : List.of(step.verify("1"), session.logout())) {
            StepVerifier.withVirtualTime(() -> call.contextWrite(Deadline.in(SECOND)))
                    .expectSubscription()
                    .expectNoEvent(Duration.ofMillis(900))
                    .thenAwait(Duration.ofMillis(200))
                    .expectErrorSatisfies(failure -> assertThat(failure)
                            .isInstanceOf(TransportException.class)
                            .hasMessageContaining("its deadline of 1.0 s passed"))
                    .verify(SOON);
        }

        assertThat(cancelled).hasValue(2);
    }

    @Test
    void theOneWithoutADeadlineGetsTheLoginThatTheOtherDidNotWaitFor() {
        List<Throwable> failures = new ArrayList<>();

        StepVerifier.withVirtualTime(() -> {
                    Session session =
                            over(asked -> recorded("login-domain-noslash").delayElement(SECOND.multipliedBy(5)));
                    session.login().contextWrite(Deadline.in(SECOND)).subscribe(step -> {}, failures::add);
                    return session.login();
                })
                .thenAwait(SECOND.multipliedBy(5))
                .assertNext(step -> assertThat(step).isInstanceOf(LoggedIn.class))
                .expectComplete()
                .verify(SOON);

        assertThat(failures).hasSize(1);
        assertThat(wire.count("login")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "logout", "userKeys", "replaceUserKeys"})
    void whoseDeadlineHasPassedAsksForNothing(String call) {
        Session session = over(asked -> recorded("login-domain-noslash"));
        boolean needsASession = call.equals("logout");
        if (needsASession) {
            session.login().block(SOON);
        }

        StepVerifier.withVirtualTime(() ->
                        Mono.delay(SECOND).then(call(session, call)).contextWrite(Deadline.in(Duration.ofMillis(500))))
                .thenAwait(SECOND)
                .expectErrorSatisfies(failure -> assertThat(failure).hasMessageContaining("before it was sent"))
                .verify(SOON);

        assertThat(wire.asked()).hasSize(needsASession ? 1 : 0);
        assertThat(executed).hasValue(0);
    }

    /** Each would count at the server as one more that it refused, and the fifth disables the user. */
    @Test
    void callsThatDoNotWaitForTheRefusalOfALoginMakeNoOther() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        try {
            Session session = over(asked -> recorded("login-bad-password").delayElement(Duration.ofMillis(2_500)));
            List<Throwable> failures = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                session.userKeys().contextWrite(Deadline.in(SECOND)).subscribe(keys -> {}, failures::add);
                time.advanceTimeBy(SECOND);
            }

            assertThat(failures).hasSize(10);
            assertThat(failures.subList(0, 2)).hasOnlyElementsOfType(TransportException.class);
            assertThat(failures.subList(2, 10)).hasOnlyElementsOfType(AuthenticationException.class);
            assertThat(wire.count("login")).isEqualTo(1);
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    @Test
    void aLoginThatTakesLongerThanAnyCallWaitsIsThereForTheNext() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        try {
            Session session =
                    over(asked -> recorded(asked.command().equals("login") ? "login-domain-noslash" : "logout")
                            .delayElement(Duration.ofMillis(2_500)));
            List<Throwable> failures = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                session.userKeys().contextWrite(Deadline.in(SECOND)).subscribe(keys -> {}, failures::add);
                time.advanceTimeBy(SECOND);
            }

            assertThat(failures).hasSize(2);
            assertThat(executed).hasValue(8);
            assertThat(wire.count("login")).isEqualTo(1);
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    @Test
    void theSessionOfALoginThatNobodyWaitedForIsEnded() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        try {
            Session session = over(asked -> asked.command().equals("login")
                    ? recorded("login-domain-noslash").delayElement(Duration.ofMillis(2_500))
                    : recorded("logout"));
            session.login().contextWrite(Deadline.in(SECOND)).subscribe(step -> {}, late -> {});
            time.advanceTimeBy(SECOND.multipliedBy(3));

            session.logout().subscribe();

            assertThat(wire.count("logout")).isEqualTo(1);
        } finally {
            VirtualTimeScheduler.reset();
        }
    }
}
