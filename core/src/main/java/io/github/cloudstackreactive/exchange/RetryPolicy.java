package io.github.cloudstackreactive.exchange;

import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.ThrottledException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.error.UnavailableException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When an attempt may be followed by another, and after which wait.
 *
 * <p>A safe command is sent again after a failure of the network, 429, 502, 503 and 504. Any other only when the server
 * cannot have seen it: no byte was sent, or the server itself refused it with 429. The wait is random between nothing and
 * a bound that doubles with every attempt (full jitter). What a throttling server asks for is
 * waited out, up to a minute; a longer wait is left to the caller.
 *
 * @param attempts how often a command may be sent in all; 1 for never again
 * @param base the bound of the first wait
 * @param cap the highest bound
 * @param random numbers from 0 (inclusive) to 1 (exclusive)
 */
public record RetryPolicy(int attempts, Duration base, Duration cap, DoubleSupplier random) {

    /** Three attempts, 100 ms, 20 s. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(
            3,
            Duration.ofMillis(100),
            Duration.ofSeconds(20),
            () -> ThreadLocalRandom.current().nextDouble());

    private static final int MOST_ATTEMPTS = 100;
    private static final Duration THROTTLED_BASE = Duration.ofSeconds(1);
    private static final Duration LONGEST_THROTTLE = Duration.ofMinutes(1);

    public RetryPolicy {
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "A command is sent once at least and " + MOST_ATTEMPTS + " times at most, not " + attempts + ".");
        }
        if (base.isNegative() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("The waits grow from " + base + " to " + cap + "; that is no growth.");
        }
    }

    /** The same, with another number of attempts. */
    public RetryPolicy withAttempts(int attempts) {
        return new RetryPolicy(attempts, base, cap, random);
    }

    /** The wait before the next attempt; null if there must be none. */
    @Nullable
    Duration waitAfter(Description command, CloudStackException failure, int attempt) {
        if (attempt >= attempts || !mayBeSentAgain(command, failure)) {
            return null;
        }
        if (failure instanceof ThrottledException throttled) {
            Duration asked = throttled.retryAfter();
            if (asked == null) {
                return jittered(THROTTLED_BASE, attempt);
            }
            return asked.compareTo(LONGEST_THROTTLE) > 0 ? null : asked.plus(jittered(base, attempt));
        }
        return jittered(base, attempt);
    }

    private static boolean mayBeSentAgain(Description command, CloudStackException failure) {
        if (failure instanceof ThrottledException) {
            return true;
        }
        if (failure instanceof TransportException transport) {
            return (command.safe() || !transport.sent()) && transport.mayPass();
        }
        if (failure instanceof ProtocolException protocol) {
            return command.safe() && passes(protocol.status());
        }
        return command.safe() && failure instanceof UnavailableException unavailable && passes(unavailable.status());
    }

    private static boolean passes(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    private Duration jittered(Duration first, int attempt) {
        double bound = Math.min((double) cap.toMillis(), first.toMillis() * Math.pow(2, attempt - 1.0));
        return Duration.ofMillis((long) (bound * random.getAsDouble()));
    }
}
