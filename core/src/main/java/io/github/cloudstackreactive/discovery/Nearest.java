package io.github.cloudstackreactive.discovery;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The name that somebody who misspelled one is likely to have meant. */
final class Nearest {

    private Nearest() {}

    /** One of the names that is near enough to be a slip; null if none is. */
    static @Nullable String to(String name, Collection<String> names) {
        String wanted = name.toLowerCase(Locale.ROOT);
        int least = 1 + Math.max(1, wanted.length() / 4);
        String nearest = null;
        for (String each : names) {
            int distance = distance(wanted, each.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                nearest = each;
            }
        }
        return nearest;
    }

    // "zone" for zoneid, "id" for ids: no slip of the hand, but a common one.
    private static int distance(String one, String other) {
        return other.equals(one + "id") || other.equals(one + "s") || other.equals(one + "ids")
                ? 1
                : letters(one, other);
    }

    /** How many letters must be changed, added or left out (Levenshtein). */
    private static int letters(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
