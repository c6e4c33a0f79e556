package io.github.cloudstackreactive.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.simulator.chaos.Fault.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Schedules of mixed calls through a network that fails: each call ends once, in time, with what is right, nothing is done
 * twice, and nothing is left behind.
 */
class ChaosTest {

    @BeforeAll
    static void watchBuffers() {
        BufferWatch.begin();
    }

    @Test
    @Timeout(150)
    void twentySchedulesEndWell() {
        endWell(LongStream.rangeClosed(1, 20).boxed().toList());
    }

    @Test
    @Tag("soak")
    @Timeout(900)
    void twoHundredSchedulesEndWell() {
        endWell(LongStream.rangeClosed(1, 200).boxed().toList());
    }

    private static void endWell(List<Long> seeds) {
        Chaos chaos = Chaos.of(seeds, verdict -> {});
        assertThat(chaos.verdicts()).extracting(Verdict::seed).isEqualTo(seeds);
        assertThat(chaos.verdicts().stream().map(ChaosTest::aloneWhereLate))
                .filteredOn(verdict -> !verdict.isGood())
                .extracting(Chaos::story)
                .isEmpty();
        assertThat(chaos.leakedInAll()).isEmpty();
        assertThat(chaos.verdicts())
                .allSatisfy(verdict -> assertThat(verdict.calls().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .isEqualTo(PlannedCall.of(verdict.seed()).size()));
        Set<Kind> happened = chaos.verdicts().stream()
                .flatMap(verdict -> verdict.proxy().faults().keySet().stream())
                .collect(Collectors.toSet());
        assertThat(happened).as("it is no use if the chaos met nobody").hasSize(Kind.values().length - 1);
    }

    /** Six at once on a machine that does other things too may be late for want of a processor; one alone may not. */
    private static Verdict aloneWhereLate(Verdict verdict) {
        boolean onlyLate = verdict.wrong().isEmpty()
                && verdict.doubled().isEmpty()
                && verdict.leaked().isEmpty()
                && !verdict.late().isEmpty();
        return onlyLate ? SeededRun.of(verdict.seed()) : verdict;
    }

    @Test
    @Timeout(150)
    void aBrokenResendRuleIsFoundOut() {
        Chaos chaos =
                Chaos.of(LongStream.rangeClosed(1, 6).boxed().toList(), SeededRun::withResendRuleBroken, told -> {});
        assertThat(chaos.verdicts().stream()
                        .mapToInt(verdict -> verdict.doubled().size())
                        .sum())
                .isPositive();
    }

    @Test
    @Timeout(60)
    void withoutFaultsEveryCallSucceeds() {
        Verdict verdict = SeededRun.calm(7);
        assertThat(verdict.isGood()).as(Chaos.story(verdict)).isTrue();
        assertThat(verdict.proxy().faults()).isEmpty();
        assertThat(verdict.calls().keySet())
                .allMatch(outcome -> outcome.endsWith("succeeded")
                        || outcome.endsWith("cancelled")
                        || outcome.equals("FAILING_JOB JobFailedException")
                        || outcome.equals("REFUSED InvalidParameterException"));
    }

    @Test
    void aSeedGivesTheSameCallsEveryTimeAndOfEveryKind() {
        List<PlannedCall> calls = PlannedCall.of(5);
        assertThat(PlannedCall.of(5)).isEqualTo(calls).isNotEqualTo(PlannedCall.of(6));
        assertThat(calls).extracting(PlannedCall::kind).contains(CallKind.values());
        List<String> markers = new ArrayList<>();
        calls.forEach(call -> markers.addAll(call.markers()));
        assertThat(new HashSet<>(markers)).hasSameSizeAs(markers);
    }
}
