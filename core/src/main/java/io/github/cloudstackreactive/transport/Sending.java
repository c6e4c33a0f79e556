package io.github.cloudstackreactive.transport;

/** One attempt on its way; it knows whether the server may have seen it. Private to one attempt. */
public final class Sending {

    private final Runnable onHandedOver;
    private volatile boolean handedOver;

    /** @param onHandedOver run when a connection takes the request */
    public Sending(Runnable onHandedOver) {
        this.onHandedOver = onHandedOver;
    }

    /** A connection is about to take the request: whoever gives up from here on cannot know whether the server has seen it. */
    void begins() {
        handedOver = true;
    }

    /** A connection took the request: from here on the server may have seen it. */
    public void handedOver() {
        handedOver = true;
        onHandedOver.run();
    }

    /** Whether the server may have seen the request. */
    public boolean mayHaveBeenSeen() {
        return handedOver;
    }
}
