package io.github.cloudstackreactive.benchmarks.chaos;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a call.
 *
 * @param values all that came
 * @param came when each of them came, in nanoseconds of this machine
 * @param ends how often it ended
 * @param failure what it ended in first; null where it completed, or was cancelled
 * @param cancelled whether it was left before it ended
 * @param after how long it took to end, or to be left
 * @param at when that was, in nanoseconds of this machine
 */
record CallEnd(
        PlannedCall call,
        List<Object> values,
        List<Long> came,
        int ends,
        @Nullable Throwable failure,
        boolean cancelled,
        Duration after,
        long at) {

    /** When it was subscribed to, in nanoseconds of this machine. */
    long began() {
        return at - after.toNanos();
    }

    String outcome() {
        return cancelled
                ? "cancelled"
                : failure == null ? "succeeded" : failure.getClass().getSimpleName();
    }
}
