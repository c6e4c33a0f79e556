package io.github.cloudstackreactive.benchmarks.race;

/**
 * One listing of all machines.
 *
 * @param processorMicrosPerRow what the whole process took, collector and compiler included
 */
record Listing(double rowsPerSecond, double processorMicrosPerRow) {

    static Listing by(Contestant contestant, RowCheck rows) {
        long processor = ProcessorTime.nanos();
        long began = System.nanoTime();
        contestant.list(rows);
        long took = System.nanoTime() - began;
        rows.end();
        return new Listing(rows.seen() * 1e9 / took, (ProcessorTime.nanos() - processor) / 1e3 / rows.seen());
    }
}
