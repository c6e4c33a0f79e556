package io.github.cloudstackreactive.simulator;

import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All rows of one kind: a number of computed ones, and those that were created, changed or removed since.
 *
 * <p>A row is known by its index. Computed rows are 0 to n-1, created ones follow in the order of their creation, and
 * rows slipped in at the front by shifting pages have negative indexes. Only rows that somebody touched take memory.
 */
final class Shelf {

    private final Kind kind;
    private final long computed;
    private final ConcurrentSkipListMap<Long, Row> touched = new ConcurrentSkipListMap<>();
    private long nextIndex;
    private long nextFront = -1;

    Shelf(Kind kind, long computed) {
        this.kind = kind;
        this.computed = computed;
        this.nextIndex = computed;
    }

    Kind kind() {
        return kind;
    }

    long computed() {
        return computed;
    }

    ConcurrentSkipListMap<Long, Row> touched() {
        return touched;
    }

    /** The touched rows as they are now. */
    synchronized NavigableMap<Long, Row> snapshot() {
        return new TreeMap<>(touched);
    }

    @Nullable
    Row touched(long index) {
        return touched.get(index);
    }

    boolean holds(long index) {
        Row row = touched.get(index);
        return row == null ? index >= 0 && index < computed : !row.removed();
    }

    /** The index of the row with this id, or with this internal number (from 1, as a database would number them). */
    OptionalLong find(String id) {
        OptionalLong index = kind.indexOf(id);
        if (index.isEmpty() && id.matches("[1-9]\\d{0,17}")) {
            index = OptionalLong.of(Long.parseLong(id) - 1);
        }
        return index.isPresent() && holds(index.getAsLong()) ? index : OptionalLong.empty();
    }

    String id(long index) {
        return kind.id(index);
    }

    long create(Row row) {
        return create(index -> row);
    }

    /** Puts a row at the end that depends on where that is. */
    synchronized long create(LongFunction<Row> row) {
        long index = nextIndex++;
        touched.put(index, row.apply(index));
        return index;
    }

    synchronized long createAtFront(Row row) {
        long index = nextFront--;
        touched.put(index, row);
        return index;
    }

    /** Changes a row, unless it was taken away meanwhile; {@code asComputed} is what it was if nobody touched it before. */
    synchronized Row change(long index, Row asComputed, UnaryOperator<Row> change) {
        Row was = touched.get(index);
        Row now = change.apply(was == null ? asComputed : was);
        if (was != null || holds(index)) {
            touched.put(index, now);
        }
        return now;
    }

    /** Takes a created row away without a trace, and leaves a mark for a computed one. */
    synchronized void remove(long index, Row asComputed) {
        if (index < 0 || index >= computed) {
            touched.remove(index);
        } else {
            touched.put(index, asComputed.gone());
        }
    }
}
