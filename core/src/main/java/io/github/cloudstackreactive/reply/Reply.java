package io.github.cloudstackreactive.reply;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An HTTP reply whole in memory, decompressed; its buffers have been given back.
 *
 * @param head what it told before its body
 * @param body bytes, of which the first {@code length} count; never changed after this is made
 * @param length how many bytes the body has
 */
public record Reply(ReplyHead head, byte[] body, int length) {

    private static final int LONGEST_OPENING = 10;

    /** The HTTP status. */
    public int status() {
        return head.status();
    }

    String contentType() {
        return head.contentType();
    }

    String text() {
        return new String(body, 0, length, StandardCharsets.UTF_8);
    }

    /** Whether the body is XML by its first characters, and no web page. */
    boolean isXml() {
        int start = 0;
        while (start < length && " \t\r\n".indexOf(body[start]) >= 0) {
            start++;
        }
        if (start == length || body[start] != '<') {
            return false;
        }
        String opening = new String(body, start, Math.min(LONGEST_OPENING, length - start), StandardCharsets.US_ASCII)
                .toLowerCase(Locale.ROOT);
        return !opening.startsWith("<html")
                && !opening.startsWith("<!doctype")
                && !contentType().toLowerCase(Locale.ROOT).contains("html");
    }

    /** The status and the size; nothing of the body. */
    @Override
    public String toString() {
        return "Reply[" + status() + ", " + length + " bytes]";
    }
}
