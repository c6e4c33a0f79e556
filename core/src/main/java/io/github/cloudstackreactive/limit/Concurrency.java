package io.github.cloudstackreactive.limit;

import java.util.HashMap;
import java.util.Map;

/**
 * How many requests may be under way: grows by one a round while replies take no longer than they use to, and is halved
 * when the server shows that it is too much (429, 503, no reply in time).
 *
 * <p>It is halved once for all that were under way together. Not for sharing between threads without a lock; times are in
 * nanoseconds.
 */
final class Concurrency {

    // More commands than these a program does not name; those of a plugin's own making are not counted for ever.
    private static final int MOST_COMMANDS = 2_048;
    private static final double USUAL_WEIGHT = 0.05;
    private static final double RECENT_WEIGHT = 0.2;
    private static final double HOLDS = 2;
    private static final double TOO_LONG = 4;

    private final int most;
    private double limit;
    private long shrunkAt;
    private boolean everShrunk;

    /** How long each command's replies take, in the long run. */
    private final Map<String, double[]> usual = new HashMap<>();

    /** How many times as long as usual replies took of late. */
    private double slowness = 1;

    Concurrency(int most) {
        this.most = most;
        this.limit = most;
    }

    int limit() {
        return (int) limit;
    }

    /** A request was replied to, after that time. */
    void replied(String command, long took) {
        double[] typical = usual.get(command);
        if (typical == null) {
            if (usual.size() < MOST_COMMANDS) {
                usual.put(command, new double[] {took});
            }
            return;
        }
        slowness += RECENT_WEIGHT * (took / Math.max(1, typical[0]) - slowness);
        typical[0] += USUAL_WEIGHT * (took - typical[0]);
        if (limit < most && slowness <= HOLDS) {
            limit = Math.min(most, limit + 1 / limit);
        }
    }

    /** Whether a reply takes so much longer than the command's replies use to that the server seems to have too much. */
    boolean isTooLong(String command, long took) {
        double[] typical = usual.get(command);
        return typical != null && took > TOO_LONG * typical[0];
    }

    /** A request that began then was too much for the server. */
    void tooMuch(long began, long now) {
        if (everShrunk && began - shrunkAt < 0) {
            return;
        }
        everShrunk = true;
        shrunkAt = now;
        limit = Math.max(1, Math.floor(limit / 2));
    }
}
