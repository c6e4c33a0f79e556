package io.github.cloudstackreactive.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The network failed: no connection, no TLS, no reply in time, a connection closed half-way, or a client that is closed. */
public final class TransportException extends CloudStackException {

    private final boolean sent;
    private final boolean mayPass;
    private final boolean reached;

    private TransportException(
            @Nullable String command,
            String message,
            boolean sent,
            boolean mayPass,
            boolean reached,
            @Nullable Throwable cause) {
        super(command, message, cause);
        this.sent = sent;
        this.mayPass = mayPass;
        this.reached = reached;
    }

    /**
     * A failure that another attempt may not meet.
     *
     * @param sent whether the request had been handed to a connection, so that the server may have seen it
     */
    public static TransportException passing(
            @Nullable String command, String message, boolean sent, @Nullable Throwable cause) {
        return new TransportException(command, message, sent, true, true, cause);
    }

    /** A failure before any server or proxy heard of the call: no address, no route, nobody who listens, a closed client. */
    public static TransportException unreached(
            @Nullable String command, String message, boolean mayPass, @Nullable Throwable cause) {
        return new TransportException(command, message, false, mayPass, false, cause);
    }

    /** A failure, before anything was sent, that every further attempt would meet as well. */
    public static TransportException lasting(@Nullable String command, String message, @Nullable Throwable cause) {
        return new TransportException(command, message, false, false, true, cause);
    }

    /**
     * A failure that another attempt would meet as well, though this one may have reached the server: its time is up.
     *
     * @param sent whether the request had been handed to a connection
     */
    public static TransportException late(String command, String message, boolean sent) {
        return new TransportException(command, message, sent, false, sent, null);
    }

    @Override
    public TransportException again() {
        return new TransportException(command(), Objects.requireNonNull(getMessage()), sent, mayPass, reached, this);
    }

    /** Whether the request had been handed to a connection; if false, the server never saw the command. */
    public boolean sent() {
        return sent;
    }

    /**
     * Whether a server, or a proxy before it, had to do with the failure, though it may not have seen the command: it took the
     * connection and broke it, refused TLS, or lost what was asked before the command. If false, nobody heard of the call.
     */
    public boolean reached() {
        return reached;
    }

    /** Whether another attempt may fare better; not so with a certificate that is refused, or a client that is closed. */
    public boolean mayPass() {
        return mayPass;
    }
}
