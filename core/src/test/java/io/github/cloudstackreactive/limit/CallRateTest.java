package io.github.cloudstackreactive.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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

    @Test
    void learnsAtTheFirstRefusalHowManyTheServerTakes() {
        Server server = new Server(25, 1_000 * MS);

        int taken = run(new CallRate(null), server, 0, 60_000 * MS);

        assertThat(taken).isGreaterThan(60 * 25 * 9 / 10);
        assertThat(server.refused).isBetween(1, 60);
    }

    @Test
    void learnsAnIntervalOfManySeconds() {
        Server server = new Server(100, 10_000 * MS);

        int taken = run(new CallRate(null), server, 0, 300_000 * MS);

        assertThat(taken).isGreaterThan(30 * 100 * 8 / 10);
        assertThat(server.refused).isBetween(1, 60);
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
        long[] waits = new long[64];
        for (int i = 0; i < 64; i++) {
            rate.take(i);
            waits[i] = server.asked(i);
        }
        for (int i = 0; i < 64; i++) {
            if (waits[i] > 0) {
                rate.refused(i, 64 + i, waits[i]);
            }
        }

        long next = rate.free(200);
        int burst = 0;
        while (rate.free(next) == next) {
            rate.take(next);
            burst++;
        }

        assertThat(next).isGreaterThanOrEqualTo(1_000 * MS);
        assertThat(burst).isBetween(25, 26);
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
