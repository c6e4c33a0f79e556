package io.github.cloudstackreactive.transport;

import java.util.concurrent.atomic.AtomicReference;

/** One attempt on its way; it knows whether the server may have seen it. Private to one attempt. */
public final class Sending {

    private enum State {
        WAITING,
        GIVEN_UP,
        HANDED_OVER
    }

    private final Runnable onHandedOver;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    /** @param onHandedOver run when a connection takes the request */
    public Sending(Runnable onHandedOver) {
        this.onHandedOver = onHandedOver;
    }

    /**
     * A connection is about to take the request: whoever gives up from here on cannot know whether the server has seen it.
     *
     * @return false if somebody was told before that the server has not seen it: then it must not be sent
     */
    boolean begins() {
        return state.compareAndSet(State.WAITING, State.HANDED_OVER) || state.get() == State.HANDED_OVER;
    }

    /** A connection took the request: from here on the server may have seen it. */
    public void handedOver() {
        state.set(State.HANDED_OVER);
        onHandedOver.run();
    }

    /** Whether the server may have seen the request; asked when the attempt is over. If false, it never will. */
    public boolean mayHaveBeenSeen() {
        return !state.compareAndSet(State.WAITING, State.GIVEN_UP) && state.get() == State.HANDED_OVER;
    }
}
