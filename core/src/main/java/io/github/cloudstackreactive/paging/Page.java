package io.github.cloudstackreactive.paging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param number the page's number, from 1
 * @param rows the rows in the server's order; without those that {@link ListFlux#withoutRepeats} took out
 * @param reportedTotal the server's {@code count}, usually the total of the list but on some commands the length of the
 *     page; null if it gave none
 * @param next where the list goes on after this page, for {@link ListFlux#from}; null if this was the last
 * @param <T> the type of a row
 */
public record Page<T>(
        int number,
        List<T> rows,
        @Nullable Long reportedTotal,
        @Nullable PageCursor next) {

    public Page {
        rows = List.copyOf(rows);
    }

    /** The number, how many rows, and the total. */
    @Override
    public String toString() {
        return "Page[" + number + ", " + rows.size() + " rows of " + reportedTotal + "]";
    }
}
