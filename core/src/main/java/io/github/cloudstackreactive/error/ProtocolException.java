package io.github.cloudstackreactive.error;

/**
 * The reply is not one that the CloudStack API gives: HTML from a proxy, an empty body, JSON cut short, rows that were
 * due and are not there, or a value that the caller's type cannot hold.
 */
public final class ProtocolException extends CloudStackException {

    private final int status;
    private final boolean carriedOut;

    /**
     * @param status the HTTP status of the reply
     * @param carriedOut whether the command succeeded and only its answer cannot be held by the caller's type
     */
    public ProtocolException(String command, int status, String message, boolean carriedOut) {
        super(command, message, null);
        this.status = status;
        this.carriedOut = carriedOut;
    }

    /** The HTTP status of the reply. */
    public int status() {
        return status;
    }

    /** Whether the command succeeded and only its answer cannot be held by the caller's type. */
    public boolean carriedOut() {
        return carriedOut;
    }
}
