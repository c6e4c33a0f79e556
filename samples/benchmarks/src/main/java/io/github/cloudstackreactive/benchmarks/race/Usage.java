package io.github.cloudstackreactive.benchmarks.race;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * What a run took, of the whole process.
 *
 * @param seconds by the clock
 * @param processorSeconds of all processors, for the collector and the compiler too; other load on the machine changes it
 *     little
 * @param allocatedBytes by all threads that outlived the run
 */
record Usage(double seconds, double processorSeconds, long allocatedBytes) {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    static Usage of(Runnable run) {
        Map<Long, Long> before = allocated();
        long processor = SYSTEM.getProcessCpuTime();
        long began = System.nanoTime();
        run.run();
        long took = System.nanoTime() - began;
        long busy = SYSTEM.getProcessCpuTime() - processor;
        Map<Long, Long> after = allocated();
        long bytes = after.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
                .sum();
        return new Usage(took / 1e9, busy / 1e9, bytes);
    }

    private static Map<Long, Long> allocated() {
        long[] threads = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(threads);
        Map<Long, Long> byThread = new HashMap<>();
        for (int i = 0; i < threads.length; i++) {
            byThread.put(threads[i], Math.max(0, bytes[i]));
        }
        return byThread;
    }
}
