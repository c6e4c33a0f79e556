package io.github.cloudstackreactive.samples.crawler;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where rows are written, one JSON object a line, as they arrive; for one thread. */
final class RowLines implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final String name;
    private final OutputStream out;
    private @Nullable FileChannel notYetEmptied;

    private RowLines(String name, OutputStream out, @Nullable FileChannel notYetEmptied) {
        this.name = name;
        this.out = new BufferedOutputStream(out, BUFFER);
        this.notYetEmptied = notYetEmptied;
    }

    /**
     * Opens a file, whose old lines stay until there are new ones: a crawl that nobody answers takes nothing away.
     *
     * @throws UnwritableException if it cannot be written
     */
    static RowLines toFile(String file) {
        try {
            FileChannel channel = FileChannel.open(Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new RowLines(file, Channels.newOutputStream(channel), channel);
        } catch (IOException | InvalidPathException unwritable) {
            throw new UnwritableException(file, unwritable);
        }
    }

    static RowLines to(String name, OutputStream out) {
        return new RowLines(name, out, null);
    }

    /** Writes nothing, for a crawl that only counts. */
    static RowLines nowhere() {
        return new RowLines("nowhere", OutputStream.nullOutputStream(), null);
    }

    /**
     * Writes a page's rows, so that they can be read by others when this returns.
     *
     * @throws UnwritableException if they cannot be written
     */
    void write(String command, List<Row> rows) {
        byte[] before = ("{\"command\":\"" + command + "\",\"item\":").getBytes(StandardCharsets.UTF_8);
        try {
            if (notYetEmptied != null) {
                notYetEmptied.truncate(0);
                notYetEmptied = null;
            }
            for (Row row : rows) {
                out.write(before);
                row.writeTo(out);
                out.write('}');
                out.write('\n');
            }
            out.flush();
        } catch (IOException failed) {
            throw new UnwritableException(name, failed);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException failed) {
            throw new UnwritableException(name, failed);
        }
    }
}
