package io.github.cloudstackreactive.reply;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP reply whole in memory, decompressed; its buffers have been given back.
 *
 * @param status the HTTP status
 * @param contentType the Content-Type header, empty if there was none
 * @param date the Date header; null if there was none
 * @param location the Location header; null if there was none
 * @param body bytes, of which the first {@code length} count; never changed after this is made
 * @param length how many bytes the body has
 */
public record Reply(
        int status,
        String contentType,
        @Nullable String date,
        @Nullable String location,
        byte[] body,
        int length) {

    private static final int LONGEST_OPENING = 10;

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
                && !contentType.toLowerCase(Locale.ROOT).contains("html");
    }

    /** The status and the size; nothing of the body. */
    @Override
    public String toString() {
        return "Reply[" + status + ", " + length + " bytes]";
    }
}
