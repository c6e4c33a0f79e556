package io.github.cloudstackreactive.reply;

import java.nio.charset.StandardCharsets;
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

    String text() {
        return new String(body, 0, length, StandardCharsets.UTF_8);
    }

    /** The status and the size; nothing of the body. */
    @Override
    public String toString() {
        return "Reply[" + status + ", " + length + " bytes]";
    }
}
