package io.github.cloudstackreactive.session;

import io.github.cloudstackreactive.exchange.Deadline;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** The deadline of one who waits, kept by himself: a login that others may wait for as well is under nobody's. */
final class OwnDeadline {

    private OwnDeadline() {}

    /**
     * What is asked for, waited for until the deadline in the context of who waits; when it has passed, nothing is asked.
     *
     * @param command what is sent for it
     */
    static <T> Mono<T> kept(String command, Mono<T> asked) {
        return Mono.deferContextual(context -> {
            Deadline deadline = Deadline.of(context);
            if (deadline == null) {
                return asked;
            }
            Duration left = deadline.left();
            return left.isZero()
                    ? Mono.error(() -> deadline.passed(command, false))
                    : asked.timeout(left, Mono.error(() -> deadline.passed(command, true)));
        });
    }
}
