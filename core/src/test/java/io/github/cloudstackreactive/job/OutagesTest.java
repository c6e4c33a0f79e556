package io.github.cloudstackreactive.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.ErrorBody;
import io.github.cloudstackreactive.error.TransportException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How long a rest a server is given. */
class OutagesTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long START = TimeUnit.HOURS.toNanos(-1);

    private final LookRate rate = new LookRate(1_000, () -> 0);
    private final Outages outages = new Outages(rate);

    private static Throwable refused() {
        return TransportException.passing("queryAsyncJobResult", "refused", false, null);
    }

    private static Throwable answer(int code, String text) {
        return ApiException.of("queryAsyncJobResult", new ErrorBody(code, code, null, text, null), null);
    }

    private static Throwable throttled(long millis) {
        return answer(429, "please retry after [" + millis + "] ms.");
    }

    /** A request, sent and failed at this time; how many milliseconds of rest follow. */
    private long rest(Throwable failure, long millis) {
        return rest(failure, millis, millis);
    }

    private long rest(Throwable failure, long sent, long millis) {
        long now = START + millis * MILLI;
        outages.failed(failure, START + sent * MILLI, now);
        return (rate.free(now) - now) / MILLI;
    }

    @Test
    void itGrowsWithEachFailureUpToFiveSeconds() {
        assertThat(LongStream.range(0, 8).map(i -> rest(refused(), i * 10_000)).toArray())
                .containsExactly(250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000);
    }

    @Test
    void itGrowsNoFurtherHoweverLongTheOutage() {
        assertThat(LongStream.range(1, 200).map(i -> Outages.backoff((int) i, 2, 60)))
                .startsWith(2L, 4L, 8L, 16L, 32L, 60L)
                .allMatch(wait -> wait <= 60 && wait >= 2);
    }

    @Test
    void anAnswerEndsIt() {
        rest(refused(), 0);
        rest(refused(), 10_000);
        outages.none();
        assertThat(rest(refused(), 20_000)).isEqualTo(250);
    }

    @Test
    void itIsForServersThatAreAwayOrAskForIt() {
        for (Throwable failure : List.of(refused(), answer(503, "starting"), answer(429, "too many"))) {
            Outages fresh = new Outages(rate);
            long now = START + 60_000 * MILLI;
            fresh.failed(failure, now, now);
            assertThat(rate.free(now)).as("%s", failure).isEqualTo(now + 250 * MILLI);
            rate.take(now);
        }
        for (Throwable failure : List.of(answer(530, "internal"), answer(401, "no"), new IllegalStateException())) {
            assertThat(rest(failure, 120_000)).as("%s", failure).isZero();
        }
        assertThat(rest(refused(), 240_000)).isEqualTo(250);
    }

    @Test
    void whatWasSentBeforeItTellsNothingNew() {
        assertThat(rest(refused(), 0, 100)).isEqualTo(250);
        assertThat(rest(refused(), 50, 200)).as("until the same time").isEqualTo(150);
        assertThat(rest(refused(), 350, 400)).isEqualTo(500);
    }

    @Test
    void whatWasSentBeforeOneThatIsOverTellsOfAnother() {
        rest(refused(), 0, 1_000);
        outages.none();
        assertThat(rest(refused(), 900, 10_000)).isEqualTo(250);
    }

    @Test
    void itIsAsLongAsTheServerAsksForUpToAMinute() {
        assertThat(rest(throttled(8_000), 0)).isEqualTo(8_000);
        assertThat(rest(throttled(3_600_000), 10_000)).isEqualTo(60_000);
        assertThat(rest(throttled(1), 100_000)).as("but grows all the same").isEqualTo(1_000);
    }
}
