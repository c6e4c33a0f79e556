package io.github.cloudstackreactive.benchmarks.race;

import java.time.Duration;

/**
 * One listing of all machines, or of as many as came before the time was up.
 *
 * @param processorMicrosPerRow what the whole process took
 * @param bytesPerRow what the whole process allocated
 */
record Listing(double rowsPerSecond, double processorMicrosPerRow, double bytesPerRow) {

    private static final Duration LONGEST = Duration.ofSeconds(8);

    static Listing by(Contestant contestant, long machines) {
        RowCheck rows = new RowCheck(machines, LONGEST);
        Usage usage;
        try {
            usage = Usage.of(() -> contestant.list(rows));
            rows.end();
        } catch (RuntimeException failure) {
            throw new IllegalStateException(contestant.getClass().getSimpleName() + " failed.", failure);
        }
        return new Listing(
                rows.seen() / usage.seconds(),
                usage.processorSeconds() * 1e6 / rows.seen(),
                usage.allocatedBytes() / (double) rows.seen());
    }
}
