package io.github.cloudstackreactive.limit;

import org.jspecify.annotations.Nullable;

/** Places in the order in which they came; who is within may leave at once. Not for sharing without a lock. */
final class Line {

    private @Nullable Place first;
    private @Nullable Place last;
    private int length;

    int length() {
        return length;
    }

    void add(Place place) {
        place.before = last;
        if (last == null) {
            first = place;
        } else {
            last.after = place;
        }
        last = place;
        length++;
    }

    void remove(Place place) {
        Place before = place.before;
        Place after = place.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        place.before = null;
        place.after = null;
        length--;
    }

    @Nullable
    Place first() {
        return first;
    }
}
