package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.reply.RowIdentities;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows that were handed out of a page before it broke, to be passed over now that it comes again.
 *
 * <p>Rows without an id may look alike and be several nevertheless: of three such, of which two were handed out, the third
 * is still due.
 */
final class HandedOut {

    private final Map<Identity, Times> rows = new HashMap<>();

    /** The page begins once more, after so many of its rows. */
    void beginAgain(RowIdentities identities, int handedOut) {
        rows.values().forEach(times -> times.now = 0);
        for (int row = 0; row < handedOut; row++) {
            Times times = rows.computeIfAbsent(Identity.of(identities, row), identity -> new Times());
            times.now++;
            times.before = Math.max(times.before, times.now);
        }
        rows.values().forEach(times -> times.now = 0);
    }

    boolean contains(RowIdentities identities, int row) {
        Times times = rows.get(Identity.of(identities, row));
        return times != null && times.now < times.before;
    }

    /** This row of the page has now been handed out, or passed over. */
    void pass(RowIdentities identities, int row) {
        Times times = rows.get(Identity.of(identities, row));
        if (times != null) {
            times.now++;
        }
    }

    private record Identity(long high, long low) {

        static Identity of(RowIdentities identities, int row) {
            return new Identity(identities.high(row), identities.low(row));
        }
    }

    private static final class Times {
        int before;
        int now;
    }
}
