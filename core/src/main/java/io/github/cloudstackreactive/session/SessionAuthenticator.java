package io.github.cloudstackreactive.session;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.error.TwoFactorRequiredException;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.transport.Transport;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import tools.jackson.databind.JsonNode;

/**
 * Logs in at the first request, and again when the server says that the session is over.
 *
 * <p>One login at a time: who comes while it is under way waits for it, and each gets a failure of his own. When the last
 * of them has gone it is cancelled, but not for 10 s after it was sent: calls that wait for less would each log in anew, and
 * none of them ever hear of a session, or of a refusal. A login that fails is not repeated by itself; the next call logs in
 * anew. Where the user has a second factor and there is no source of codes, calls fail without a request until {@link
 * CodeNeeded#verify}.
 *
 * <p>A login that the server refused for its user name or password is kept for 30 s, in which calls end in that refusal
 * without a request; only {@link Session#login()} asks the server each time. For the server counts what it refuses,
 * whenever it was, and disables the user at the fifth ({@code incorrect.login.attempts.allowed}, 5 by default;
 * AccountManagerImpl.updateLoginAttemptsWhenIncorrectLoginAttemptsEnabled, read and not tried).
 */
public final class SessionAuthenticator implements Authenticator {

    /** How long closing waits for the server to end the session, which ends by itself when nothing is asked in it. */
    private static final Duration LONGEST_LOGOUT = Duration.ofSeconds(3);

    private static final Duration REFUSAL_KEPT = Duration.ofSeconds(30);

    /** How long a login goes on for nobody; not as long as its reply may take, since its connection may be dead. */
    private static final Duration GOES_ON = Duration.ofSeconds(10);

    private final Errand errand;
    private final UntypedCommand<JsonNode> login;
    private final Mono<OpenSession> loggedIn;
    private final Mono<OpenSession> current;
    private final Mono<Void> end;
    private volatile @Nullable OpenSession last;
    private volatile @Nullable Refusal refusal;
    private volatile boolean closed;

    private SessionAuthenticator(
            Login login,
            @Nullable Mono<String> codes,
            Transport transport,
            Duration patience,
            Clock clock,
            ReplyForm form) {
        this.errand = new Errand(transport, patience, clock, form, this::forEachSecret);
        this.login = login.command();
        // What is shared follows the context of nobody, and so the deadline of nobody.
        this.loggedIn = Mono.defer(this::logIn)
                .doOnNext(open -> last = open)
                .contextWrite(callers -> Context.empty())
                .cacheInvalidateIf(OpenSession::isOver);
        this.current = codes == null
                ? loggedIn
                : Mono.defer(() -> verified(codes, last))
                        .contextWrite(callers -> Context.empty())
                        .cacheInvalidateIf(OpenSession::isOver);
        // Once: whoever closes too must not take away the connection over which another is logging out.
        this.end = Mono.defer(this::endForGood).cache();
    }

    /**
     * Logs in over this transport.
     *
     * @param codes subscribed to each time the server wants a code of the user's second factor; null if there is none
     * @param patience how long the reply to a login may take
     * @param form how the server writes strings
     */
    public static SessionAuthenticator of(
            Login login,
            @Nullable Mono<String> codes,
            Transport transport,
            Duration patience,
            Clock clock,
            ReplyForm form) {
        return new SessionAuthenticator(login, codes, transport, patience, clock, form);
    }

    @Override
    public Mono<SignedRequest> sign(Parameters parameters) {
        OpenSession open = last;
        if (open != null && open.isOpen() && !closed) {
            return Mono.fromSupplier(() -> open.signed(parameters));
        }
        return opened().map(session -> session.signed(parameters)).onErrorMap(Errand::beforeTheCall);
    }

    /** Logs in again, unless that has been done since the request was made. */
    @Override
    public Mono<Boolean> renew(SignedRequest refused) {
        return Mono.defer(() -> {
                    OpenSession open = last;
                    if (open != null && open.made(refused)) {
                        open.end();
                    }
                    return opened().thenReturn(true);
                })
                .onErrorMap(Errand::beforeTheCall);
    }

    /** The key and the cookies of the session. */
    @Override
    public void forEachSecret(Consumer<String> secret) {
        OpenSession open = last;
        if (open != null) {
            open.forEachSecret(secret);
        }
    }

    /** Ends the session on the server, if one is open, as far as that takes a few seconds; never fails. */
    @Override
    public Mono<Void> close() {
        return end;
    }

    private Mono<Void> endForGood() {
        closed = true;
        // A login that is under way would leave a session that nobody ends; another one does not begin.
        return loggedIn.then()
                .onErrorComplete()
                .then(logout())
                .timeout(LONGEST_LOGOUT)
                .onErrorComplete();
    }

    /** The step that the login is at; logs in if there is no session, also when that has just been refused. */
    Mono<LoginStep> step() {
        return session()
                .doFirst(() -> refusal = null)
                .<LoginStep>map(open -> open.needsCode() ? new CodeNeeded(this, open) : open.user())
                .onErrorMap(CloudStackException.class, CloudStackException::again);
    }

