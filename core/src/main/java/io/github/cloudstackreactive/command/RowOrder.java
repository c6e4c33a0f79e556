package io.github.cloudstackreactive.command;

/**
 * In which order a list command gives its rows from page to page, and so what a walk through the pages may miss or give
 * twice when rows are made or deleted meanwhile.
 *
 * <p>A row that no longer fits what the list asks for counts as deleted, and one that now fits as made. It is the order
 * of the pages: within one page the rows may stand otherwise.
 */
public enum RowOrder {
    /**
     * By ascending id, so that new rows come last: none comes twice, what is made meanwhile moves no page, and each row
     * deleted meanwhile from the pages behind may make one be missed.
     */
    BY_ID,
    /**
     * By descending id or an exact equal of it, so that new rows come first: each row made meanwhile pushes the rest back
     * and may make one come twice, and each one deleted meanwhile from the pages behind may make one be missed.
     */
    NEWEST_FIRST,
    /**
     * By descending time of their making, and in no settled order where rows were made at the same time: as
     * {@link #NEWEST_FIRST}, and where such rows are on both sides of the end of a page one may come twice and another be
     * missed although nothing changed.
     */
    NEWEST_FIRST_WITH_TIES,
    /**
     * By a key that settles their order, such as a name that no two share, or a sort key and then the id; so new rows may
     * come anywhere, and a row whose key is changed moves: each row made meanwhile may make one come twice, each one
     * deleted meanwhile may make one be missed, and one that moves may itself be missed or come twice.
     */
    BY_SORT_KEY,
    /**
     * By a key that rows may share, and in no settled order where they do: as {@link #BY_SORT_KEY}, and where
     * such rows are on both sides of the end of a page one may come twice and another be missed although nothing changed.
     */
    BY_SORT_KEY_WITH_TIES,
    /**
     * In no order that the server asks its database for: rows may come twice or be missed although nothing changed, though
     * it is rarely seen.
     */
    UNSORTED,
    /** Not known: whatever is made or deleted meanwhile, and if nothing is, rows may come twice or be missed. */
    UNKNOWN
}
