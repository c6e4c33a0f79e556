package io.github.cloudstackreactive.simulator;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PrimitiveIterator;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a {@link Shelf} that a list asks for, counted and found by position without walking over all of them.
 *
 * <p>State, owner and zone of computed rows repeat with a period, so the k-th match is arithmetic; the rows somebody
 * touched are exceptions to it. Only a search by name has to look at every row. Rows that come and go after the selection
 * was made are not seen by it.
 */
final class Selection {

    /** What a row must be; null means anything. A search is a test that needs the row itself. */
    record Wanted(
            @Nullable Account owner,
            @Nullable String state,
            @Nullable Integer zone,
            @Nullable LongPredicate search) {}

    private final Shelf shelf;
    private final NavigableMap<Long, Row> touched;
    private final Wanted wanted;
    private final @Nullable List<Long> candidates;
    private final boolean[] pattern;
    private final int[] matchesBefore;

    Selection(Inventory inventory, Shelf shelf, Wanted wanted, @Nullable List<Long> candidates) {
        this.shelf = shelf;
        this.touched = shelf.snapshot();
        this.wanted = wanted;
        this.candidates = candidates;
        this.pattern = new boolean[inventory.period()];
        this.matchesBefore = new int[pattern.length + 1];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = fits(
                    inventory.computedOwner(shelf.kind(), i),
                    shelf.kind().state(i),
                    inventory.computedZone(shelf.kind(), i));
            matchesBefore[i + 1] = matchesBefore[i] + (pattern[i] ? 1 : 0);
        }
    }

    long total() {
        if (candidates != null) {
            return candidates.stream().filter(this::matches).count();
        }
        return wanted.search() == null
                ? rank(Long.MAX_VALUE)
                : walk(firstIndex(), lastIndex()).count();
    }

    /** The matching rows from this position on, in the order of the list. */
    PrimitiveIterator.OfLong from(long position) {
        if (candidates != null) {
            return candidates.stream()
                    .sorted(shelf.kind().newestFirst ? Comparator.reverseOrder() : Comparator.naturalOrder())
                    .filter(this::matches)
                    .mapToLong(Long::longValue)
                    .skip(position)
                    .iterator();
        }
        if (wanted.search() != null) {
            return walk(firstIndex(), lastIndex()).skip(position).iterator();
        }
        long total = total();
        if (position >= total) {
            return LongStream.empty().iterator();
        }
        return shelf.kind().newestFirst
                ? walk(firstIndex(), indexAt(total - 1 - position)).iterator()
                : walk(indexAt(position), lastIndex()).iterator();
    }

    /** The row as it was when the selection was made, or null if nobody had touched it. */
    @Nullable
    Row row(long index) {
        return touched.get(index);
    }

    private boolean matches(long index) {
        Row row = touched.get(index);
        boolean fits = row == null
                ? index >= 0 && index < shelf.computed() && pattern[(int) (index % pattern.length)]
                : !row.removed() && fits(row.owner(), row.state(), row.zone());
        LongPredicate search = wanted.search();
        return fits && (search == null || search.test(index));
    }

    private boolean fits(Account owner, String state, int zone) {
        return (wanted.owner() == null || !shelf.kind().owned || wanted.owner() == owner)
                && (wanted.state() == null || wanted.state().equalsIgnoreCase(state))
                && (wanted.zone() == null || !shelf.kind().zoned || wanted.zone() == zone);
    }

    private LongStream walk(long low, long high) {
        if (low > high) {
            return LongStream.empty();
        }
        LongStream upwards = LongStream.rangeClosed(low, high);
        return (shelf.kind().newestFirst ? upwards.map(index -> high - (index - low)) : upwards).filter(this::matches);
    }

    /** How many rows match below this index. */
    private long rank(long index) {
        long inPattern = Math.max(0, Math.min(index, shelf.computed()));
        long rank = inPattern / pattern.length * matchesBefore[pattern.length]
                + matchesBefore[(int) (inPattern % pattern.length)];
        for (Map.Entry<Long, Row> entry : touched.headMap(index).entrySet()) {
            long at = entry.getKey();
            boolean wasCounted = at >= 0 && at < shelf.computed() && pattern[(int) (at % pattern.length)];
            rank += (matches(at) ? 1 : 0) - (wasCounted ? 1 : 0);
        }
        return rank;
    }

    /** The smallest index that has {@code position} matches below it and is one itself, or one past the last. */
    private long indexAt(long position) {
        long low = firstIndex();
        long high = lastIndex() + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (rank(middle + 1) > position) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private long firstIndex() {
        Map.Entry<Long, Row> first = touched.firstEntry();
        return first == null ? 0 : Math.min(0, first.getKey());
    }

    private long lastIndex() {
        long last = shelf.computed() - 1;
        Map.Entry<Long, Row> lastTouched = touched.lastEntry();
        return lastTouched == null ? last : Math.max(last, lastTouched.getKey());
    }
}
