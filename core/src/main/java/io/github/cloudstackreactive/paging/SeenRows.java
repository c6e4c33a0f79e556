package io.github.cloudstackreactive.paging;

import java.util.LinkedHashSet;
import java.util.Set;

/** The identities of the last rows, up to a number; private to one walk. */
final class SeenRows {

    private final int window;
    private final Set<String> identities = new LinkedHashSet<>();

    SeenRows(int window) {
        this.window = window;
    }

    /** Remembers a row, and forgets the oldest where that is one too many. */
    boolean add(String identity) {
        boolean isNew = identities.add(identity);
        if (isNew && identities.size() > window) {
            identities.remove(identities.iterator().next());
        }
        return isNew;
    }
}
