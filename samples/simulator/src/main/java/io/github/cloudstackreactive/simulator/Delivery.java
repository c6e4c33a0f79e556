package io.github.cloudstackreactive.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
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

    private final Clock clock;

    Delivery(Clock clock) {
        this.clock = clock;
    }

    /** What Jetty itself answers has no headers of the API. */
    Publisher<Void> plain(HttpServerResponse response, Reply reply) {
        head(response, reply);
        return body(response, reply);
    }

    Publisher<Void> send(Call call, HttpServerResponse response, Reply reply, Faults.@Nullable Effect effect) {
        if (effect instanceof Faults.Effect.Reset) {
            return reset(response);
        }
        if (effect instanceof Faults.Effect.Silence) {
            return Mono.never();
        }
        head(response, reply);
        apiHeaders(response, reply);
        if (call.method().equals("HEAD") || call.method().equals("OPTIONS")) {
            return response.send();
        }
        if (effect instanceof Faults.Effect.Truncate truncate) {
            return truncated(response, reply, truncate.bytes());
        }
        if (effect instanceof Faults.Effect.Dribble dribble) {
            return response.send(
                    Flux.fromIterable(pieces(reply, dribble.bytes()))
                            .delayElements(dribble.every())
                            .map(Unpooled::wrappedBuffer),
                    piece -> true);
        }
        if (effect instanceof Faults.Effect.CloseAfter) {
            Runnable close = closing(response);
            // Also on cancel: Reactor Netty cancels what follows a reply as soon as it is sent.
            return Mono.from(body(response, reply)).doFinally(signal -> close.run());
        }
        return body(response, reply);
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

    private static Publisher<Void> body(HttpServerResponse response, Reply reply) {
        if (reply.length() == 0) {
            return response.send();
        }
        Iterator<byte[]> chunks = reply.body();
        byte[] first = chunks.next();
        if (!chunks.hasNext()) {
            return response.sendObject(Unpooled.wrappedBuffer(first));
        }
        Flux<ByteBuf> rest = Flux.<ByteBuf>generate(sink -> {
            if (chunks.hasNext()) {
                sink.next(Unpooled.wrappedBuffer(chunks.next()));
            } else {
                sink.complete();
            }
        });
        return response.send(rest.startWith(Unpooled.wrappedBuffer(first)));
    }

    private static Publisher<Void> truncated(HttpServerResponse response, Reply reply, int bytes) {
        byte[] whole = whole(reply);
        byte[] part = Arrays.copyOf(whole, Math.min(bytes, whole.length));
        Runnable close = closing(response);
        Flux<ByteBuf> body = Flux.just(Unpooled.wrappedBuffer(part))
                .concatWith(Mono.<ByteBuf>never().doOnSubscribe(subscribed -> close.run()));
        return response.send(body, piece -> true);
    }

    private static Publisher<Void> reset(HttpServerResponse response) {
        response.withConnection(connection -> {
            Channel channel = connection.channel();
            // With a linger time of 0 the kernel answers whatever comes with a reset.
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            var unused = channel.close();
        });
        return Mono.never();
    }

    /** Closes the connection a little later, after what has been written so far. */
    private static Runnable closing(HttpServerResponse response) {
        AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
        response.withConnection(connection -> channel.set(connection.channel()));
        Channel open = Objects.requireNonNull(channel.get());
        return () -> open.eventLoop()
                .execute(() -> open.eventLoop().execute(() -> {
                    var unused = open.close();
                }));
    }

    private static List<byte[]> pieces(Reply reply, int size) {
        byte[] whole = whole(reply);
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < whole.length; at += size) {
            pieces.add(Arrays.copyOfRange(whole, at, Math.min(whole.length, at + size)));
        }
        return pieces;
    }

    private static byte[] whole(Reply reply) {
        RowBuffer all = new RowBuffer();
        reply.body().forEachRemaining(all::raw);
        return all.copy();
    }
}
