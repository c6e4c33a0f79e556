package io.github.cloudstackreactive.benchmarks.race;

import io.github.cloudstackreactive.benchmarks.MachinePages;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The machines of a cloud of any size as JSON, some 2 KB each: the same few hundred over and over, each under an id of its
 * own that tells its place.
 */
final class MachineRows {

    static final int TEMPLATES = 500;

    private static final String ID = "\"id\":\"";
    private static final String FIRST_DIGITS = "00000000-0000-4000-8000-";
    private static final int LAST_DIGITS = 12;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    // Each row with a comma after it.
    private final byte[] templates;
    private final int[] starts = new int[TEMPLATES + 1];
    private final int[] digits = new int[TEMPLATES];

    MachineRows() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int row = 0;
        for (JsonNode machine : JsonMapper.shared().readTree(MachinePages.listed(TEMPLATES))) {
            String own = ID + machine.path("id").stringValue();
            String text = machine.toString().replace(own, ID + id(0)) + ',';
            starts[row] = all.size();
            digits[row] = all.size() + text.indexOf(ID + FIRST_DIGITS) + ID.length() + FIRST_DIGITS.length();
            all.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            row++;
        }
        starts[row] = all.size();
        templates = all.toByteArray();
    }

    /** The id of a row by its place in the list, from 0; the order of the ids is that of the places. */
    static String id(long place) {
        return FIRST_DIGITS + String.format(Locale.ROOT, "%012x", place);
    }

    /** The place of a row by its id. */
    static long place(String id) {
        return Long.parseLong(id, FIRST_DIGITS.length(), id.length(), 16);
    }

    /** How many bytes the rows before this one take, each with a comma after it. */
    long bytesBefore(long place) {
        return place / TEMPLATES * templates.length + starts[(int) (place % TEMPLATES)];
    }

    /** Writes these rows, each with a comma after it. */
    void write(long from, long to, ByteBuf out) {
        for (long place = from; place < to; place++) {
            int template = (int) (place % TEMPLATES);
            int length = starts[template + 1] - starts[template];
            int start = out.writerIndex();
            out.writeBytes(templates, starts[template], length);
            int last = start + digits[template] - starts[template] + LAST_DIGITS - 1;
            for (long rest = place; rest > 0; rest >>= 4) {
                out.setByte(last--, DIGITS[(int) (rest & 15)]);
            }
        }
    }
}
