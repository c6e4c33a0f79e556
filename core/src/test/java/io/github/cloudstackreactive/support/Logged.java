package io.github.cloudstackreactive.support;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What loggers write at TRACE while this is open; by the inner fields of slf4j-simple, which knows no other way. */
public final class Logged implements AutoCloseable {

    private static final int TRACE = 0;
    private static final int ERROR = 40;

    private final String[] names;
    private final PrintStream usual = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private Logged(String... names) {
        this.names = names;
        level(TRACE);
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    /** Listens to these loggers, each by its full name. */
    public static Logged of(String... names) {
        return new Logged(names);
    }

    public String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private void level(int level) {
        for (String name : names) {
            Logger logger = LoggerFactory.getLogger(name);
            try {
                Field current = logger.getClass().getDeclaredField("currentLogLevel");
                current.setAccessible(true);
                current.setInt(logger, level);
            } catch (ReflectiveOperationException otherLogger) {
                throw new IllegalStateException(otherLogger);
            }
        }
    }

    @Override
    public void close() {
        System.setErr(usual);
        level(ERROR);
    }
}
