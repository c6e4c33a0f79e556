package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.reply.RowIdentities;
import java.util.Arrays;

/**
 * The identities of the last rows, up to a number, at 24 to 48 bytes each; private to one walk.
 *
 * <p>They stand in a ring in the order in which they came; a table of places in the ring, by hash, tells whether one is
 * there.
 */
final class SeenRows {

    private static final int FIRST_ROOM = 64;

    private final int window;
    private long[] ring;
    private int[] table;
    private int size;
    private int oldest;

    SeenRows(int window) {
        this.window = window;
        int room = Math.min(window, FIRST_ROOM);
        this.ring = new long[2 * room];
        this.table = emptyTable(room);
    }

    private static int[] emptyTable(int room) {
        int[] table = new int[Integer.highestOneBit(Math.max(1, room)) * 4];
        Arrays.fill(table, -1);
        return table;
    }

    boolean contains(RowIdentities identities, int row) {
        return table[slotOf(identities.high(row), identities.low(row))] >= 0;
    }

    /**
     * Remembers a row, and forgets the oldest where that is one too many.
     *
     * @return whether it was not remembered yet
     */
    boolean add(RowIdentities identities, int row) {
        long high = identities.high(row);
        long low = identities.low(row);
        if (table[slotOf(high, low)] >= 0) {
            return false;
        }
        if (size == ring.length / 2 && size < window) {
            grow();
        }
        int place = size < window ? size++ : forgetOldest();
        ring[2 * place] = high;
        ring[2 * place + 1] = low;
        table[slotOf(high, low)] = place;
        return true;
    }

    // Only a ring that is not full yet grows, so its first place is still its oldest.
    private void grow() {
        int room = (int) Math.min(window, 2L * size);
        ring = Arrays.copyOf(ring, 2 * room);
        table = emptyTable(room);
        for (int place = 0; place < size; place++) {
            table[slotOf(ring[2 * place], ring[2 * place + 1])] = place;
        }
    }

    private int forgetOldest() {
        int place = oldest;
        oldest = oldest + 1 == window ? 0 : oldest + 1;
        int gap = slotOf(ring[2 * place], ring[2 * place + 1]);
        table[gap] = -1;
        // What stood further on because this was taken moves up, so that a search does not end at the gap.
        int mask = table.length - 1;
        for (int slot = gap + 1 & mask; table[slot] >= 0; slot = slot + 1 & mask) {
            int home = home(ring[2 * table[slot] + 1]);
            if ((slot - home & mask) >= (slot - gap & mask)) {
                table[gap] = table[slot];
                table[slot] = -1;
                gap = slot;
            }
        }
        return place;
    }

    /** Where an identity stands in the table, or would. */
    private int slotOf(long high, long low) {
        int mask = table.length - 1;
        int slot = home(low);
        while (table[slot] >= 0 && (ring[2 * table[slot]] != high || ring[2 * table[slot] + 1] != low)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(long low) {
        return (int) low & table.length - 1;
    }
}
