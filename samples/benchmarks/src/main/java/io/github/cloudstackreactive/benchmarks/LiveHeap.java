package io.github.cloudstackreactive.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What is alive after a full collection.
 *
 * @param bytesByClass arrays as the runtime names them, such as {@code [B}
 */
public record LiveHeap(Map<String, Long> bytesByClass) {

    /** Collects fully first. */
    public static LiveHeap now() {
        Map<String, Long> bytes = new HashMap<>();
        // Rows such as "   3:   21845   524280  java.lang.String (java.base@17.0.15)"; without "-all" a full collection
        // comes first.
        for (String line : ManagementCommand.CLASS_HISTOGRAM.call().lines().toList()) {
            String[] row = line.strip().split("\\s+");
            if (row.length >= 4 && row[0].matches("\\d+:")) {
                bytes.merge(row[3], Long.parseLong(row[2]), Long::sum);
            }
        }
        return new LiveHeap(bytes);
    }

    /** By how much it has grown since then, for each class that has. */
    public LiveHeap growthSince(LiveHeap before) {
        Map<String, Long> growth = new HashMap<>();
        bytesByClass.forEach((type, bytes) -> {
            long more = bytes - before.bytesByClass.getOrDefault(type, 0L);
            if (more > 0) {
                growth.put(type, more);
            }
        });
        return new LiveHeap(growth);
    }

    /** Only the classes of which this is so. */
    public LiveHeap of(Predicate<String> types) {
        Map<String, Long> some = new HashMap<>(bytesByClass);
        some.keySet().removeIf(types.negate());
        return new LiveHeap(some);
    }

    /** All of them together. */
    public long bytes() {
        return bytesByClass.values().stream().mapToLong(Long::longValue).sum();
    }
}
