package io.github.cloudstackreactive.simulator;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The limit of calls per account and interval; the interval starts with an account's first call. */
final class Throttle {

    /** What an account has used of its limit. */
    record Use(int issued, int allowed, long expiresAfterMillis) {}

    private record Window(long startedNanos, int calls) {}

    private final int max;
    private final long intervalNanos;
    private final Map<Account, Window> windows = new ConcurrentHashMap<>();

    Throttle(int max, Duration interval) {
        this.max = max;
        this.intervalNanos = interval.toNanos();
    }

    /** Counts one call and refuses it if it is one too many. */
    void count(Account account) {
        Window window = windows.compute(account, (key, was) -> {
            long now = System.nanoTime();
            return was == null || now - was.startedNanos >= intervalNanos
                    ? new Window(now, 1)
                    : new Window(was.startedNanos, was.calls + 1);
        });
        if (window.calls > max) {
            throw Refusal.throttled(millisLeft(window));
        }
    }

    Use use(Account account) {
        Window window = windows.get(account);
        if (window == null || millisLeft(window) <= 0) {
            return new Use(0, max, 0);
        }
        return new Use(window.calls, Math.max(0, max - window.calls), millisLeft(window));
    }

    void reset(Account account) {
        windows.remove(account);
    }

    private long millisLeft(Window window) {
        long left = intervalNanos - (System.nanoTime() - window.startedNanos);
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(left));
    }
}