    /** The user whose session is open; logs in if there is none. */
    Mono<LoggedIn> user() {
        return opened().map(OpenSession::user);
    }

    Mono<Void> logout() {
        return Mono.defer(() -> {
            OpenSession open = last;
            if (open == null || !open.end()) {
                return Mono.empty();
            }
            return inSession(open, Command.of("logout").safe(true))
                    // It was over already.
                    .onErrorComplete(refusal ->
                            refusal instanceof AuthenticationException || refusal instanceof InvalidParameterException);
        });
    }

    /** Sends the code of a login that needs one. */
    Mono<LoggedIn> verify(OpenSession session, String code) {
        return Mono.defer(() -> {
            if (session.isOver()) {
                return Mono.error(SecondFactor.stepIsOver());
            }
            if (session.isOpen()) {
                return Mono.just(session.user());
            }
            return inSession(session, SecondFactor.verifying(code))
                    .onErrorMap(ApiException.class, refusal -> refused(session, refusal))
                    .then(Mono.defer(() ->
                            session.verified() ? Mono.just(session.user()) : Mono.error(SecondFactor.stepIsOver())));
        });
    }

    private static ApiException refused(OpenSession session, ApiException refusal) {
        if (refusal instanceof TwoFactorRequiredException || refusal instanceof AuthenticationException) {
            session.end();
        }
        return SecondFactor.refused(refusal);
    }

    private Mono<OpenSession> opened() {
        return session()
                .flatMap(open ->
                        open.needsCode() ? Mono.error(SecondFactor.codeNeeded(open.provider())) : Mono.just(open));
    }

    private Mono<OpenSession> session() {
        return Mono.defer(() -> closed ? Mono.error(isClosed()) : current);
    }

    private static TransportException isClosed() {
        return TransportException.unreached(null, "The client is closed: it sends nothing more.", false, null);
    }

    private Mono<OpenSession> logIn() {
        if (closed) {
            return Mono.error(isClosed());
        }
        // Here, where one comes at a time: whoever looked before may have missed the refusal.
        Refusal kept = refusal;
        if (kept != null && kept.holds()) {
            return Mono.error(kept.failure());
        }
        AtomicBoolean givenUp = new AtomicBoolean();
        return errand.run(
                        login,
                        Method.POST,
                        asked -> Authenticator.none().sign(asked),
                        (answer, reply) -> OpenSession.of(answer, reply.head()),
                        () -> waitUnless(givenUp))
                .doOnCancel(() -> givenUp.set(true))
                .doOnError(AuthenticationException.class, refused -> refusal = Refusal.of(refused));
    }

    private void waitUnless(AtomicBoolean givenUp) {
        // To wait for one that was given up just before it was sent would begin another.
        if (!givenUp.get()) {
            loggedIn.take(GOES_ON).subscribe(open -> {}, failure -> {});
        }
    }

    /**
     * The session, its code verified.
     *
     * @param kept one that may have waited for its code for long: where the server has forgotten it, another is opened
     */
    private Mono<OpenSession> verified(Mono<String> codes, @Nullable OpenSession kept) {
        return loggedIn.flatMap(open -> open.needsCode()
                ? withCode(open, codes)
                        .onErrorResume(
                                failure -> failure instanceof AuthenticationException && open == kept && open.isOver(),
                                forgotten -> verified(codes, null))
                : Mono.just(open));
    }

    private Mono<OpenSession> withCode(OpenSession open, Mono<String> source) {
        return source.onErrorMap(SecondFactor::sourceFailed)
                .switchIfEmpty(Mono.error(() -> SecondFactor.codeNeeded(open.provider())))
                .flatMap(code -> verify(open, code))
                .thenReturn(open);
    }

    private Mono<Void> inSession(OpenSession open, UntypedCommand<JsonNode> command) {
        return errand.run(
                        command,
                        Method.POST,
                        asked -> Mono.fromSupplier(() -> open.signed(asked)),
                        (answer, reply) -> true)
                .then();
    }

    /** A login that was refused for who asked. */
    private record Refusal(AuthenticationException failure, long at) {

        static Refusal of(AuthenticationException failure) {
            failure.initHint("Calls get this refusal for " + REFUSAL_KEPT.toSeconds()
                    + " s without another login, since a server disables a user after some that it refused (5 by default)."
                    + " Mend the login, then build a new client or call session().login().");
            return new Refusal(failure, now());
        }

        boolean holds() {
            return now() - at < REFUSAL_KEPT.toNanos();
        }

        private static long now() {
            return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
        }
    }

    /** Whether a session is open; nothing of the user. */
    @Override
    public String toString() {
        OpenSession open = last;
        return "SessionAuthenticator[" + (open != null && open.isOpen() ? "in session" : "no session") + "]";
    }
}
