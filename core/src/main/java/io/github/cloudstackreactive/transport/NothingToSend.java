package io.github.cloudstackreactive.transport;

/** Ends a request of which nothing was written, so that its connection goes to the pool as it came. */
final class NothingToSend extends RuntimeException {

    static final NothingToSend INSTANCE = new NothingToSend();

    private NothingToSend() {
        super("opened to be ready; nothing is sent", null, false, false);
    }
}
