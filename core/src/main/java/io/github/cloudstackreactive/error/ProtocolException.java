package io.github.cloudstackreactive.error;

import org.jspecify.annotations.Nullable;

/**
 * The reply is not one that the CloudStack API gives: HTML from a proxy, an empty body, JSON cut short, rows that were
 * due and are not there, or a value that the caller's type cannot hold.
 */
public final class ProtocolException extends CloudStackException {

    private final int status;

    /**
     * @param status the HTTP status of the reply
     */
    public ProtocolException(@Nullable String command, int status, String message, @Nullable Throwable cause) {
        super(command, message, cause);
        this.status = status;
    }

    /** The HTTP status of the reply. */
    public int status() {
        return status;
    }
}
