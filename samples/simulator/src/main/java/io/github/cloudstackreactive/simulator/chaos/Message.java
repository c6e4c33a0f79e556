package io.github.cloudstackreactive.simulator.chaos;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A request or a reply as it is on the wire.
 *
 * @param bytes all of it
 * @param headLength how many of them are the head, the empty line included
 * @param chunked whether the rest is chunks
 */
record Message(byte[] bytes, int headLength, boolean chunked) {

    private static final Pattern LENGTH =
            Pattern.compile("\r\n(content-length|transfer-encoding):[^\r\n]*", Pattern.CASE_INSENSITIVE);

    byte[] rest() {
        return Arrays.copyOfRange(bytes, headLength, bytes.length);
    }

    byte[] upTo(int length) {
        return Arrays.copyOf(bytes, length);
    }

    byte[] twice() {
        byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
        return twice;
    }

    byte[] withRestTwice() {
        byte[] longer = Arrays.copyOf(bytes, 2 * bytes.length - headLength);
        System.arraycopy(bytes, headLength, longer, bytes.length, bytes.length - headLength);
        return longer;
    }

    /** The same head but for the length, and so much of the body: from 0 for nothing, below 1. */
    byte[] shortened(double share) {
        byte[] body = body();
        int kept = Math.min((int) (share * body.length), Math.max(0, body.length - 1));
        String head = LENGTH.matcher(new String(bytes, 0, headLength, StandardCharsets.ISO_8859_1))
                .replaceAll("");
        byte[] shorterHead = (head.substring(0, head.length() - 2) + "content-length: " + kept + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] shortened = Arrays.copyOf(shorterHead, shorterHead.length + kept);
        System.arraycopy(body, 0, shortened, shorterHead.length, kept);
        return shortened;
    }

    /** The body, taken out of its chunks. */
    byte[] body() {
        if (!chunked) {
            return rest();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int at = headLength;
        for (int size = Chunks.sizeAt(bytes, at); size > 0; size = Chunks.sizeAt(bytes, at)) {
            int begin = Chunks.afterLine(bytes, at, bytes.length);
            body.write(bytes, begin, size);
            at = begin + size + 2;
        }
        return body.toByteArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Message that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Message[" + bytes.length + " bytes]";
    }
}
