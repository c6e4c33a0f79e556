package io.github.cloudstackreactive.session;

import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.SingleCommand;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.exchange.Deadline;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * The session of a client that logs in with user name and password.
 *
 * <p>Nothing of it is needed to make calls: the first call logs in by itself. It is for a second factor, whose code somebody
 * has to give, and for a user's keys.
 */
public final class Session {

    private final SessionAuthenticator authenticator;
    private final Function<SingleCommand<JsonNode>, Mono<JsonNode>> execute;

    /**
     * @param authenticator what logs in
     * @param execute makes a call in the session
     */
    public Session(SessionAuthenticator authenticator, Function<SingleCommand<JsonNode>, Mono<JsonNode>> execute) {
        this.authenticator = authenticator;
        this.execute = execute;
    }

    /**
     * Logs in, unless a session is open as far as this client knows.
     *
     * <p>A user name or password that is refused ends in {@link io.github.cloudstackreactive.error.AuthenticationException}.
     * The server is asked each time, while calls get such a refusal for 30 s without another login: it disables a user
     * after some that it refused, 5 by default.
     * A {@link Deadline} of the context holds for who waits. A cancel stops the waiting,
     * and the login if nobody else waits for it and it has not been sent in the last 10 s.
     *
     * @return cold; {@link CodeNeeded} if the user has a second factor and the client no source of codes, else {@link
     *     LoggedIn}
     */
    public Mono<LoginStep> login() {
        return Deadline.ofEach("login", authenticator.step());
    }

    /**
     * Ends the session, here and on the server; the next call logs in again. To close the client does it too.
     *
     * @return cold; completes at once if there is no session
     */
    public Mono<Void> logout() {
        return Deadline.ofEach("logout", authenticator.logout());
    }

    /**
     * The API keys that the user has ({@code getUserKeys}, from 4.10), to sign with from then on: they need no session and no
     * second factor.
     *
     * @return cold, and empty if the user has no keys
     */
    public Mono<Credentials> userKeys() {
        return keys("getUserKeys");
    }

    /**
     * Makes new API keys for the user ({@code registerUserKeys}) and <b>revokes those that he has</b>: every program that
     * signs with them is refused from then on.
     *
     * <p>Sent once. If the reply is lost the outcome is unknown, and {@link #userKeys()} tells the keys that hold.
     *
     * @return cold: each subscription makes new ones
     */
    public Mono<Credentials> replaceUserKeys() {
        return keys("registerUserKeys")
                .switchIfEmpty(Mono.error(() -> new ProtocolException(
                        "registerUserKeys", 200, "registerUserKeys: the reply holds no keys.", true)));
    }

    private Mono<Credentials> keys(String command) {
        return Deadline.ofEach("login", authenticator.user())
                .onErrorMap(Errand::beforeTheCall)
                .flatMap(user -> {
                    String id = user.userId();
                    return id == null
                            ? Mono.error(new ProtocolException(
                                    "login",
                                    200,
                                    "login: the server told no user id, so there is nobody to ask keys for.",
                                    true))
                            : execute.apply(Command.of(command).with("id", id)).flatMap(Session::read);
                });
    }

    private static Mono<Credentials> read(JsonNode keys) {
        String apiKey = keys.path("apikey").asString("");
        String secretKey = keys.path("secretkey").asString("");
        return apiKey.isBlank() || secretKey.isBlank() ? Mono.empty() : Mono.just(Credentials.of(apiKey, secretKey));
    }

    /** Nothing of the user. */
    @Override
    public String toString() {
        return "Session[" + authenticator + "]";
    }
}
