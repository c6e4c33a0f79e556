package io.github.cloudstackreactive.paging;

import org.jspecify.annotations.Nullable;

/**
 * How a list is to be walked through.
 *
 * @param pageSize how many rows to ask for at a time; {@link PageWalk#EVERYTHING} for all at once
 * @param prefetch how many pages to fetch ahead
 * @param window how many rows back repeats are known; 0 if they are not to be left out
 * @param ordered whether rows come in the server's order
 * @param snapshot whether everything comes in one reply, taken as it is demanded
 * @param start where to begin; null for the first page
 */
record ListSettings(
        int pageSize,
        int prefetch,
        int window,
        boolean ordered,
        boolean snapshot,
        @Nullable PageCursor start) {

    static ListSettings ofPages(int pageSize) {
        return new ListSettings(pageSize, 0, 0, true, false, null);
    }

    ListSettings withPageSize(int rows) {
        return new ListSettings(rows, prefetch, window, ordered, false, start);
    }

    ListSettings withPrefetch(int pages) {
        return new ListSettings(pageSize, pages, window, ordered, snapshot, start);
    }

    ListSettings withWindow(int rows) {
        return new ListSettings(pageSize, prefetch, rows, ordered, snapshot, start);
    }

    ListSettings unordered() {
        return new ListSettings(pageSize, prefetch, window, false, snapshot, start);
    }

    ListSettings asSnapshot() {
        return new ListSettings(PageWalk.EVERYTHING, prefetch, window, ordered, true, start);
    }

    ListSettings inPages() {
        return new ListSettings(pageSize, prefetch, window, ordered, false, start);
    }

    ListSettings from(PageCursor cursor) {
        return new ListSettings(cursor.pageSize(), prefetch, window, ordered, snapshot, cursor);
    }
}
