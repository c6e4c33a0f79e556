package io.github.cloudstackreactive.benchmarks.chaos;

import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * How long this machine stood still, for whatever cause: what a thread that does nothing but sleep a moment overslept. What
 * a call lost to that is not its own.
 */
final class Stalls implements AutoCloseable {

    private static final Duration MOMENT = Duration.ofMillis(5);

    // Less than this is how a machine sleeps.
    private static final Duration USUAL = Duration.ofMillis(5);

    private final NavigableMap<Long, Long> overslept = new TreeMap<>();
    private final Thread sleeper = new Thread(this::sleep, "chaos-stalls");
    private volatile boolean over;

    private Stalls() {}

    static Stalls watched() {
        Stalls stalls = new Stalls();
        stalls.sleeper.setDaemon(true);
        stalls.sleeper.start();
        return stalls;
    }

    /** How long it stood still between these, in nanoseconds of this machine. */
    synchronized Duration between(long from, long to) {
        Map<Long, Long> meanwhile = overslept.subMap(from, true, to, true);
        return Duration.ofNanos(
                meanwhile.values().stream().mapToLong(Long::longValue).sum());
    }

    private void sleep() {
        while (!over) {
            long slept = System.nanoTime();
            LockSupport.parkNanos(MOMENT.toNanos());
            long now = System.nanoTime();
            long more = now - slept - MOMENT.toNanos();
            if (more > USUAL.toNanos()) {
                synchronized (this) {
                    overslept.put(now, more);
                }
            }
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
