package io.github.cloudstackreactive.error;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reply is not one that the CloudStack API gives: HTML from a proxy, an empty body, JSON cut short, rows that were
 * due and are not there, or a value that the caller's type cannot hold.
 */
public final class ProtocolException extends CloudStackException {

    private final int status;
    private final boolean carriedOut;
    private final @Nullable Duration retryAfter;

    /**
     * @param status the HTTP status of the reply
     * @param carriedOut whether the command succeeded and only its answer cannot be held by the caller's type
     */
    public ProtocolException(String command, int status, String message, boolean carriedOut) {
        this(command, status, message, carriedOut, null);
    }

    /**
     * @param retryAfter how long whoever answered asks to wait before another attempt; null if it does not say
     */
    public ProtocolException(
            String command, int status, String message, boolean carriedOut, @Nullable Duration retryAfter) {
        this(command, status, message, carriedOut, retryAfter, null);
    }

    private ProtocolException(
            @Nullable String command,
            int status,
            String message,
            boolean carriedOut,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(command, message, cause);
        this.status = status;
        this.carriedOut = carriedOut;
        this.retryAfter = retryAfter;
    }

    @Override
    public ProtocolException again() {
        return new ProtocolException(
                command(), status, Objects.requireNonNull(getMessage()), carriedOut, retryAfter, this);
    }

    /** The HTTP status of the reply. */
    public int status() {
        return status;
    }

    /** How long whoever answered asks to wait before another attempt, by a Retry-After header; null if it does not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** Whether the command succeeded and only its answer cannot be held by the caller's type. */
    public boolean carriedOut() {
        return carriedOut;
    }
}
