package io.github.cloudstackreactive.simulator;

import java.util.OptionalLong;
import java.util.UUID;

/**
 * Unique ids that are computed from an index and can be turned back into it.
 *
 * <p>So a million virtual machines need no table of ids. An index may be negative. The result is a UUID of version 4 to
 * look at.
 */
final class Ids {

    private static final long ODD = 0x9E3779B97F4A7C15L;
    private static final long ODD_INVERSE = 0xF1DE83E19937733DL;

    private Ids() {}

    static void write(RowBuffer out, int family, long index) {
        long mixed = mix(index);
        out.uuid(high(mixed, family), low(mixed, family));
    }

    static String of(int family, long index) {
        long mixed = mix(index);
        return new UUID(high(mixed, family), low(mixed, family)).toString();
    }

    /** The index that this id was made from, if it was made for this family. */
    static OptionalLong indexOf(int family, String id) {
        if (!wellFormed(id)) {
            return OptionalLong.empty();
        }
        UUID uuid = UUID.fromString(id);
        long high = uuid.getMostSignificantBits();
        long low = uuid.getLeastSignificantBits();
        long mixed = (high >>> 32 << 32) | ((high & 0xfff) << 20) | ((low >>> 42) & 0xfffff);
        boolean ours = high(mixed, family) == high && low(mixed, family) == low;
        return ours ? OptionalLong.of(unmix(mixed)) : OptionalLong.empty();
    }

    /** Whether this is a UUID in its usual form; {@link UUID#fromString} alone would accept {@code 1-1-1-1-1}. */
    static boolean wellFormed(String id) {
        if (id.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            char c = id.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static long high(long mixed, int family) {
        long tag = (family * 0x9E37L + 0x79B9L) & 0xffff;
        return (mixed >>> 32 << 32) | (tag << 16) | 0x4000L | ((mixed >>> 20) & 0xfff);
    }

    private static long low(long mixed, int family) {
        long rest = (((mixed + family) * ODD) >>> 22) & ((1L << 42) - 1);
        return 0x8000000000000000L | ((mixed & 0xfffff) << 42) | rest;
    }

    private static long mix(long index) {
        long mixed = (index + 1) * ODD;
        mixed ^= mixed >>> 32;
        return mixed * ODD;
    }

    private static long unmix(long mixed) {
        long index = mixed * ODD_INVERSE;
        index ^= index >>> 32;
        return index * ODD_INVERSE - 1;
    }
}
