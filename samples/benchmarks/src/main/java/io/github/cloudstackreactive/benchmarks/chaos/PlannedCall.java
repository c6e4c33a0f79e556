package io.github.cloudstackreactive.benchmarks.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A call of a schedule.
 *
 * @param marker the name of what it makes, which nothing else has
 * @param begins how long after the beginning of the schedule it is subscribed to
 * @param cancelled how long after that it is cancelled; null for never
 * @param timeout how long it may take; null for as long as is usual of its kind
 * @param slowly whether its values are demanded one by one
 */
record PlannedCall(
        int number,
        CallKind kind,
        String marker,
        Duration begins,
        @Nullable Duration cancelled,
        @Nullable Duration timeout,
        boolean slowly) {

    /** How many pages there are of the list that is read in pages. */
    static final int PAGES = 5;

    private static final int CALLS = 36;
    private static final int MILLIS = 1_800;

    /** The calls of this seed. */
    static List<PlannedCall> of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<PlannedCall> calls = new ArrayList<>();
        CallKind[] kinds = CallKind.values();
        for (int i = 0; i < CALLS; i++) {
            CallKind kind = kinds[i < kinds.length ? i : random.nextInt(kinds.length)];
            int ends = random.nextInt(10);
            String marker = (kind == CallKind.FAILING_JOB ? "fails-" : "made-") + seed + "-" + i;
            calls.add(new PlannedCall(
                    i,
                    kind,
                    marker,
                    Duration.ofMillis(random.nextInt(MILLIS)),
                    ends == 0 ? Duration.ofMillis(random.nextInt(600)) : null,
                    ends == 1 ? Duration.ofMillis(random.nextInt(100, 1_500)) : null,
                    random.nextBoolean()));
        }
        return calls;
    }

    /** The same with as long as is usual of its kind. */
    PlannedCall unhurried() {
        return new PlannedCall(number, kind, marker, begins, cancelled, null, slowly);
    }

    List<String> markers() {
        return kind.markers(marker);
    }

    /** How long it may take from its subscription; its deadline. */
    Duration bound() {
        return timeout == null ? kind.bound : timeout;
    }

    @Override
    public String toString() {
        return "call " + number + " " + kind + " " + marker
                + (cancelled == null ? "" : ", cancelled after " + cancelled)
                + (timeout == null ? "" : ", given " + timeout);
    }
}
