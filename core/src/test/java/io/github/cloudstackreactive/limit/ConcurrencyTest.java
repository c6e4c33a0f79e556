package io.github.cloudstackreactive.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How the number of requests at once follows what the server bears. */
class ConcurrencyTest {

    private static final long USUAL = TimeUnit.MILLISECONDS.toNanos(20);

    private final Concurrency concurrency = new Concurrency(64);

    @Test
    void isHalvedOnceForAllThatWereUnderWayTogether() {
        concurrency.tooMuch(100, 200);
        concurrency.tooMuch(150, 210);
        assertThat(concurrency.limit()).isEqualTo(32);

        concurrency.tooMuch(220, 230);
        assertThat(concurrency.limit()).isEqualTo(16);
    }

    @Test
    void isNeverLessThanOne() {
        for (int i = 0; i < 20; i++) {
            concurrency.tooMuch(i * 10, i * 10 + 5);
        }
        assertThat(concurrency.limit()).isEqualTo(1);
    }

    @Test
    void growsByOneARoundUpToTheMost() {
        concurrency.tooMuch(0, 1);
        concurrency.tooMuch(2, 3);
        replies(1 + 16, USUAL);
        assertThat(concurrency.limit()).isBetween(16, 17);
        replies(18, USUAL);
        assertThat(concurrency.limit()).isBetween(17, 18);

        replies(10_000, USUAL);
        assertThat(concurrency.limit()).isEqualTo(64);
    }

    @Test
    void doesNotGrowWhileRepliesTakeLongerThanTheyUseTo() {
        replies(100, USUAL);
        concurrency.tooMuch(0, 1);
        replies(10, 5 * USUAL);
        int before = concurrency.limit();
        replies(5, 5 * USUAL);

        assertThat(concurrency.limit()).isEqualTo(before);
    }

    @Test
    void aCommandThatTakesLongIsNoSlowness() {
        for (int i = 0; i < 100; i++) {
            concurrency.replied("listVirtualMachines", 100 * USUAL);
            concurrency.replied("listZones", USUAL);
        }
        concurrency.tooMuch(0, 1);
        for (int i = 0; i < 20; i++) {
            concurrency.replied("listVirtualMachines", 100 * USUAL);
            concurrency.replied("listZones", USUAL);
        }

        assertThat(concurrency.limit()).isEqualTo(33);
    }

    private void replies(int number, long took) {
        for (int i = 0; i < number; i++) {
            concurrency.replied("listZones", took);
        }
    }
}
