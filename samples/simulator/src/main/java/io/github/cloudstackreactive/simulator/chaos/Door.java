package io.github.cloudstackreactive.simulator.chaos;

import java.time.Duration;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.util.retry.Retry;

/** The port of a proxy, which may be shut for a while: then connections are refused, and those there are stay. */
final class Door {

    // Somebody may have been given the port meanwhile, for a connection of his own that will end.
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final IntFunction<Mono<? extends DisposableServer>> listening;
    private final int port;
    private @Nullable DisposableServer open;
    private @Nullable Disposable opening;
    private boolean closed;

    /** Opens it, and blocks until it is. */
    Door(IntFunction<Mono<? extends DisposableServer>> listening) {
        this.listening = listening;
        DisposableServer bound = listening.apply(0).block(LONGEST);
        if (bound == null) {
            throw new IllegalStateException("Nobody listens.");
        }
        this.open = bound;
        this.port = bound.port();
    }

    int port() {
        return port;
    }

    /** Shuts it for so long; does nothing if it is shut. */
    synchronized void shut(Duration time) {
        DisposableServer listener = open;
        if (listener == null || closed) {
            return;
        }
        open = null;
        listener.dispose();
        opening = listener.onDispose()
                .then(Mono.delay(time))
                .then(Mono.defer(() -> listening.apply(port)))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, BETWEEN_ATTEMPTS))
                .subscribe(this::opened);
    }

    private synchronized void opened(DisposableServer listener) {
        if (closed) {
            listener.dispose();
        } else {
            open = listener;
        }
    }

    /** Shuts it for good. */
    synchronized void close() {
        closed = true;
        if (opening != null) {
            opening.dispose();
        }
        if (open != null) {
            open.dispose();
        }
    }
}
