package io.github.cloudstackreactive.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the server said of an error, in its own terms.
 *
 * @param status the HTTP status; equal to the error code on every server tried
 * @param errorCode CloudStack's {@code errorcode}
 * @param csErrorCode the finer {@code cserrorcode}; absent on 401, on login and on failed jobs
 * @param text the server's {@code errortext}, with sensitive values taken out
 * @param retryAfter how long the Retry-After header asks to wait; null if there was none
 */
public record ErrorBody(
        int status,
        int errorCode,
        @Nullable Integer csErrorCode,
        String text,
        @Nullable Duration retryAfter) {

    @Override
    public String toString() {
        return "HTTP " + status + ", error " + errorCode + (csErrorCode == null ? "" : "/" + csErrorCode) + ": " + text;
    }
}
