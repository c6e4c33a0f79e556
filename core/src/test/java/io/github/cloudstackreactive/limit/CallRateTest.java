package io.github.cloudstackreactive.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is learned of an account's rate from refusals, against a server that counts as CloudStack does. */
class CallRateTest {

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Counts from the first request on; when the time is up, from the next. */
    private static final class Server {

        private final int most;
        private final long per;
        private long windowEnd = Long.MIN_VALUE;
        private int counted;
        private int refused;

        Server(int most, long per) {
            this.most = most;
            this.per = per;
        }

        /** The wait; zero if the request is taken. */
        long asked(long now) {
            if (now >= windowEnd) {
                windowEnd = now + per;
                counted = 0;
            }
            if (++counted > most) {
                refused++;
                return windowEnd - now;
            }
            return 0;
        }
    }

    /** Asks as often as the rate lets, for so long. */
    private static int run(CallRate rate, Server server, long from, long until) {
        int taken = 0;
        long now = from;
        while (now < until) {
            now = Math.max(now + MS, rate.free(now + MS));
            rate.take(now);
            long wait = server.asked(now);
            if (wait > 0) {
                rate.refused(now, now, wait);
            } else {
                taken++;
            }
        }
        return taken;
    }

    /** Asks so often, or as often as the rate lets; how many were taken in each minute. */
    private static int[] minutes(CallRate rate, Server server, long every, int minutes) {
        int[] taken = new int[minutes];
        long now = 0;
        while (true) {
            now = Math.max(now + every, rate.free(now + every));
            int minute = (int) (now / (60_000 * MS));
            if (minute >= minutes) {
                return taken;
            }
            rate.take(now);
            long wait = server.asked(now);
            if (wait > 0) {
                rate.refused(now, now, wait);
            } else {
                taken[minute]++;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"25, 1, 50", "25, 5, 8", "100, 60, 3", "100, 60, 2", "6000, 60, 2000", "10, 10, 1", "500, 2, 1000"})
    void learnsFromRefusalsWhatTheServerTakes(int most, int seconds, int askedPerSecond) {
        Server server = new Server(most, seconds * 1_000 * MS);

        int[] taken = minutes(new CallRate(null), server, 1_000 * MS / askedPerSecond, 12);

        int possible = Math.min(60 * most / seconds, 60 * askedPerSecond);
        assertThat(Arrays.stream(taken).skip(2).boxed()).allMatch(each -> each >= possible * 8 / 10);
        assertThat(server.refused).isLessThan(12 * 60 / seconds + 10);
    }

    @Test
    void keepsToWhatTheServerTellsFromTheFirstRefusalOn() {
        Server server = new Server(25, 1_000 * MS);
        CallRate rate = new CallRate(null);
        rate.told(new LimitSettings.Rate(25, Duration.ofSeconds(1)));

        for (int i = 0; i < 20; i++) {
            assertThat(rate.free(i)).isEqualTo(i);
            rate.take(i);
        }
        int taken = run(rate, server, 1_000 * MS, 61_000 * MS);

        assertThat(server.refused).isEqualTo(1);
        assertThat(taken).isGreaterThan(60 * 25 * 9 / 10);
    }

    @Test
    void anAccountThatIsNeverRefusedIsNeverHeld() {
        CallRate rate = new CallRate(null);
        rate.told(new LimitSettings.Rate(25, Duration.ofSeconds(1)));
        for (int i = 0; i < 10_000; i++) {
            assertThat(rate.free(i)).isEqualTo(i);
            rate.take(i);
        }
    }

    @Test
    void recoversFromARateThatOthersUsedUp() {
        CallRate rate = new CallRate(null);
        rate.take(0);
        rate.refused(0, MS, 500 * MS);

        Server server = new Server(25, 1_000 * MS);
        int taken = run(rate, server, 1_000 * MS, 121_000 * MS);

        assertThat(taken).isGreaterThan(120 * 25 * 6 / 10);
    }

    @Test
    void aBurstThatIsRefusedTogetherIsCountedTogether() {
        CallRate rate = new CallRate(null);
        Server server = new Server(25, 1_000 * MS);
        burst(rate, server, 0);
        long second = rate.free(200);
        assertThat(second).isGreaterThanOrEqualTo(1_000 * MS);
        burst(rate, server, second);

        long third = rate.free(second + 200);
        int burst = 0;
        while (rate.free(third) == third) {
            rate.take(third);
            burst++;
        }

        assertThat(burst).isEqualTo(25);
    }

    /** 64 at once, whose replies come after all of them were sent. */
    private static void burst(CallRate rate, Server server, long at) {
        long[] waits = new long[64];
        for (int i = 0; i < 64; i++) {
            rate.take(at + i);
            waits[i] = server.asked(at + i);
        }
        for (int i = 0; i < 64; i++) {
            if (waits[i] > 0) {
                rate.refused(at + i, at + 64 + i, waits[i]);
            }
        }
    }

    @Test
    void anAbsurdWaitIsNotBelieved() {
        CallRate rate = new CallRate(null);
        rate.take(0);
        rate.refused(0, 1, 999_999_999 * MS);
        assertThat(rate.free(1)).isEqualTo(1 + 60_000 * MS);
    }

    @Test
    void aRateOfTheCallersIsNeverChanged() {
        CallRate rate = new CallRate(new LimitSettings.Rate(2, Duration.ofSeconds(1)));
        rate.take(0);
        rate.refused(0, 1, 10 * MS);
        rate.take(20 * MS);
        assertThat(rate.free(30 * MS)).isEqualTo(1_000 * MS);
    }
}
