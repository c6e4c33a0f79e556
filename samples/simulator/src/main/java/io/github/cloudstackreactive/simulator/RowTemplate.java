package io.github.cloudstackreactive.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The text of a row with holes in it, cut once into bytes.
 *
 * <p>The texts lie beside this class in {@code rows/}; they are rows recorded from a real server in which what differs
 * from row to row was replaced by <code>${name}</code>.
 */
final class RowTemplate {

    /** Writes what differs from row to row. */
    @FunctionalInterface
    interface Hole {
        /** Writes for one row; {@code row} is there only if the row was created or changed. */
        void write(RowBuffer out, long index, @Nullable Row row);
    }

    private final byte[][] texts;
    private final Hole[] holes;

    private RowTemplate(List<byte[]> texts, List<Hole> holes) {
        this.texts = texts.toArray(byte[][]::new);
        this.holes = holes.toArray(Hole[]::new);
    }

    static RowTemplate load(String name, Function<String, Hole> holes) {
        return parse(text(name), holes);
    }

    static String text(String name) {
        try (InputStream in = RowTemplate.class.getResourceAsStream("rows/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("The simulator's jar has no row text " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().reduce("", String::concat);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RowTemplate parse(String text, Function<String, Hole> resolve) {
        List<byte[]> texts = new ArrayList<>();
        List<Hole> holes = new ArrayList<>();
        int at = 0;
        for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", at)) {
            int close = text.indexOf('}', open);
            texts.add(text.substring(at, open).getBytes(StandardCharsets.UTF_8));
            holes.add(resolve.apply(text.substring(open + 2, close)));
            at = close + 1;
        }
        texts.add(text.substring(at).getBytes(StandardCharsets.UTF_8));
        return new RowTemplate(texts, holes);
    }

    void write(RowBuffer out, long index, @Nullable Row row) {
        for (int i = 0; i < holes.length; i++) {
            out.raw(texts[i]);
            holes[i].write(out, index, row);
        }
        out.raw(texts[holes.length]);
    }
}
