package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParallelismTest {

    private static void inGoodTime(Parallelism parallelism, int pages) {
        for (int page = 0; page < pages; page++) {
            parallelism.arrived(100, parallelism.limit());
        }
    }

    @Test
    void beginsWithWhatWasSaidAndNeverBelowOne() {
        assertThat(new Parallelism(8).limit()).isEqualTo(8);
        assertThat(new Parallelism(1).limit()).isEqualTo(1);
        assertThat(new Parallelism(0).limit()).isEqualTo(1);
    }

    @Test
    void aRefusalHalvesItDownToOne() {
        Parallelism parallelism = new Parallelism(7);

        int[] expected = {3, 1, 1, 1};
        for (int limit : expected) {
            parallelism.refused();
            assertThat(parallelism.limit()).isEqualTo(limit);
        }
    }

    @Test
    void asManyPagesInGoodTimeAsAreAtOncePutOneBackAndNoMoreThanWasSaid() {
        Parallelism parallelism = new Parallelism(3);
        parallelism.refused();

        inGoodTime(parallelism, 1);
        assertThat(parallelism.limit()).isEqualTo(2);
        inGoodTime(parallelism, 1);
        assertThat(parallelism.limit()).isEqualTo(2);
        inGoodTime(parallelism, 1);
        assertThat(parallelism.limit()).isEqualTo(3);
        inGoodTime(parallelism, 20);
        assertThat(parallelism.limit()).isEqualTo(3);
    }

    @Test
    void aRefusalBeginsTheCountOfGoodPagesAnew() {
        Parallelism parallelism = new Parallelism(8);
        inGoodTime(parallelism, 7);
        parallelism.refused();

        inGoodTime(parallelism, 3);
        assertThat(parallelism.limit()).isEqualTo(4);
        inGoodTime(parallelism, 1);
        assertThat(parallelism.limit()).isEqualTo(5);
    }

    @Test
    void aPageThatTookTwiceAsLongAsAllOneByOneTakesOneOff() {
        Parallelism parallelism = new Parallelism(4);
        parallelism.arrived(100, 1);

        parallelism.arrived(2 * 100 * 4, 4);
        assertThat(parallelism.limit()).as("no longer than that").isEqualTo(4);
        parallelism.arrived(2 * 100 * 4 + 1, 4);
        assertThat(parallelism.limit()).isEqualTo(3);
        for (int page = 0; page < 10; page++) {
            parallelism.arrived(2 * 100 * 4 + 1, 4);
        }
        assertThat(parallelism.limit()).isEqualTo(1);
    }

    @Test
    void theFastestPageThatCameAloneIsWhatOthersAreMeasuredBy() {
        Parallelism parallelism = new Parallelism(4);
        parallelism.arrived(1_000, 1);
        parallelism.arrived(100, 1);
        parallelism.arrived(5_000, 1);

        parallelism.arrived(401, 2);
        assertThat(parallelism.limit()).isEqualTo(3);
    }

    @Test
    void withoutAPageThatCameAloneNothingIsTakenOff() {
        Parallelism parallelism = new Parallelism(4);
        parallelism.arrived(Long.MAX_VALUE / 2, 4);

        assertThat(parallelism.limit()).isEqualTo(4);
    }
}
