package io.github.cloudstackreactive.transport;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A server that counts its connections and requests, and answers each alike. */
final class Listening implements AutoCloseable {

    private static final String ANSWER = "{\"r\":{\"id\":\"1\"}}";

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger everOpened = new AtomicInteger();
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private final boolean tls;
    private final DisposableServer server;

    private Listening(
            @Nullable SslContext tls,
            HttpServer configured,
            BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> answer) {
        this.tls = tls != null;
        HttpServer listening = configured
                .host("127.0.0.1")
                .port(0)
                .doOnChannelInit((observer, channel, remote) -> {
                    everOpened.incrementAndGet();
                    open.add(channel);
                    channel.closeFuture().addListener(closed -> open.remove(channel));
                })
                .handle((request, response) -> {
                    requests.incrementAndGet();
                    return answer.apply(request, response);
                });
        this.server = (tls == null ? listening : listening.secure(spec -> spec.sslContext(tls)))
                .bindNow(Duration.ofSeconds(10));
    }

    static Listening plain() {
        return new Listening(null, HttpServer.create(), Listening::answer);
    }

    static Listening plain(BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> answer) {
        return new Listening(null, HttpServer.create(), answer);
    }

    static Listening plain(HttpServer configured) {
        return new Listening(null, configured, Listening::answer);
    }

    static Listening tls(SslContext tls) {
        return new Listening(tls, HttpServer.create(), Listening::answer);
    }

    static Listening tls(SslContext tls, BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> answer) {
        return new Listening(tls, HttpServer.create(), answer);
    }

    static Listening tls(SslContext tls, HttpServer configured) {
        return new Listening(tls, configured, Listening::answer);
    }

    private static Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return response.header("Content-Type", "application/json").sendString(Mono.just(ANSWER));
    }

    String endpoint() {
        return endpoint("127.0.0.1");
    }

    String endpoint(String host) {
        return (tls ? "https://" : "http://") + host + ":" + port() + "/client/api";
    }

    int port() {
        return server.port();
    }

    int requests() {
        return requests.get();
    }

    int open() {
        return open.size();
    }

    int everOpened() {
        return everOpened.get();
    }

    /** Ends all connections. */
    void hangUp() {
        open.forEach(Channel::close);
    }

    @Override
    public void close() {
        hangUp();
        server.disposeNow(Duration.ofSeconds(10));
    }
}
