package io.github.cloudstackreactive.exchange;

import io.github.cloudstackreactive.error.TransportException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Until when a call may take, all its attempts, pages and waits together; kept in the Reactor context.
 *
 * <pre>{@code
 * cloud.zones().listZones().contextWrite(Deadline.in(Duration.ofSeconds(5)))
 * }</pre>
 *
 * <p>When it passes, what is under way is cancelled, and the call ends in a {@link
 * io.github.cloudstackreactive.error.TransportException}, or in {@link
 * io.github.cloudstackreactive.error.OutcomeUnknownException} where a command that changes something may have been sent. The
 * waiting for a job ends in {@link io.github.cloudstackreactive.error.JobDeadlineException}, which tells its ids.
 */
public final class Deadline {

    // What no clock overflows at.
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final long at;
    private final Duration given;

    private Deadline(long at, Duration given) {
        this.at = at;
        this.given = given;
    }

    /**
     * Sets a deadline for all calls upstream, unless there is an earlier one; to be given to {@code contextWrite}.
     *
     * @param time counted from the subscription; above zero
     */
    public static Function<Context, Context> in(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("Give a time above zero for the deadline, not " + time + ".");
        }
        Duration given = time.compareTo(LONGEST) > 0 ? LONGEST : time;
        return context -> {
            Deadline deadline = new Deadline(now() + given.toNanos(), given);
            Deadline known = of(context);
            return known != null && known.at - deadline.at <= 0 ? context : context.put(Deadline.class, deadline);
        };
    }

    /** The deadline that was set; null if none was. */
    public static @Nullable Deadline of(ContextView context) {
        return context.getOrDefault(Deadline.class, null);
    }

    /**
     * What is asked for on behalf of several, waited for by one of them until his own deadline; when that has passed, nothing
     * is asked.
     *
     * @param command what is sent for it
     */
    public static <T> Mono<T> ofEach(String command, Mono<T> shared) {
        return Mono.deferContextual(context -> {
            Deadline deadline = of(context);
            if (deadline == null) {
                return shared;
            }
            Duration left = deadline.left();
            return left.isZero()
                    ? Mono.error(() -> deadline.passed(command, false))
                    : shared.timeout(left, Mono.error(() -> deadline.passed(command, true)));
        });
    }

    /** The same context without a deadline: for what is done for several callers. */
    public static Context removedFrom(Context context) {
        return context.delete(Deadline.class);
    }

    /** How long it is until then; zero when it has passed. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, at - now()));
    }

    /**
     * What a call ends in that it cut short.
     *
     * @param sent whether the server may have seen the command
     */
    public TransportException passed(String command, boolean sent) {
        return TransportException.late(
                command,
                command + ": its deadline of " + given.toMillis() / 1000.0 + " s passed before "
                        + (sent ? "a reply came" : "it was sent") + ". Give it more time, or ask for less at once.",
                sent);
    }

    /** How long was given, from the subscription on. */
    public Duration given() {
        return given;
    }

    private static long now() {
        return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
    }

    @Override
    public String toString() {
        return "Deadline[" + left().toMillis() + " ms left]";
    }
}
