package io.github.cloudstackreactive.transport;

import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Lets nobody pass until so many have come, or it is opened. */
final class CountedGate {

    private final AtomicInteger missing;
    private final Sinks.Empty<Void> opened = Sinks.empty();

    CountedGate(int expected) {
        this.missing = new AtomicInteger(expected);
    }

    /** Counts one more; completes when all have come. */
    Mono<Void> arrive() {
        return Mono.defer(() -> {
            if (missing.decrementAndGet() == 0) {
                open();
            }
            return opened.asMono();
        });
    }

    void open() {
        opened.tryEmitEmpty();
    }
}
