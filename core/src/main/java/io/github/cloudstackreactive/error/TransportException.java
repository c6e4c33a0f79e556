package io.github.cloudstackreactive.error;

import org.jspecify.annotations.Nullable;

/** The network failed: no connection, no TLS, no reply in time, or a connection closed half-way. */
public final class TransportException extends CloudStackException {

    private final boolean sent;

    /**
     * @param sent whether the request had been handed to a connection, so that the server may have seen it
     */
    public TransportException(@Nullable String command, String message, boolean sent, @Nullable Throwable cause) {
        super(command, message, cause);
        this.sent = sent;
    }

    /** Whether the request had been handed to a connection; if false, the server never saw the command. */
    public boolean sent() {
        return sent;
    }
}
