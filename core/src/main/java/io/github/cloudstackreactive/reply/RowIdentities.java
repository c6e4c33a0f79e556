package io.github.cloudstackreactive.reply;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What tells rows from one another, sixteen bytes a row, in the order of the rows; not thread-safe.
 *
 * <p>A row is known by its {@code id}, with {@code zoneid} where it has one (a template has one row for each zone), or else
 * by all its bytes. Of either a hash of 128 bits is kept: of a million rows no two will share one.
 */
public final class RowIdentities {

    private static final long FIRST_SEED = 0x243F6A8885A308D3L;
    private static final long SECOND_SEED = 0x13198A2E03707344L;
    private static final long FIRST_PRIME = 0x9E3779B97F4A7C15L;
    private static final long SECOND_PRIME = 0xC2B2AE3D27D4EB4FL;

    private long[] words;
    private int size;

    /**
     * @param rows how many rows there is room for at first
     */
    public RowIdentities(int rows) {
        this.words = new long[2 * Math.max(1, rows)];
    }

    /** How many rows there are. */
    public int size() {
        return size;
    }

    /** One half of the identity of a row. */
    public long high(int row) {
        return words[2 * row];
    }

    /** The other half of the identity of a row. */
    public long low(int row) {
        return words[2 * row + 1];
    }

    /** Adds a row of another. */
    public void add(RowIdentities other, int row) {
        add(other.high(row), other.low(row));
    }

    /** Adds all rows of another. */
    public void addAll(RowIdentities other) {
        for (int row = 0; row < other.size; row++) {
            add(other, row);
        }
    }

    private void add(long high, long low) {
        if (2 * size == words.length) {
            words = Arrays.copyOf(words, 2 * words.length);
        }
        words[2 * size] = high;
        words[2 * size + 1] = low;
        size++;
    }

    /** Whether two rows at least are told apart. */
    public boolean anyDiffer() {
        for (int row = 1; row < size; row++) {
            if (high(row) != high(0) || low(row) != low(0)) {
                return true;
            }
        }
        return false;
    }

    void addText(String id, @Nullable String zone) {
        long high = FIRST_SEED;
        long low = SECOND_SEED;
        String text = zone == null ? id : id + ' ' + zone;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            high = (high ^ c) * FIRST_PRIME;
            low = (low ^ c) * SECOND_PRIME;
        }
        add(mixed(high), mixed(low));
    }

    void addBytes(byte[] bytes, int from, int to) {
        long high = ~FIRST_SEED;
        long low = ~SECOND_SEED;
        for (int i = from; i < to; i++) {
            high = (high ^ bytes[i]) * FIRST_PRIME;
            low = (low ^ bytes[i]) * SECOND_PRIME;
        }
        add(mixed(high), mixed(low));
    }

    // What a product leaves in its high bits must reach the low ones, by which rows are looked up.
    private static long mixed(long hash) {
        long folded = (hash ^ (hash >>> 32)) * FIRST_PRIME;
        return folded ^ (folded >>> 29);
    }

    /** Whether the same rows stand in the same order. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowIdentities that && Arrays.equals(words, 0, 2 * size, that.words, 0, 2 * that.size);
    }

    @Override
    public int hashCode() {
        return size == 0 ? 0 : Long.hashCode(words[0]);
    }
}
