package io.github.cloudstackreactive.reply;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one page, decoded, with what is needed to know them again.
 *
 * @param <T> the type of a row
 */
public final class Rows<T> {

    private final List<T> rows;
    private final @Nullable List<String> identities;
    private final @Nullable Long count;
    private final Bytes bytes;

    Rows(List<T> rows, @Nullable List<String> identities, @Nullable Long count, Bytes bytes) {
        this.rows = rows;
        this.identities = identities;
        this.count = count;
        this.bytes = bytes;
    }

    /** No rows, without a count. */
    public static <T> Rows<T> none() {
        return new Rows<>(List.of(), List.of(), null, new Bytes(new byte[0], 0, 0));
    }

    /** The rows in the server's order. */
    public List<T> rows() {
        return rows;
    }

    /** What tells each row from others, in the order of the rows; null unless it was asked for. */
    public @Nullable List<String> identities() {
        return identities;
    }

    /** The server's {@code count}; null if it gave none. Usually a total, on some commands the length of the page. */
    public @Nullable Long count() {
        return count;
    }

    /** The rows as they came on the wire, to be held against those of another page. */
    public Bytes bytes() {
        return bytes;
    }

    /** A stretch of a reply's body; equal to another of the same bytes. */
    public static final class Bytes {

        private final byte[] body;
        private final int from;
        private final int to;

        Bytes(byte[] body, int from, int to) {
            this.body = body;
            this.from = from;
            this.to = to;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes that && Arrays.equals(body, from, to, that.body, that.from, that.to);
        }

        @Override
        public int hashCode() {
            return to - from;
        }
    }
}
