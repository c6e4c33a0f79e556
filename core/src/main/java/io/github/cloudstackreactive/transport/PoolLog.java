package io.github.cloudstackreactive.transport;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says at DEBUG on {@code io.github.cloudstackreactive.pool} what happens to connections, by their names and numbers. */
public final class PoolLog implements PoolListener {

    private static final Logger POOL = LoggerFactory.getLogger("io.github.cloudstackreactive.pool");

    private PoolLog() {}

    /** The log; silent where that logger is off by now. */
    public static PoolListener unlessOff() {
        return POOL.isDebugEnabled() ? new PoolLog() : SILENT;
    }

    @Override
    public void onOpened(String connection) {
        POOL.debug("Connection {} is open.", connection);
    }

    @Override
    public void onClosed(String connection, Ending ending, Duration age) {
        POOL.debug("Connection {} is closed after {} s ({}).", connection, age.toMillis() / 1000.0, ending);
    }

    @Override
    public void onRefused(boolean queueFull) {
        POOL.debug("A call got no connection: {}.", queueFull ? "too many wait for one" : "it waited too long");
    }
}
