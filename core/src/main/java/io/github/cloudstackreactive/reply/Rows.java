package io.github.cloudstackreactive.reply;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of one page, decoded, as they came one after another; a page comes as one of these or as several.
 *
 * @param <T> the type of a row
 */
public final class Rows<T> {

    private final List<T> rows;
    private final RowIdentities identities;
    private final @Nullable Long count;
    private final long checksum;
    private final boolean first;
    private final boolean last;

    Rows(List<T> rows, RowIdentities identities, @Nullable Long count, long checksum, boolean first, boolean last) {
        this.rows = rows;
        this.identities = identities;
        this.count = count;
        this.checksum = checksum;
        this.first = first;
        this.last = last;
    }

    /** A page without rows or a count. */
    public static <T> Rows<T> none() {
        return new Rows<>(List.of(), new RowIdentities(0), null, 0, true, true);
    }

    /** The rows in the server's order. */
    public List<T> rows() {
        return rows;
    }

    /** What tells each row from others, in the order of the rows. */
    public RowIdentities identities() {
        return identities;
    }

    /**
     * The server's {@code count}, as far as it is known by now; null if there is none. Usually a total, on some commands
     * the length of the page.
     */
    public @Nullable Long count() {
        return count;
    }

    /** A checksum of the bytes of all rows of the page so far. */
    public long checksum() {
        return checksum;
    }

    /** Whether the page begins with these rows: it does so again where a broken one is asked for once more. */
    public boolean first() {
        return first;
    }

    /** Whether the page ends with these rows. */
    public boolean last() {
        return last;
    }
}
