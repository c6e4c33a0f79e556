package io.github.cloudstackreactive.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a job is looked at that was heard of, and what is learned from it. */
class WakeUpsTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long START = TimeUnit.HOURS.toNanos(-1);

    private final WakeUps wakeUps = new WakeUps();

    private static TrackedJob job() {
        return new TrackedJob("job", null, null, PollSchedule.DEFAULT, START);
    }

    /** How long after the news of a new job the first look at it is taken, in milliseconds. */
    private double lead() {
        return (wakeUps.wake(job(), START) - START) / (double) MILLI;
    }

    /** News of a job whose end was found by a look so long after it that came after so many in vain. */
    private void learn(int looksInVain, long millis) {
        TrackedJob job = job();
        wakeUps.wake(job, START);
        for (int i = 0; i < looksInVain; i++) {
            wakeUps.nextLook(job, START + i * MILLI);
        }
        wakeUps.ended(job, START + millis * MILLI);
    }

    @Test
    void itIsLookedAtAtOnceWhileNothingIsLearned() {
        assertThat(lead()).isZero();
    }

    @Test
    void newsOfTheSameEndComesOnce() {
        learn(1, 400);
        TrackedJob job = job();
        long first = wakeUps.wake(job, START);
        assertThat(wakeUps.wake(job, START + 10 * MILLI)).isEqualTo(first);
        long second = wakeUps.nextLook(job, START + 20 * MILLI);
        wakeUps.wake(job, START + 30 * MILLI);
        assertThat(wakeUps.nextLook(job, START + 40 * MILLI)).isGreaterThan(second);
    }

    @Test
    void moreLooksFollowEverMoreRarelyForTwoSeconds() {
        TrackedJob job = job();
        wakeUps.wake(job, START);
        List<Long> looks = new ArrayList<>();
        long now = START;
        for (long wait = wakeUps.nextLook(job, now); wait > 0; wait = wakeUps.nextLook(job, now)) {
            now += wait;
            looks.add((now - START) / MILLI);
        }
        assertThat(looks).containsExactly(20L, 50L, 95L, 162L, 263L, 415L, 643L, 985L, 1_497L);
        assertThat(wakeUps.nextLook(job, now))
                .as("no more until it is heard of anew")
                .isZero();
        assertThat(wakeUps.wake(job, now)).isEqualTo(now);
        assertThat(wakeUps.nextLook(job, now)).isEqualTo(20 * MILLI);
    }

    @Test
    void aJobThatWasNotHeardOfTeachesAndIsToldNothing() {
        TrackedJob job = job();
        assertThat(wakeUps.nextLook(job, START)).isZero();
        wakeUps.ended(job, START + 400 * MILLI);
        assertThat(lead()).isZero();
    }

    @Test
    void theTimeBetweenNewsAndEndIsLearned() {
        learn(3, 400);
        assertThat(lead()).isEqualTo(100, within(0.001));
        for (int i = 0; i < 50; i++) {
            learn(1, 400);
        }
        assertThat(lead()).isEqualTo(400, within(0.1));
    }

    @Test
    void itIsLearnedToBeHalfASecondAtMost() {
        learn(8, 1_900);
        assertThat(lead()).isEqualTo(125, within(0.001));
    }

    @Test
    void itIsForgottenSlowlyWhereTheFirstLookFindsTheEnd() {
        learn(1, 512);
        double learned = lead();
        learn(0, 512);
        assertThat(lead()).isEqualTo(learned * 127 / 128, within(0.001));
    }
}
