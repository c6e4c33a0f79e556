package io.github.cloudstackreactive.command;

/**
 * In which order a list command gives its rows from page to page, and so what a walk through the pages may miss or give
 * twice when rows are made or deleted meanwhile.
 *
 * <p>It is the order of the pages: within one page the rows may stand otherwise. A row that meanwhile ceases to fit what
 * the list asks for, such as a state, counts as deleted. One that begins to fit it stands in its own place rather than
 * where new rows come, and if that is in a page already walked, one row may come twice, in any order.
 */
public enum RowOrder {
    /**
     * By ascending id, so that new rows come last: what is made meanwhile moves no page and makes none come twice (but for
     * a row that is written later than one of a higher id, which is rare), and each row deleted meanwhile from the pages
     * already walked may make one be missed.
     */
    BY_ID,
    /**
     * By descending id, or by a date and then by descending id, so that new rows come first: each row made meanwhile pushes
     * the rest back and may make one come twice, and each one deleted meanwhile from the pages already walked may make one
     * be missed.
     */
    NEWEST_FIRST,
    /**
     * By descending date, in seconds, and in no settled order where rows are of the same second: as {@link #NEWEST_FIRST},
     * and where such rows are on both sides of the end of a page one may come twice and another be missed although nothing
     * changed.
     */
    NEWEST_FIRST_WITH_TIES,
    /**
     * By a key that settles their order, such as a name that no two share, or a sort key and then the id; so new rows may
     * come anywhere, and a row whose key is changed moves. Each row made meanwhile may make one come twice, each one deleted
     * meanwhile may make one be missed, and one that moves may itself be missed or come twice.
     */
    BY_SORT_KEY,
    /**
     * By a key that rows may share, and in no settled order where they do: as {@link #BY_SORT_KEY}, and where such rows are
     * on both sides of the end of a page one may come twice and another be missed although nothing changed.
     */
    BY_SORT_KEY_WITH_TIES,
    /**
     * In no order that the server settles: rows may come twice or be missed although nothing changed, though that is
     * rarely seen.
     */
    UNSORTED,
    /** Not known, so that anything said of the others may happen. */
    UNKNOWN
}
