package io.github.cloudstackreactive.benchmarks.race;

import io.github.cloudstackreactive.model.VirtualMachine;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.ObjectReader;

/** Reads a page row by row, each found by its braces. */
final class SlicesOfRows {

    private static final ObjectReader ROW = Raw.MAPPER.readerFor(VirtualMachine.class);
    private static final int FIRST_LENGTH = 80 * 1024;

    /** A row is the third object: in the reply and its payload. */
    private static final int OBJECTS_TO_ROW = 3;

    private final List<VirtualMachine> rows = new ArrayList<>();
    // What has come and is in no row that has been read.
    private byte[] held = new byte[FIRST_LENGTH];
    private int length;
    private int objects;
    private boolean inString;
    private boolean escaped;

    void feed(ByteBuf buffer) {
        int scanned = length;
        int more = buffer.readableBytes();
        if (length + more > held.length) {
            held = Arrays.copyOf(held, Math.max(length + more, 2 * held.length));
        }
        buffer.readBytes(held, length, more);
        length += more;
        int kept = read(scanned);
        System.arraycopy(held, kept, held, 0, length - kept);
        length -= kept;
    }

    /** Reads the rows that end from here on; gives where the first begins that does not. */
    private int read(int from) {
        byte[] bytes = held;
        int end = length;
        int row = 0;
        boolean text = inString;
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            if (text) {
                if (escaped) {
                    escaped = false;
                } else if (b == '\\') {
                    escaped = true;
                } else if (b == '"') {
                    text = false;
                }
            } else if (b == '"') {
                text = true;
            } else if (b == '{') {
                if (++objects == OBJECTS_TO_ROW) {
                    row = i;
                }
            } else if (b == '}' && objects-- == OBJECTS_TO_ROW) {
                rows.add(ROW.readValue(bytes, row, i + 1 - row));
                row = i + 1;
            }
        }
        inString = text;
        return objects >= OBJECTS_TO_ROW ? row : end;
    }

    List<VirtualMachine> rows() {
        return rows;
    }
}
