package io.github.cloudstackreactive.job;

import java.util.NavigableSet;
import java.util.concurrent.TimeUnit;

/**
 * When a list of the pending jobs is worth its requests. Guarded by the tracker.
 *
 * <p>So many jobs become due within some time, and that many looks would be taken. Lists until then, one after the other, tell of every
 * end much sooner: they are worth it as long as they cost no more than the share of those looks that the settings allow,
 * each list as many requests as the last one took.
 */
final class ListWorth {

    static final long NEVER = Long.MIN_VALUE;

    /** A list that does not come within this time is given up, and those who wait for it are looked at one by one. */
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private static final long COST_HOLDS = TimeUnit.SECONDS.toNanos(60);
    private static final long FIRST_BREAK = TimeUnit.SECONDS.toNanos(2);

    private final int looksForOne;
    private final long between;

    private long cost = 1;
    private long costKnown;

    private boolean endedLately;
    private long again;

    private boolean asked;
    private long askAgain;
    private double affordable;

    private boolean refused;
    private int failures;
    private long worksAgain;

    ListWorth(JobTracking settings) {
        this.looksForOne = settings.listAbove();
        this.between = settings.between().toNanos();
    }

    /** When a list may next be worth it: now if it is; {@link #NEVER} until jobs or their plans change. */
    long when(NavigableSet<TrackedJob> plan, long now) {
        if (now - costKnown > COST_HOLDS) {
            cost = 1;
        }
        if (!works(now) || plan.size() <= looksForOne * cost) {
            return NEVER;
        }
        if (endedLately && again - now > 0) {
            return again;
        }
        if (asked && askAgain - now > 0 && looksForOne > 0) {
            return askAgain;
        }
        asked = true;
        askAgain = now + between / 4;
        affordable = affordable(plan, now);
        return affordable > cost ? now : looksForOne == 0 ? NEVER : askAgain;
    }

    private boolean works(long now) {
        return !refused && (failures == 0 || worksAgain - now <= 0);
    }

    /** How many requests a list may take that was just found worth it. */
    double affordable() {
        return affordable;
    }

    private double affordable(NavigableSet<TrackedJob> plan, long now) {
        if (looksForOne == 0) {
            return plan.first().due - now <= 0 ? Double.MAX_VALUE : 0;
        }
        double most = 0;
        int looks = 0;
        for (TrackedJob job : plan) {
            double lists = Math.max(1, (double) (job.due - now) / between);
            if (plan.size() < looksForOne * lists) {
                break;
            }
            most = Math.max(most, ++looks / (looksForOne * lists));
        }
        return most;
    }

    /** Whether what was affordable buys the list, as far as its cost is known by now. */
    boolean buys(double affordable) {
        return affordable > cost;
    }

    /** Whether a list that was begun then comes to its end so soon that a job that is due may wait for it. */
    boolean isWorthWaitingFor(long began, NavigableSet<TrackedJob> plan, long now) {
        long few = looksForOne * cost;
        return now - began <= 2 * between ? plan.size() > few : areDue(few, plan, now);
    }

    /** Whether the next list may begin so soon that a job that is due may wait for it. */
    boolean isNear(NavigableSet<TrackedJob> plan, long now) {
        if (!works(now) || !endedLately || again - now <= 0) {
            return false;
        }
        long few = looksForOne * cost;
        return again - now <= between ? plan.size() > few : areDue(few, plan, now);
    }

    private boolean areDue(long few, NavigableSet<TrackedJob> plan, long now) {
        int due = 0;
        for (TrackedJob job : plan) {
            if (job.due - now > between) {
                return false;
            }
            if (++due > few) {
                return true;
            }
        }
        return false;
    }

    /** A list takes so many requests, as far as it was read. */
    void costs(long requests, long now) {
        cost = requests;
        costKnown = now;
    }

    /** A list that was begun then is over, in whichever way: the next one leaves the server as long a time as this one took. */
    void over(long began, long now) {
        endedLately = true;
        again = now + Math.max(between, now - began);
    }

    /** A list was read. */
    void succeeded() {
        failures = 0;
    }

    /** A list failed, in a way that may pass: it is left alone for a while, ever longer. */
    void failed(long now) {
        worksAgain = now + Outages.backoff(++failures, FIRST_BREAK, COST_HOLDS);
    }

    /** The server gives no list to this account. */
    void refused() {
        refused = true;
    }

    /** It was not the list alone that was refused. */
    void tryAgain() {
        refused = false;
        failures = 0;
    }

    /** Nobody waits for any job. */
    void rest() {
        endedLately = false;
        asked = false;
    }
}
