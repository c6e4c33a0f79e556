package io.github.cloudstackreactive.reply;

import org.jspecify.annotations.Nullable;

/**
 * What an HTTP reply tells before its body.
 *
 * @param status the HTTP status
 * @param contentType the Content-Type header, empty if there was none
 * @param date the Date header; null if there was none
 * @param location the Location header; null if there was none
 * @param length how many bytes the body will have, decompressed; negative where that is not known
 */
public record ReplyHead(
        int status,
        String contentType,
        @Nullable String date,
        @Nullable String location,
        long length) {

    /** The whole reply, of the first {@code length} bytes of an array that is not changed after. */
    public Reply with(byte[] body, int length) {
        return new Reply(status, contentType, date, location, body, length);
    }
}
