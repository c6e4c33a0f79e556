package io.github.cloudstackreactive.support;

import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.transport.Sending;
import io.github.cloudstackreactive.transport.Transport;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A wire that is a pure function of the request, for tests in virtual time; it records what was sent, and when. */
public final class ScriptedTransport implements Transport {

    /** One request as the server would see it. */
    public record Asked(Method method, Map<String, String> query, long millis) {

        static Asked now(Method method, SignedRequest request) {
            Map<String, String> query = new TreeMap<>();
            for (String pair : request.query().split("&")) {
                int equals = pair.indexOf('=');
                query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
            return new Asked(method, query, Schedulers.parallel().now(TimeUnit.MILLISECONDS));
        }

        public String command() {
            return query.getOrDefault("command", "");
        }

        public String get(String name) {
            return query.getOrDefault(name, "");
        }
    }

    private final Function<Asked, Mono<Reply>> script;
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

    public ScriptedTransport(Function<Asked, Mono<Reply>> script) {
        this.script = script;
    }

    /** A reply with a JSON body. */
    public static Reply json(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new ReplyHead(status, "application/json;charset=utf-8", bytes.length).with(bytes, bytes.length);
    }

    public static Mono<Reply> ok(String body) {
        return Mono.just(json(200, body));
    }

    public static Mono<Reply> error(int status, String text) {
        return Mono.just(json(
                status,
                "{\"someresponse\":{\"uuidList\":[],\"errorcode\":" + status + ",\"cserrorcode\":9999,\"errortext\":\""
                        + text + "\"}}"));
    }

    /** What was asked until now. */
    public List<Asked> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    public long count(String command) {
        return asked().stream().filter(each -> each.command().equals(command)).count();
    }

    @Override
    public URI endpoint() {
        return URI.create("http://cloud.example:8080/client/api");
    }

    @Override
    public Mono<Reply> roundTrip(Method method, SignedRequest request, Duration patience, Sending sending) {
        return Mono.defer(() -> {
            Asked now = Asked.now(method, request);
            Mono<Reply> reply = script.apply(now);
            if (reply instanceof NeverSent) {
                return reply;
            }
            asked.add(now);
            sending.handedOver();
            return reply;
        });
    }

    /** Fails before any byte is sent. */
    public static Mono<Reply> neverSent(Throwable failure) {
        return notSentYet(Mono.error(failure));
    }

    /** Waits, or fails, before any byte is sent. */
    public static Mono<Reply> notSentYet(Mono<Reply> waiting) {
        return new NeverSent(waiting);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }

    private static final class NeverSent extends Mono<Reply> {

        private final Mono<Reply> waiting;

        NeverSent(Mono<Reply> waiting) {
            this.waiting = waiting;
        }

        @Override
        public void subscribe(reactor.core.CoreSubscriber<? super Reply> actual) {
            waiting.subscribe(actual);
        }
    }
}
