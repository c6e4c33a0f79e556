package io.github.cloudstackreactive.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much a client asks of a server at a time.
 *
 * @param atOnce how many requests are under way at most; fewer while the server shows that it is too much
 * @param queue how many calls wait for their turn at most
 * @param longestWait how long a call waits for its turn
 * @param rate how many requests go out in a time; null for as many as the server takes, which is learned from what it
 *     refuses with 429
 */
public record LimitSettings(
        int atOnce,
        int queue,
        Duration longestWait,
        @Nullable Rate rate) {

    private static final int QUEUED_FOR_EACH = 16;

    /** 64 at once, 1,024 waiting, 45 s, the rate learned. */
    public static final LimitSettings DEFAULT = of(64);

    public LimitSettings {
        if (atOnce < 1 || queue < 0) {
            throw new IllegalArgumentException(
                    "At least 1 request at once and no less than 0 waiting, not " + atOnce + " and " + queue + ".");
        }
    }

    /** So many at once, sixteen times as many waiting, 45 s, the rate learned. */
    public static LimitSettings of(int atOnce) {
        return new LimitSettings(
                atOnce,
                (int) Math.min(Integer.MAX_VALUE, (long) QUEUED_FOR_EACH * atOnce),
                Duration.ofSeconds(45),
                null);
    }

    /**
     * So many requests in any stretch of time as long as that.
     *
     * @param calls at least 1
     * @param per above zero, a day at most
     */
    public record Rate(int calls, Duration per) {

        private static final int MOST = 1_000_000;
        private static final Duration LONGEST = Duration.ofDays(1);

        public Rate {
            if (calls < 1 || calls > MOST || per.isNegative() || per.isZero() || per.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("Give a rate of 1 to " + MOST
                        + " calls in a time of up to a day, not " + calls + " in " + per + ".");
            }
        }
    }
}
