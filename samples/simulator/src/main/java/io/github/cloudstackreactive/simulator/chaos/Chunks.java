package io.github.cloudstackreactive.simulator.chaos;

import java.nio.charset.StandardCharsets;

/** How a chunked body is written (RFC 9112, 7.1). */
final class Chunks {

    private Chunks() {}

    /** Where the line that begins here is over; -1 while it is not. */
    static int afterLine(byte[] bytes, int from, int length) {
        for (int i = from; i + 1 < length; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i + 2;
            }
        }
        return -1;
    }

    /** The size that the whole line here tells. */
    static int sizeAt(byte[] bytes, int from) {
        int end = afterLine(bytes, from, bytes.length);
        String line = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
        int extension = line.indexOf(';');
        return Integer.parseInt((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
    }

    /** Where the first chunk not yet whole begins, from here on; past the last one, the negative of the body's end. */
    static int walk(byte[] bytes, int from, int length) {
        int at = from;
        while (true) {
            int begin = afterLine(bytes, at, length);
            if (begin < 0) {
                return at;
            }
            int size = sizeAt(bytes, at);
            int end = size == 0 ? afterTrailers(bytes, begin, length) : begin + size + 2;
            if (end < 0 || end > length) {
                return at;
            }
            if (size == 0) {
                return -end;
            }
            at = end;
        }
    }

    private static int afterTrailers(byte[] bytes, int from, int length) {
        int at = from;
        while (true) {
            int next = afterLine(bytes, at, length);
            if (next < 0 || next == at + 2) {
                return next;
            }
            at = next;
        }
    }
}
