package io.github.cloudstackreactive.benchmarks.race;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * A reply to listVirtualMachines, which can be written in parts.
 *
 * @param from the place of the first row
 * @param to the place after the last row; the same if there are none
 * @param total what is counted, first in the payload as CloudStack does
 */
record MachinePage(MachineRows rows, long from, long to, long total) {

    private static final byte[] ROWS_END = "]}}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_ROWS_END = "}}".getBytes(StandardCharsets.US_ASCII);

    long length() {
        return from == to
                ? head().length + NO_ROWS_END.length
                : head().length + rows.bytesBefore(to) - rows.bytesBefore(from) - 1 + ROWS_END.length;
    }

    ByteBuf whole(ByteBufAllocator allocator) {
        return part(from, to, allocator);
    }

    /** Some of its rows, with the page's beginning if they are the first and its end if they are the last. */
    ByteBuf part(long first, long end, ByteBufAllocator allocator) {
        byte[] head = head();
        long length = head.length + rows.bytesBefore(end) - rows.bytesBefore(first) + ROWS_END.length;
        ByteBuf out = allocator.directBuffer(Math.toIntExact(length));
        if (first == from) {
            out.writeBytes(head);
        }
        if (from == to) {
            return out.writeBytes(NO_ROWS_END);
        }
        rows.write(first, end, out);
        // The list's end takes the place of the last comma.
        return end == to ? out.writerIndex(out.writerIndex() - 1).writeBytes(ROWS_END) : out;
    }

    private byte[] head() {
        return ("{\"listvirtualmachinesresponse\":{\"count\":" + total + (from == to ? "" : ",\"virtualmachine\":["))
                .getBytes(StandardCharsets.US_ASCII);
    }
}
