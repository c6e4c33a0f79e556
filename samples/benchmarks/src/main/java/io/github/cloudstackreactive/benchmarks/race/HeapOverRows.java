package io.github.cloudstackreactive.benchmarks.race;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How much more of the heap is in use while a long list goes by than before it, after a full collection each time. */
final class HeapOverRows {

    private static final int LOOKS = 10;
    private static final double MEGABYTE = 1024 * 1024;
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private HeapOverRows() {}

    /** The most that was seen, in megabytes. */
    static double most(Ours ours, long machines) {
        long every = machines / LOOKS;
        RowCheck rows = new RowCheck(machines, Duration.ofMinutes(10));
        AtomicLong most = new AtomicLong();
        long idle = used();
        ours.machines()
                .doOnNext(machine -> {
                    rows.accept(machine.id());
                    if (rows.seen() % every == 0) {
                        most.accumulateAndGet(used(), Math::max);
                    }
                })
                .blockLast();
        rows.end();
        return (most.get() - idle) / MEGABYTE;
    }

    private static long used() {
        MEMORY.gc();
        return MEMORY.getHeapMemoryUsage().getUsed();
    }
}
