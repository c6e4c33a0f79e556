package io.github.cloudstackreactive.benchmarks.race;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** How much of a page a slow server has written when the client gives its first row. */
final class FirstRow {

    private static final int PIECE = 16 * 1024;
    private static final Duration BETWEEN_PIECES = Duration.ofMillis(5);
    private static final int WARM_UP = 3;
    // Less than a full page, so that no other is asked for.
    private static final int ROWS = Contestant.PAGE_SIZE - 1;

    private final MachinePage page = new MachinePage(new MachineRows(), 0, ROWS, ROWS);
    private final AtomicLong written = new AtomicLong();

    /** The median part of the page, of nine. */
    static double fraction() {
        return new FirstRow().measured();
    }

    private double measured() {
        DisposableServer server =
                HttpServer.create().host("127.0.0.1").port(0).handle(this::drip).bindNow();
        try (Ours ours = new Ours(URI.create("http://127.0.0.1:" + server.port() + "/drip"), 0)) {
            for (int i = 0; i < WARM_UP; i++) {
                once(ours);
            }
            double[] fractions = new double[Rounds.COUNT];
            for (int i = 0; i < fractions.length; i++) {
                fractions[i] = once(ours);
            }
            Arrays.sort(fractions);
            return fractions[fractions.length / 2];
        } finally {
            server.disposeNow();
        }
    }

    private double once(Ours ours) {
        RowCheck rows = new RowCheck(ROWS, Duration.ofMinutes(1));
        AtomicLong atFirst = new AtomicLong(-1);
        ours.machines()
                .doOnNext(machine -> {
                    atFirst.compareAndSet(-1, written.get());
                    rows.accept(machine.id());
                })
                .blockLast();
        rows.end();
        return atFirst.get() / (double) page.length();
    }

    private Publisher<Void> drip(HttpServerRequest request, HttpServerResponse response) {
        ByteBuf whole = page.whole(response.alloc());
        written.set(0);
        int pieces = (whole.readableBytes() + PIECE - 1) / PIECE;
        return response.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(page.length()))
                .send(
                        Flux.range(0, pieces)
                                .delayElements(BETWEEN_PIECES)
                                .map(number -> whole.readRetainedSlice(Math.min(PIECE, whole.readableBytes())))
                                .doOnNext(piece -> written.addAndGet(piece.readableBytes()))
                                .doFinally(end -> whole.release()),
                        piece -> true);
    }
}
