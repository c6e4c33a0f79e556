package io.github.cloudstackreactive.limit;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many requests may go out in any stretch of time, told by the caller or learned from refusals; and when none may.
 *
 * <p>A server with {@code api.throttling.enabled} counts an account's requests from the first one on, and when the time is
 * up from the next; one too many gets a 429 whose text tells how long that time lasts (behaviour.md (e)). So after a refusal
 * nothing goes until then; and at the next one it is known how long the time is and how many requests it takes, both from
 * the first request after the wait on. That is raised for every such time without a refusal, by a quarter, by half, and
 * then twofold each time, since other programs may have had a share of it; and it falls by half at most in a time, since
 * what was taken after the server's time began anew may have been counted to the one before.
 *
 * <p>Not for sharing between threads without a lock. Times are in nanoseconds.
 */
final class CallRate {

    private static final int REMEMBERED = 1024;
    private static final int CAREFUL = 2;
    private static final int MOST_LEARNED = 100_000;
    private static final long LONGEST_REST = TimeUnit.MINUTES.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_MEASURED = TimeUnit.SECONDS.toNanos(10);

    // The last requests' times, in a ring; as many as the rate needs.
    private long[] sent = new long[REMEMBERED];
    private int next;
    private long count;

    /** What went before does not count: the server began to count anew. */
    private long countedFrom;

    /** How many may go in {@link #per}; 0 while that is not known. */
    private int calls;

    private long per;
    private final boolean fixed;
    private LimitSettings.@Nullable Rate told;

    private boolean resting;
    private long restsUntil;

    /** Whether the server asked for a longer rest: then its time goes on after it. */
    private boolean restIsCut;

    /** The server's time as far as it is known: from the first request after a wait, or after the last such time. */
    private boolean inWindow;

    private boolean windowKnown;
    private long windowStart;
    private int sentInWindow;
    private int refusedInWindow;
    private int leastInWindow;
    private long raisedAt;

    /** How often it was raised since the last refusal. */
    private int calm;

    CallRate(LimitSettings.@Nullable Rate rate) {
        this.fixed = rate != null;
        if (rate != null) {
            adopt(rate.calls(), rate.per().toNanos());
        }
    }

    private void adopt(int calls, long per) {
        this.calls = calls;
        this.per = per;
        if (calls > sent.length) {
            resize(Math.max(calls, 2 * sent.length));
        }
    }

    private void resize(int length) {
        long[] longer = new long[length];
        int kept = (int) Math.min(count, sent.length);
        for (int i = 0; i < kept; i++) {
            longer[i] = sent[Math.floorMod(next - kept + i, sent.length)];
        }
        sent = longer;
        next = kept % length;
    }

    /** When the next request may go: now, or later. */
    long free(long now) {
        long free = now;
        if (calls > 0 && count - countedFrom >= calls) {
            free = later(free, sent[Math.floorMod(next - calls, sent.length)] + per);
        }
        return resting ? later(free, restsUntil) : free;
    }

    /** A request goes. */
    void take(long now) {
        if (resting && now - restsUntil >= 0) {
            resting = false;
            windowKnown = !restIsCut;
            restIsCut = false;
            inWindow = false;
        }
        if (!inWindow || (calls > 0 && now - windowStart >= per)) {
            inWindow = true;
            windowStart = now;
            sentInWindow = 0;
            refusedInWindow = 0;
            leastInWindow = Math.max(1, calls / 2);
        }
        sentInWindow++;
        if (isLearned() && now - raisedAt >= per && isUsed(now)) {
            raisedAt = now;
            adopt(calls + Math.max(1, calls >> Math.max(0, CAREFUL - calm++)), per);
        }
        sent[next] = now;
        next = (next + 1) % sent.length;
        count++;
    }

    private boolean isLearned() {
        return calls > 0 && calls < MOST_LEARNED && !fixed && told == null;
    }

    /** Whether at least half of what may go did go of late. */
    private boolean isUsed(long now) {
        return count - countedFrom >= calls && now - sent[Math.floorMod(next - calls, sent.length)] < 2 * per;
    }

    /** What the server says of its limit; kept to from the first refusal on, since it does not hold for everybody. */
    void told(LimitSettings.Rate rate) {
        told = rate;
        if (calls > 0 && !fixed) {
            adopt(rate.calls(), rate.per().toNanos());
        }
    }

    /** The server refused a request, sent then, and will take the next one after that wait, by what it said by now. */
    void refused(long sent, long now, long wait) {
        rest(now + Math.min(wait, LONGEST_REST));
        restIsCut |= wait > LONGEST_REST;
        if (fixed) {
            return;
        }
        countedFrom = count;
        if (told != null) {
            adopt(told.calls(), told.per().toNanos());
        } else if (windowKnown && sent - windowStart >= 0) {
            refusedInWindow++;
            long elapsed = sent - windowStart;
            long window = (elapsed + wait + SECOND / 2) / SECOND * SECOND;
            int taken = sentInWindow - refusedInWindow;
            if (taken > 0 && isLikely(elapsed, wait, window)) {
                adopt(Math.max(leastInWindow, taken), window);
                raisedAt = now;
                calm = 0;
            }
        }
    }

    // A server's time is of whole seconds and never longer than one measured before. What began long ago, or ends
    // otherwise, is a later time than the one that began after the wait: of that, only the wait is known.
    private boolean isLikely(long elapsed, long wait, long window) {
        return window >= SECOND
                && elapsed < LONGEST_MEASURED
                && Math.abs(elapsed + wait - window) < SECOND / 5
                && (calls == 0 || window <= per);
    }

    /** Lets nothing go before then. */
    private void rest(long until) {
        restsUntil = resting ? later(restsUntil, until) : until;
        resting = true;
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
