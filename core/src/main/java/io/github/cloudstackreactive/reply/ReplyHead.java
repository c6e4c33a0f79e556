package io.github.cloudstackreactive.reply;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP reply tells before its body.
 *
 * @param status the HTTP status
 * @param contentType the Content-Type header, empty if there was none
 * @param date the Date header; null if there was none
 * @param location the Location header; null if there was none
 * @param retryAfter the Retry-After header; null if there was none
 * @param cookies the Set-Cookie headers, which may hold a session's secrets
 * @param length how many bytes the body will have, decompressed; negative where that is not known
 */
public record ReplyHead(
        int status,
        String contentType,
        @Nullable String date,
        @Nullable String location,
        @Nullable String retryAfter,
        List<String> cookies,
        long length) {

    public ReplyHead {
        cookies = List.copyOf(cookies);
    }

    /** A head that tells no more than that. */
    public ReplyHead(int status, String contentType, long length) {
        this(status, contentType, null, null, null, List.of(), length);
    }

    /** The whole reply, of the first {@code length} bytes of an array that is not changed after. */
    public Reply with(byte[] body, int length) {
        return new Reply(this, body, length);
    }

    /** The status and the size; nothing of the cookies. */
    @Override
    public String toString() {
        return "ReplyHead[" + status + ", " + length + " bytes]";
    }
}
