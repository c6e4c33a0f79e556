package io.github.cloudstackreactive.transport;

import java.time.Duration;

/**
 * Is told what happens in the pool of connections: names and numbers, never what goes over them.
 *
 * <p>Called on the connection's event loop, or by whoever wanted a connection: must not block. What it throws is dropped.
 */
public interface PoolListener {

    /** Hears nothing, and costs nothing. */
    PoolListener SILENT = new PoolListener() {};

    /** Who ended a connection, as far as this side can tell. */
    enum Ending {
        /** The server, or what stands before it. */
        BY_SERVER,
        /** This side: idle for too long, old enough, given up, or the client is closed. */
        BY_CLIENT,
        /** The network, or TLS: the connection failed. */
        BROKEN
    }

    /**
     * A connection was opened, to the server or its proxy; TLS comes after.
     *
     * @param connection its name, the same until it is closed
     */
    default void onOpened(String connection) {}

    /**
     * A connection is closed.
     *
     * @param age since it was opened
     */
    default void onClosed(String connection, Ending ending, Duration age) {}

    /**
     * A call got no connection, and was not sent.
     *
     * @param queueFull whether too many waited for one; else this call had waited too long
     */
    default void onRefused(boolean queueFull) {}
}
