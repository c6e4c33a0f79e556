package io.github.cloudstackreactive.exchange;

import io.github.cloudstackreactive.error.ApiException;
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
 * cannot have seen it: no byte of it was sent, or a login before it failed in one of these ways, or the server itself
 * refused it with 429. The wait is random between nothing and a bound that doubles with every attempt (full jitter). What a
 * throttling server asks for is waited out, up to a minute; a longer wait is left to the caller.
 *
 * @param attempts how often a command may be sent in all; 1 for never again. Up to ten refusals by 429 that tell how long to
 *     wait do not count: a server that says when it takes the next one is well
 * @param base the bound of the first wait
 * @param cap the highest bound
 * @param random numbers from 0 (inclusive) to 1 (exclusive)
 * @param share how many attempts beyond the first all calls of a client may make together, for each call; one a second is
 *     free, and what the server refused with 429, or what reached nobody, does not count
 */
public record RetryPolicy(int attempts, Duration base, Duration cap, DoubleSupplier random, double share) {

    private static final double USUAL_SHARE = 0.2;

    // What no clock overflows at.
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** Three attempts, 100 ms, 20 s, one further attempt for five calls. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(
            3,
            Duration.ofMillis(100),
            Duration.ofSeconds(20),
            () -> ThreadLocalRandom.current().nextDouble());

    private static final int MOST_ATTEMPTS = 100;
    private static final int MOST_REFUSALS = 10;
    private static final Duration THROTTLED_BASE = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    public RetryPolicy {
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "A command is sent once at least and " + MOST_ATTEMPTS + " times at most, not " + attempts + ".");
        }
        if (base.isNegative() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("The waits grow from " + base + " to " + cap + "; that is no growth.");
        }
        if (!(share >= 0)) {
            throw new IllegalArgumentException("The share of further attempts is at least 0, not " + share + ".");
        }
        base = base.compareTo(LONGEST) > 0 ? LONGEST : base;
        cap = cap.compareTo(LONGEST) > 0 ? LONGEST : cap;
    }

    /** With the usual share: one further attempt for five calls. */
    public RetryPolicy(int attempts, Duration base, Duration cap, DoubleSupplier random) {
        this(attempts, base, cap, random, USUAL_SHARE);
    }

    /** The same, with another number of attempts. */
    public RetryPolicy withAttempts(int attempts) {
        return new RetryPolicy(attempts, base, cap, random, share);
    }

    /** Whether a failure is none of the command's attempts: a refusal for the account's rate that tells how long to wait. */
    static boolean isRefusal(CloudStackException failure) {
        return failure instanceof ThrottledException && askedFor(failure) != null;
    }

    /**
     * The wait before the next attempt; null if there must be none.
     *
     * @param harmless whether the command may be carried out once more: it is safe, or the server has not seen it
     * @param attempt which attempt it was, without those that were refusals
     * @param refusals how many refusals there were before
     */
    @Nullable
    Duration waitAfter(boolean harmless, CloudStackException failure, int attempt, int refusals) {
        boolean isLast = attempts == 1 || (isRefusal(failure) ? refusals >= MOST_REFUSALS : attempt >= attempts);
        if (isLast || !mayBeSentAgain(harmless, failure)) {
            return null;
        }
        Duration asked = askedFor(failure);
        if (asked == null) {
            return jittered(failure instanceof ThrottledException ? THROTTLED_BASE : base, attempt);
        }
        return asked.compareTo(LONGEST_WAIT) > 0 ? null : asked.plus(jittered(base, attempt));
    }

    /** How long whoever answered asks to wait; null if it does not say. */
    private static @Nullable Duration askedFor(CloudStackException failure) {
        return failure instanceof ApiException refused
                ? refused.retryAfter()
                : failure instanceof ProtocolException protocol ? protocol.retryAfter() : null;
    }

    private static boolean mayBeSentAgain(boolean harmless, CloudStackException failure) {
        if (failure instanceof ThrottledException) {
            return true;
        }
        if (failure instanceof TransportException transport) {
            return (harmless || !transport.sent()) && transport.mayPass();
        }
        if (failure instanceof ProtocolException protocol) {
            return harmless && passes(protocol.status());
        }
        return harmless && failure instanceof UnavailableException unavailable && passes(unavailable.status());
    }

    private static boolean passes(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    private Duration jittered(Duration first, int attempt) {
        double bound = Math.min((double) cap.toMillis(), first.toMillis() * Math.pow(2, attempt - 1.0));
        return Duration.ofMillis((long) (bound * random.getAsDouble()));
    }
}
