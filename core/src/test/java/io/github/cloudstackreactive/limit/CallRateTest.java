package io.github.cloudstackreactive.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
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

    /** So many at once, each some time on its way there and back: the share of what the server takes that was taken. */
    private static double shareOfManyAtOnce(Server server, int seconds, int atOnce, long latency, long seed) {
        record Reply(long at, long sent, long rest) {}

        SplittableRandom random = new SplittableRandom(seed);
        CallRate rate = new CallRate(null);
        // Requests arrive in the order in which they were sent, half their time later.
        PriorityQueue<Reply> replies = new PriorityQueue<>(Comparator.comparingLong(Reply::at));
        long end = seconds * 1_000 * MS;
        long now = 0;
        long arrival = 0;
        int underWay = 0;
        int taken = 0;
        while (now < end) {
            while (underWay < atOnce && rate.free(now) <= now) {
                rate.take(now);
                underWay++;
                long there = latency / 2 + random.nextLong(latency / 4);
                arrival = Math.max(arrival, now + there);
                replies.add(new Reply(arrival + there, now, server.asked(arrival) / MS * MS));
            }
            Reply reply = replies.peek();
            if (reply == null || (underWay < atOnce && rate.free(now) < reply.at())) {
                now = rate.free(now);
                continue;
            }
            now = replies.remove().at();
            underWay--;
            if (reply.rest() > 0) {
                rate.refused(reply.sent(), now, reply.rest());
            } else {
                taken++;
            }
        }
        return taken * (double) server.per / end / server.most;
    }

    @ParameterizedTest
    @CsvSource({
        "25, 1, 32, 120",
        "25, 1, 64, 120",
        "25, 1, 8, 120",
        "500, 60, 32, 1200",
        "500, 120, 32, 3600",
        "2000, 300, 32, 7200",
        "10000, 3600, 32, 36000"
    })
    void takesMostOfWhatTheServerGivesWhereManyAreUnderWay(int most, int seconds, int atOnce, int measured) {
        for (int seed = 0; seed < 8; seed++) {
            Server server = new Server(most, seconds * 1_000 * MS);
            double share = shareOfManyAtOnce(server, measured, atOnce, 40 * MS, seed);
            assertThat(share).as("with seed %d", seed).isGreaterThan(0.85);
        }
    }

    @Test
    void aRestThatWasCutTellsNothingOfTheTime() {
        CallRate rate = new CallRate(null);
        rate.take(0);
        rate.refused(0, 40 * MS, 199_960 * MS);
        rate.take(60_040 * MS);
        rate.refused(60_040 * MS, 60_060 * MS, 139_940 * MS);

        long rested = 60_060 * MS + 60_000 * MS;
        assertThat(rate.free(rested)).isEqualTo(rested);
        rate.take(rested);
        assertThat(rate.free(rested)).isEqualTo(rested);
    }

    @Test
    void aTimeThatOthersUsedUpTellsNothingOfTheRate() {
        CallRate rate = new CallRate(null);
        take(rate, 1, 0);
        refuse(rate, 1, 0, 10 * MS, 990 * MS);
        take(rate, 1, 1_000 * MS);
        refuse(rate, 1, 1_000 * MS, 1_010 * MS, 990 * MS);

        take(rate, 10, 2_000 * MS);
        assertThat(rate.free(2_000 * MS)).isEqualTo(2_000 * MS);
    }

    @Test
    void whatIsRefusedAtTheEdgeOfASecondDoesNotForgetTheRate() {
        CallRate rate = new CallRate(null);
        for (long second : new long[] {0, 1_000 * MS}) {
            take(rate, 30, second);
            refuse(rate, 5, second, second + 10 * MS, 990 * MS);
        }
        // The client's second is over, the server's in 3 ms: of 25 that go, it refuses 5, and the rest are of its next.
        take(rate, 25, 2_000 * MS);
        refuse(rate, 5, 2_000 * MS, 2_004 * MS, MS);
        take(rate, 30, 2_006 * MS);
        refuse(rate, 25, 2_006 * MS, 2_016 * MS, 990 * MS);

        int went = 0;
        for (long now = 3_006 * MS; rate.free(now) <= now; went++) {
            rate.take(now);
        }
        assertThat(went).isBetween(12, 25);
    }

    private static void take(CallRate rate, int calls, long now) {
        for (int i = 0; i < calls; i++) {
            rate.take(now);
        }
    }

    private static void refuse(CallRate rate, int calls, long sent, long now, long wait) {
        for (int i = 0; i < calls; i++) {
            rate.refused(sent, now, wait);
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
