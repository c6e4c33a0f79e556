package io.github.cloudstackreactive.limit;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A server that answers so many requests a second, one after the other, however many it is asked. */
final class PacedServer implements AutoCloseable {

    private final DisposableServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private long pace;
    private long next = System.nanoTime();

    PacedServer(int perSecond) {
        this.pace = Duration.ofSeconds(1).toNanos() / perSecond;
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .handle((request, response) -> request.receive()
                        .then(Mono.defer(() -> Mono.delay(turn())))
                        .then(Mono.from(response.header("Content-Type", "application/json;charset=utf-8")
                                .sendString(Mono.just("{\"r\":{\"t\":{\"now\":\"noon\"}}}")))))
                .bindNow();
    }

    private synchronized Duration turn() {
        asked.incrementAndGet();
        long now = System.nanoTime();
        next = Math.max(now, next) + pace;
        return Duration.ofNanos(next - now);
    }

    synchronized void heal() {
        pace = 0;
        next = System.nanoTime();
    }

    int asked() {
        return asked.get();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.port() + "/client/api");
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(5));
    }
}
