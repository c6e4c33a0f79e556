package io.github.cloudstackreactive.benchmarks.race;

import io.netty.buffer.ByteBuf;

/** A body of a known length, copied together. */
final class GatheredBody {

    final byte[] bytes;
    private int length;

    GatheredBody(int length) {
        bytes = new byte[length];
    }

    void append(ByteBuf buffer) {
        int more = buffer.readableBytes();
        buffer.readBytes(bytes, length, more);
        length += more;
    }
}
