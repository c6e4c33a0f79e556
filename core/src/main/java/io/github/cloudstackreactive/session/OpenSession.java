package io.github.cloudstackreactive.session;

import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.reply.ReplyHead;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One session on the server, from its login until somebody learns that it is over.
 *
 * <p>By default a server wants the session's cookie, the session key as a cookie, and the same as a parameter; it destroys
 * the session of a request that lacks either of the keys (tried). The cookies are sent as the login set them, those of a
 * load balancer among them, and none that comes later is kept.
 */
final class OpenSession {

    private static final String COOKIE = "Cookie";
    private static final String KEY = "sessionkey";
    private static final String ID = "JSESSIONID";

    private enum State {
        CODE_NEEDED,
        OPEN,
        OVER
    }

    private final LoggedIn user;
    private final @Nullable String provider;
    private final String key;
    private final Map<String, String> cookies;
    private final Map<String, String> headers;
    private final AtomicReference<State> state;

    private OpenSession(
            LoggedIn user, @Nullable String provider, String key, Map<String, String> cookies, State state) {
        this.user = user;
        this.provider = provider;
        this.key = key;
        this.cookies = cookies;
        this.headers = Map.of(
                COOKIE,
                cookies.entrySet().stream()
                        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                        .collect(Collectors.joining("; ")));
        this.state = new AtomicReference<>(state);
    }

    /**
     * The session that a reply to login opens.
     *
     * @throws ProtocolException if it sets no session cookie or tells no key
     */
    static OpenSession of(JsonNode login, ReplyHead head) {
        Map<String, String> cookies = new LinkedHashMap<>();
        for (String cookie : head.cookies()) {
            String pair = cookie.split(";", 2)[0].strip();
            int equals = pair.indexOf('=');
            if (equals > 0 && equals < pair.length() - 1) {
                cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        String key = login.path(KEY).asString("");
        if (key.isEmpty() || !cookies.containsKey(ID)) {
            throw new ProtocolException(
                    "login",
                    head.status(),
                    "login: the server opened no session: its reply lacks "
                            + (key.isEmpty() ? "the session key" : "the cookie " + ID)
                            + ". Does a proxy take it off, or does something else answer?",
                    false);
        }
        cookies.putIfAbsent(KEY, key);
        // Strings, not booleans (tried); a server without second factors says neither.
        boolean codeNeeded = login.path("is2faenabled").asString("false").equals("true")
                && !login.path("is2faverified").asString("true").equals("true");
        return new OpenSession(
                user(login), text(login, "providerfor2fa"), key, cookies, codeNeeded ? State.CODE_NEEDED : State.OPEN);
    }

    private static LoggedIn user(JsonNode login) {
        long seconds = login.path("timeout").asLong(0);
        return new LoggedIn(
                text(login, "userid"),
                text(login, "username"),
                text(login, "account"),
                text(login, "domainid"),
                seconds > 0 ? Duration.ofSeconds(seconds) : null);
    }

    private static @Nullable String text(JsonNode login, String field) {
        String text = login.path(field).asString("");
        return text.isEmpty() ? null : text;
    }

    LoggedIn user() {
        return user;
    }

    @Nullable
    String provider() {
        return provider;
    }

    /** These parameters as a request in this session. */
    SignedRequest signed(Parameters parameters) {
        return SignedRequest.unsigned(parameters.withSensitive(KEY, key), headers);
    }

    void forEachSecret(Consumer<String> secret) {
        secret.accept(key);
        cookies.values().forEach(secret);
    }

    /** Whether the request was made in this session. */
    boolean made(SignedRequest request) {
        return headers.equals(request.headers());
    }

    boolean isOpen() {
        return state.get() == State.OPEN;
    }

    boolean needsCode() {
        return state.get() == State.CODE_NEEDED;
    }

    boolean isOver() {
        return state.get() == State.OVER;
    }

    /** The code was accepted: whether the session is open now. */
    boolean verified() {
        state.compareAndSet(State.CODE_NEEDED, State.OPEN);
        return isOpen();
    }

    /** Nothing more is to be asked in it; whether that is news. */
    boolean end() {
        return state.getAndSet(State.OVER) != State.OVER;
    }

    /** How it stands; nothing of its key. */
    @Override
    public String toString() {
        return "OpenSession[" + state + "]";
    }
}
