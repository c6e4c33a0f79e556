package io.github.cloudstackreactive.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Sends a reply with the headers of the real server, or spoils the sending if a fault asks for it. */
final class Delivery {

    private static final List<String> POLICY =
            List.of("1", "default-src=none", "script-src=self", "connect-src=self", "img-src=self", "style-src=self");

    private static final int ON_ITS_WAY_MILLIS = 50;

    /** Up to 128 pieces of a long reply wait for a client that does not read, so of these they are 2 MB. */
    private static final int SMALL = 16_384;

    private final Clock clock;

    Delivery(Clock clock) {
        this.clock = clock;
    }

    /** What Jetty itself answers has no headers of the API. */
    Publisher<Void> plain(HttpServerResponse response, Reply reply) {
        head(response, reply);
        return body(response, reply, new Flight(new Tally(), new Tally()));
    }

    Publisher<Void> send(
            Call call, Flight flight, HttpServerResponse response, Reply reply, Faults.@Nullable Effect effect) {
        if (effect instanceof Faults.Effect.Reset) {
            flight.end();
            return reset(response);
        }
        if (effect instanceof Faults.Effect.Silence) {
            return Mono.never();
        }
        head(response, reply);
        apiHeaders(response, reply);
        if (call.method().equals("HEAD") || call.method().equals("OPTIONS")) {
            flight.end();
            return response.send();
        }
        if (effect instanceof Faults.Effect.Truncate truncate) {
            return upTo(truncate.bytes(), reply, flight, response, closing(response));
        }
        if (effect instanceof Faults.Effect.Cut cut) {
            return upTo(cut.bytes(), reply, flight, response, resetting(response));
        }
        if (effect instanceof Faults.Effect.Dribble dribble) {
            Flux<Pieces.Piece> slow = new Pieces(reply).ofSize(dribble.bytes()).delayElements(dribble.every());
            return response.send(slow.map(flight::send), piece -> true);
        }
        if (effect instanceof Faults.Effect.Pause pause) {
            Pieces pieces = new Pieces(reply);
            Flux<Pieces.Piece> later = Mono.delay(pause.pause()).thenMany(pieces.rest());
            return response.send(pieces.first(pause.bytes()).concatWith(later).map(flight::send), piece -> true);
        }
        if (effect instanceof Faults.Effect.CloseAfter) {
            Runnable close = closing(response);
            // Also on cancel: Reactor Netty cancels what follows a reply as soon as it is sent.
            return Mono.from(body(response, reply, flight)).doFinally(signal -> close.run());
        }
        return body(response, reply, flight);
    }

    private void head(HttpServerResponse response, Reply reply) {
        response.status(statusOf(reply.status()));
        if (!reply.contentType().isEmpty()) {
            response.header(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
        }
        response.header(HttpHeaderNames.DATE, Dates.header(clock.instant()));
        if (reply.length() >= 0) {
            response.header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(reply.length()));
        }
    }

    private static void apiHeaders(HttpServerResponse response, Reply reply) {
        String description = reply.description();
        if (description != null) {
            response.header("X-Description", description.replaceAll("[\\r\\n]", " "));
        }
        reply.cookies().forEach(cookie -> response.addHeader(HttpHeaderNames.SET_COOKIE, cookie));
        response.header("X-Content-Type-Options", "nosniff");
        response.header("X-XSS-Protection", "1;mode=block");
        POLICY.forEach(part -> response.addHeader("content-security-policy", part));
        if (reply.status() == 200) {
            response.header(HttpHeaderNames.VARY, "Accept-Encoding, User-Agent");
        }
    }

    /** The reason phrases are the server's, which names its own codes by their number. */
    private static HttpResponseStatus statusOf(int status) {
        return switch (status) {
            case 432, 530, 531, 532, 533, 534, 535, 536, 537 ->
                HttpResponseStatus.valueOf(status, Integer.toString(status));
            case 414 -> HttpResponseStatus.valueOf(414, "URI Too Long");
            default -> HttpResponseStatus.valueOf(status);
        };
    }

    private static Publisher<Void> body(HttpServerResponse response, Reply reply, Flight flight) {
        if (reply.length() == 0) {
            flight.end();
            return response.send();
        }
        Pieces pieces = new Pieces(reply);
        if (reply.length() < 0) {
            return response.send(pieces.ofSize(SMALL).map(flight::send));
        }
        Pieces.Piece first = pieces.next();
        return first.last()
                ? response.sendObject(flight.send(first))
                : response.send(pieces.rest().startWith(first).map(flight::send));
    }

    /** Sends the first bytes of what was promised, and then ends the connection. */
    private static Publisher<Void> upTo(
            long bytes, Reply reply, Flight flight, HttpServerResponse response, Runnable end) {
        Flux<ByteBuf> body = new Pieces(reply)
                .first(bytes)
                .map(flight::send)
                .concatWith(Mono.<ByteBuf>never().doOnSubscribe(subscribed -> {
                    flight.end();
                    end.run();
                }));
        return response.send(body, piece -> true);
    }

    private static Publisher<Void> reset(HttpServerResponse response) {
        reset(channelOf(response));
        return Mono.never();
    }

    private static void reset(Channel channel) {
        // With a linger time of 0 the kernel answers whatever comes with a reset.
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        var unused = channel.close();
    }

    private static Channel channelOf(HttpServerResponse response) {
        AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
        response.withConnection(connection -> channel.set(connection.channel()));
        return Objects.requireNonNull(channel.get());
    }

    /** Closes the connection once the system has taken what has been written so far. */
    private static Runnable closing(HttpServerResponse response) {
        Channel open = channelOf(response);
        return () -> whenTaken(open, open::close);
    }

    /** Resets the connection a little later than that, for a reset destroys what is still on its way. */
    private static Runnable resetting(HttpServerResponse response) {
        Channel open = channelOf(response);
        return () -> whenTaken(open, () -> {
            var unused = open.eventLoop().schedule(() -> reset(open), ON_ITS_WAY_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private static void whenTaken(Channel open, Runnable then) {
        // What was handed over a moment ago is written by a task that is already waiting.
        open.eventLoop().execute(() -> open.eventLoop().execute(() -> lookWhetherTaken(open, then)));
    }

    private static void lookWhetherTaken(Channel open, Runnable then) {
        ChannelOutboundBuffer waiting = open.unsafe().outboundBuffer();
        if (waiting == null || waiting.isEmpty()) {
            then.run();
        } else {
            var unused = open.eventLoop().schedule(() -> lookWhetherTaken(open, then), 1, TimeUnit.MILLISECONDS);
        }
    }
}
