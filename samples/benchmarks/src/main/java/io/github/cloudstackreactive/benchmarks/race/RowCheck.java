package io.github.cloudstackreactive.benchmarks.race;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Holds the rows of one listing against what was to come: each once, and in order. */
final class RowCheck {

    private final long expected;
    private final long began = System.nanoTime();
    private final long longest;
    private long seen;

    /**
     * @param expected how many rows there are
     * @param longest after which time a client may stop, and is measured by what has come
     */
    RowCheck(long expected, Duration longest) {
        this.expected = expected;
        this.longest = longest.toNanos();
    }

    void accept(@Nullable String id) {
        if (id == null || MachineRows.place(id) != seen) {
            throw new IllegalStateException(
                    "Row " + seen + " was to have the id " + MachineRows.id(seen) + ", not " + id + ".");
        }
        seen++;
    }

    boolean timeIsUp() {
        return System.nanoTime() - began >= longest;
    }

    long seen() {
        return seen;
    }

    /** Checks, when a listing has ended, that nothing is missing. */
    void end() {
        if (seen != expected && !timeIsUp()) {
            throw new IllegalStateException("Of " + expected + " rows came " + seen + ".");
        }
    }
}
