package io.github.cloudstackreactive.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Takes one HTTP request and sees to its reply: what Jetty does before the servlet, then the {@link Desk}, with the
 * latencies and faults that were asked for.
 */
final class Front {

    /** Jetty's limit of a request's head; a URL above it never reaches the servlet (long-get-8100.txt). */
    private static final int LONGEST_URL = 8192;

    private static final int LARGEST_FORM = 1_048_576;

    private final Settings settings;
    private final Desk desk;
    private final Faults faults;
    private final RequestLog log;
    private final Scheduler searches;
    private final Delivery delivery;
    private final SplittableRandom random;

    Front(Settings settings, Desk desk, Faults faults, RequestLog log, Scheduler searches) {
        this.settings = settings;
        this.desk = desk;
        this.faults = faults;
        this.log = log;
        this.searches = searches;
        this.delivery = new Delivery(settings.clock);
        this.random = new SplittableRandom(settings.seed);
    }

    /**
     * Reads a request to its end before anything is answered, also a GET.
     *
     * <p>A reply that overtakes the end of its request now and then leaves the connection unread for ever (seen with
     * Reactor Netty 1.3.6: the next request on it was only read when the client gave up).
     */
    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .collect(ByteArrayOutputStream::new, Front::append)
                .flatMap(body -> Mono.from(respond(request, body, response)));
    }

    private Publisher<Void> respond(
            HttpServerRequest request, ByteArrayOutputStream body, HttpServerResponse response) {
        String uri = request.uri();
        if (uri.length() > LONGEST_URL) {
            response.header(HttpHeaderNames.CONNECTION, "close");
            return delivery.plain(response, Reply.badMessage(414, "URI Too Long"));
        }
        int mark = uri.indexOf('?');
        String path = mark < 0 ? uri : uri.substring(0, mark);
        if (!path.equals("/client/api") && !path.equals("/client/api/")) {
            return delivery.plain(response, Reply.htmlError(404, "Not Found"));
        }
        String query = mark < 0 ? "" : uri.substring(mark + 1);
        String method = request.method().name();
        return switch (method) {
            case "GET", "HEAD", "OPTIONS" ->
                exchange(new Call(method, Parameters.parse(query, "", false), cookies(request)), response);
            case "POST" ->
                body.size() > LARGEST_FORM
                        ? delivery.plain(response, Reply.htmlError(404, "Not Found"))
                        : exchange(
                                new Call(method, Parameters.parse(query, form(request, body), true), cookies(request)),
                                response);
            default -> delivery.plain(response, Reply.of(405, "text/plain", ""));
        };
    }

    private static Map<String, String> cookies(HttpServerRequest request) {
        String header = request.requestHeaders().get(HttpHeaderNames.COOKIE);
        if (header == null) {
            return Map.of();
        }
        Map<String, String> cookies = new HashMap<>();
        for (String pair : header.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                cookies.put(pair.substring(0, equals).strip(), pair.substring(equals + 1));
            }
        }
        return cookies;
    }

    /** The form; another content type is not read (behaviour (b)). */
    private static String form(HttpServerRequest request, ByteArrayOutputStream body) {
        String type = request.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE, "");
        return type.startsWith("application/x-www-form-urlencoded") ? body.toString(StandardCharsets.UTF_8) : "";
    }

    /** Keeps one byte more than a form may have, to know that it is too long, and lets the rest go. */
    private static void append(ByteArrayOutputStream form, ByteBuf part) {
        int more = Math.min(part.readableBytes(), LARGEST_FORM + 1 - form.size());
        if (more > 0) {
            byte[] bytes = new byte[more];
            part.getBytes(part.readerIndex(), bytes);
            form.write(bytes, 0, more);
        }
    }

    private Publisher<Void> exchange(Call call, HttpServerResponse response) {
        Flight flight = log.begin(call);
        // Whatever becomes of the call, also if the client leaves before it is answered.
        response.withConnection(
                connection -> connection.onTerminate().subscribe(null, lost -> flight.end(), flight::end));
        Faults.Plan plan = faults.planFor(call, flight);
        Mono<Reply> reply = replyTo(call, plan);
        Duration wait = plan.latency()
                .plus(settings.latency)
                .plus(settings.latencyPerOtherCall.multipliedBy(flight.atOnce() - 1))
                .plus(jitter());
        if (!wait.isZero()) {
            // The command is carried out at once and only its reply is late: a client that gives up undoes nothing.
            reply = reply.delayElement(wait);
        }
        return reply.flatMap(made -> {
            log.answered(call, statusSeen(made, plan.effect()));
            return Mono.from(delivery.send(call, flight, response, made, plan.effect()));
        });
    }

    private Mono<Reply> replyTo(Call call, Faults.Plan plan) {
        Mono<Reply> reply = Mono.fromCallable(() -> {
            for (Runnable each : plan.first()) {
                try {
                    each.run();
                } catch (RuntimeException | AssertionError e) {
                    return Envelope.refusal(call, Refusal.onRequest(530, "What was to be done first failed: " + e));
                }
            }
            return answer(call, plan.effect());
        });
        return call.searches() ? reply.subscribeOn(searches) : reply;
    }

    private Reply answer(Call call, Faults.@Nullable Effect effect) {
        if (effect instanceof Faults.Effect.Instead instead) {
            return instead(call, instead);
        }
        boolean unexecuted = (effect instanceof Faults.Effect.Reset reset && !reset.afterExecution())
                || (effect instanceof Faults.Effect.Silence silence && !silence.afterExecution());
        if (unexecuted) {
            return Reply.of(0, "", "");
        }
        return desk.answer(call);
    }

    private static Reply instead(Call call, Faults.Effect.Instead instead) {
        String type = instead.contentType();
        return type == null
                ? Envelope.refusal(call, Refusal.onRequest(instead.status(), instead.text()))
                : Reply.of(instead.status(), type, instead.text());
    }

    private static int statusSeen(Reply reply, Faults.@Nullable Effect effect) {
        boolean unseen = effect instanceof Faults.Effect.Reset || effect instanceof Faults.Effect.Silence;
        return unseen ? 0 : reply.status();
    }

    private Duration jitter() {
        if (settings.jitter.isZero()) {
            return Duration.ZERO;
        }
        synchronized (random) {
            return Duration.ofNanos(random.nextLong(settings.jitter.toNanos()));
        }
    }
}
