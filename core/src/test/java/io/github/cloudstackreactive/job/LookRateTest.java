package io.github.cloudstackreactive.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** So many requests in any second, and none during a rest; in times that, as the system's own, may be below zero. */
class LookRateTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LookRate rate = new LookRate(3, () -> 0);

    private void take(long now, int times, long expected) {
        for (int i = 0; i < times; i++) {
            assertThat(rate.free(now)).isEqualTo(expected);
            rate.take(expected);
        }
    }

    @Test
    void aBurstGoesAtOnceAndWhatIsMoreASecondAfterWhatWentBefore() {
        take(0, 2, 0);
        take(SECOND / 2, 1, SECOND / 2);
        take(SECOND / 2, 2, SECOND);
        take(SECOND / 2, 1, SECOND / 2 + SECOND);
        take(SECOND / 2, 2, 2 * SECOND);
    }

    @Test
    void whatWasNotUsedIsNotSaved() {
        take(0, 3, 0);
        take(10 * SECOND, 3, 10 * SECOND);
        take(10 * SECOND, 3, 11 * SECOND);
    }

    @Test
    void timesBelowZeroAreTimes() {
        take(-10 * SECOND, 3, -10 * SECOND);
        take(-10 * SECOND, 1, -9 * SECOND);
        rate.rest(-5 * SECOND);
        assertThat(rate.free(-8 * SECOND)).isEqualTo(-5 * SECOND);
    }

    @Test
    void nothingGoesDuringARest() {
        rate.rest(5 * SECOND);
        assertThat(rate.free(0)).isEqualTo(5 * SECOND);
        take(0, 1, 5 * SECOND);
    }

    @Test
    void aRestIsNotCutShortByAnother() {
        rate.rest(5 * SECOND);
        rate.rest(3 * SECOND);
        assertThat(rate.free(0)).isEqualTo(5 * SECOND);
        rate.rest(7 * SECOND);
        assertThat(rate.free(0)).isEqualTo(7 * SECOND);
    }

    @Test
    void afterARestTheRateHoldsAsBefore() {
        rate.rest(SECOND);
        take(2 * SECOND, 3, 2 * SECOND);
        take(2 * SECOND, 1, 3 * SECOND);
        rate.rest(4 * SECOND);
        take(2 * SECOND, 1, 4 * SECOND);
    }

    @Test
    void aRestDoesNotUndoTheRate() {
        take(0, 3, 0);
        rate.rest(SECOND / 2);
        assertThat(rate.free(0)).isEqualTo(SECOND);
    }
}
