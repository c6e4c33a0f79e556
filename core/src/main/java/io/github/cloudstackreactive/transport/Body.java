package io.github.cloudstackreactive.transport;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Gathers a reply's body, by copy, so that every buffer goes back as it comes; private to one reply. */
final class Body {

    private static final int FIRST = 4 * 1024;
    private static final int LARGEST_FIRST = 2 * 1024 * 1024;

    private final int limit;
    private final int status;
    private byte[] bytes;
    private int length;

    /**
     * @param announced the Content-Length; negative if there is none
     * @param status the reply's HTTP status, for the error
     */
    Body(int limit, long announced, int status) {
        if (announced > limit) {
            throw new TooLarge(limit, status);
        }
        this.limit = limit;
        this.status = status;
        this.bytes = new byte[(int) Math.min(announced < 0 ? FIRST : announced, LARGEST_FIRST)];
    }

    void append(ByteBuf chunk) {
        int more = chunk.readableBytes();
        if (more > limit - length) {
            throw new TooLarge(limit, status);
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(length + (long) more, 2L * bytes.length)));
        }
        chunk.readBytes(bytes, length, more);
        length += more;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** The body outgrew its limit. */
    static final class TooLarge extends RuntimeException {

        private final int status;

        TooLarge(int limit, int status) {
            super("larger than " + limit + " bytes", null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
