package io.github.cloudstackreactive.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** How many further attempts a client has; in virtual time. */
class RetryBudgetTest {

    private VirtualTimeScheduler clock = VirtualTimeScheduler.create();

    @BeforeEach
    void setTheClock() {
        clock = VirtualTimeScheduler.getOrSet();
    }

    @AfterEach
    void resetTheClock() {
        VirtualTimeScheduler.reset();
    }

    @Test
    void aClientThatCallsRarelyHasAsManyAsAreUnderWayByDefault() {
        RetryBudget budget = new RetryBudget(0);
        assertThat(taken(budget, 100)).isEqualTo(64);
    }

    @Test
    void oneASecondIsFree() {
        RetryBudget budget = new RetryBudget(0);
        taken(budget, 100);
        clock.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(taken(budget, 100)).isEqualTo(3);
        clock.advanceTimeBy(Duration.ofHours(1));
        assertThat(taken(budget, 100)).isEqualTo(64);
    }

    @Test
    void eachCallBringsItsShareUpToAHundred() {
        RetryBudget budget = new RetryBudget(0.2);
        taken(budget, 100);
        for (int i = 0; i < 50; i++) {
            budget.called();
        }
        assertThat(taken(budget, 100)).isBetween(9, 10);
        for (int i = 0; i < 100_000; i++) {
            budget.called();
        }
        assertThat(taken(budget, 1_000)).isEqualTo(100);
    }

    private static int taken(RetryBudget budget, int wanted) {
        int taken = 0;
        for (int i = 0; i < wanted; i++) {
            taken += budget.take() ? 1 : 0;
        }
        return taken;
    }
}
