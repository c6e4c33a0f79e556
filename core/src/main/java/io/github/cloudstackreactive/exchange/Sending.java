package io.github.cloudstackreactive.exchange;

/** One attempt on its way; it knows whether the server may have seen it. Private to one attempt. */
public final class Sending {

    private final Runnable onHandedOver;
    private volatile boolean handedOver;

    Sending(Runnable onHandedOver) {
        this.onHandedOver = onHandedOver;
    }

    /** A connection took the request: from here on the server may have seen it. */
    public void handedOver() {
        handedOver = true;
        onHandedOver.run();
    }

    boolean mayHaveBeenSeen() {
        return handedOver;
    }
}
