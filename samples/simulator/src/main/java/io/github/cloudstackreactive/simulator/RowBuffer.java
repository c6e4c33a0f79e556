package io.github.cloudstackreactive.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes that rows are written into.
 *
 * <p>Rows are written as bytes and never as a tree: a page of 500 virtual machines is a megabyte, and the simulator must
 * not be what a measurement measures.
 */
final class RowBuffer {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[4096];
    private int length;

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** Takes back what was written after {@code earlier}. */
    void truncate(int earlier) {
        length = earlier;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    byte[] copyFrom(int start) {
        return Arrays.copyOfRange(bytes, start, length);
    }

    RowBuffer raw(byte[] more) {
        grow(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    RowBuffer raw(String more) {
        return raw(more.getBytes(StandardCharsets.UTF_8));
    }

    RowBuffer number(long value) {
        return raw(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes a number that is not negative with leading zeros. */
    RowBuffer padded(long value, int width) {
        int digits = width;
        for (long rest = value, limit = pow10(width); rest >= limit; limit *= 10) {
            digits++;
        }
        grow(digits);
        long rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = HEX[(int) (rest % 10)];
            rest /= 10;
        }
        length += digits;
        return this;
    }

    RowBuffer hex(long value, int digits) {
        grow(digits);
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(int) (value >>> shift) & 0xf];
        }
        return this;
    }

    RowBuffer uuid(long high, long low) {
        hex(high >>> 32, 8).dash().hex(high >>> 16, 4).dash().hex(high, 4).dash();
        return hex(low >>> 48, 4).dash().hex(low, 12);
    }

    /** Whether what was written since {@code start} holds {@code needle}, letters of ASCII compared without case. */
    boolean containsSince(int start, byte[] needle) {
        for (int from = start; from <= length - needle.length; from++) {
            int at = 0;
            while (at < needle.length && lower(bytes[from + at]) == needle[at]) {
                at++;
            }
            if (at == needle.length) {
                return true;
            }
        }
        return false;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    private static long pow10(int width) {
        long limit = 1;
        for (int i = 0; i < width; i++) {
            limit *= 10;
        }
        return limit;
    }

    private RowBuffer dash() {
        grow(1);
        bytes[length++] = '-';
        return this;
    }

    private void grow(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
