package io.github.cloudstackreactive.simulator;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What the cloud holds: a {@link Shelf} for every kind, and the rules by which an untouched row follows from its index.
 *
 * <p>Rows refer to each other consistently: a virtual machine's host, network and root volume lie in its zone and belong
 * to its owner.
 */
final class Inventory {

    private static final int OWNER_CYCLE = 4;
    private static final int STATE_CYCLE = 5;

    private final List<Account> accounts;
    private final int defaultPageSize;
    private final int zones;
    private final Map<Kind, Shelf> shelves = new EnumMap<>(Kind.class);
    private final Map<Kind, RowTemplate> templates = new EnumMap<>(Kind.class);
    private final RowTemplate shortVirtualMachine;
    private final RowTemplate rootVolume;
    private final RowTemplate unattachedVolume;

    Inventory(Map<Kind, Long> counts, List<Account> accounts, int defaultPageSize) {
        this.accounts = List.copyOf(accounts);
        this.defaultPageSize = defaultPageSize;
        this.zones = (int) Math.max(1, counts.getOrDefault(Kind.ZONE, Kind.ZONE.demonstrationCount));
        for (Kind kind : Kind.values()) {
            shelves.put(kind, new Shelf(kind, counts.getOrDefault(kind, kind.demonstrationCount)));
        }
        for (Kind kind : Kind.values()) {
            templates.put(kind, template(kind, kind.item));
        }
        shortVirtualMachine = template(Kind.VIRTUAL_MACHINE, "virtualmachine-min");
        rootVolume = template(Kind.VOLUME, "volume-root");
        unattachedVolume = template(Kind.VOLUME, "volume-created");
    }

    private RowTemplate template(Kind kind, String text) {
        return RowTemplate.load(text, hole -> new RowHoles(this, kind).named(hole));
    }

    Shelf shelf(Kind kind) {
        Shelf shelf = shelves.get(kind);
        if (shelf == null) {
            throw new IllegalStateException("No shelf for " + kind);
        }
        return shelf;
    }

    /** After how many rows state, owner and zone of computed rows start over. */
    int period() {
        return OWNER_CYCLE * STATE_CYCLE * zones;
    }

    /** Whose this row is. Every fourth owned row is the user's, all others the admin's. */
    Account owner(Kind kind, long index) {
        Row row = shelf(kind).touched(index);
        return row == null ? computedOwner(kind, index) : row.owner();
    }

    Account computedOwner(Kind kind, long index) {
        if (kind == Kind.ACCOUNT || kind == Kind.USER) {
            return accounts.get((int) Math.min(Math.max(0, index), accounts.size() - 1));
        }
        boolean users = kind.owned && Math.floorMod(index, OWNER_CYCLE) == OWNER_CYCLE - 1;
        return accounts.get(users && accounts.size() > 1 ? 1 : 0);
    }

    int computedZone(Kind kind, long index) {
        if (kind == Kind.ZONE) {
            return (int) index;
        }
        return (int) Math.floorMod(kind.owned ? Math.floorDiv(index, OWNER_CYCLE) : index, (long) zones);
    }

    String state(Kind kind, long index) {
        Row row = shelf(kind).touched(index);
        return row == null ? kind.state(index) : row.state();
    }

    /** The row that this one refers to, in the same zone and of the same owner where that can be. */
    long related(Kind from, long index, @Nullable Row row, Kind to) {
        Long chosen = row == null ? null : row.related().get(to);
        if (chosen != null) {
            return chosen;
        }
        long there = Math.max(1, shelf(to).computed());
        long positive = Math.floorMod(index, Long.MAX_VALUE);
        if (to.zoned && !to.owned) {
            long inZone = there / zones;
            int zone = row == null ? computedZone(from, index) : row.zone();
            return inZone == 0 ? zone % there : zone + zones * (positive % inZone);
        }
        if (to.owned && there >= period()) {
            return positive % (there / period() * period());
        }
        return positive % there;
    }

    /** A computed row as an object, for somebody is about to change it. */
    Row asRow(Kind kind, long index) {
        RowBuffer name = new RowBuffer();
        writeName(name, kind, index);
        String text = new String(name.copy(), StandardCharsets.UTF_8);
        return new Row(
                false,
                text,
                text,
                kind.state(index),
                computedZone(kind, index),
                computedOwner(kind, index),
                Map.of(),
                Map.of(),
                null,
                null);
    }

    Row row(Kind kind, long index) {
        Row row = shelf(kind).touched(index);
        return row == null ? asRow(kind, index) : row;
    }

    /** Writes the name of an untouched row. */
    void writeName(RowBuffer out, Kind kind, long index) {
        if ((kind == Kind.ACCOUNT || kind == Kind.USER) && index >= 0 && index < accounts.size()) {
            out.raw(accounts.get((int) index).name());
        } else if (kind == Kind.DOMAIN && index >= 0 && index < 2) {
            out.raw(index == 0 ? "ROOT" : "acme");
        } else if (kind == Kind.CONFIGURATION && index == 0) {
            out.raw("default.page.size");
        } else {
            out.raw(kind.prefixBytes()).padded(Math.abs(index), kind.width);
        }
    }

    String settingValue(long index) {
        return Long.toString(index == 0 ? defaultPageSize : index);
    }

    /** Writes the row as a JSON object; a short one if {@code brief} and the kind knows short rows. */
    void writeRow(RowBuffer out, Kind kind, long index, boolean brief) {
        writeRow(out, kind, index, shelf(kind).touched(index), brief);
    }

    void writeRow(RowBuffer out, Kind kind, long index, @Nullable Row row, boolean brief) {
        textOf(kind, index, row, brief).write(out, index, row);
    }

    private RowTemplate textOf(Kind kind, long index, @Nullable Row row, boolean brief) {
        if (kind == Kind.VIRTUAL_MACHINE && brief) {
            return shortVirtualMachine;
        }
        if (kind == Kind.VOLUME && row != null && row.created() != null) {
            return unattachedVolume;
        }
        if (kind == Kind.VOLUME
                && index >= 0
                && index < shelf(Kind.VIRTUAL_MACHINE).computed()) {
            return rootVolume;
        }
        RowTemplate template = templates.get(kind);
        if (template == null) {
            throw new IllegalStateException("No row text for " + kind);
        }
        return template;
    }

    String rowJson(Kind kind, long index) {
        RowBuffer out = new RowBuffer();
        writeRow(out, kind, index, false);
        return new String(out.copy(), StandardCharsets.UTF_8);
    }

    Selection select(Kind kind, Selection.Wanted wanted, @Nullable List<Long> candidates) {
        return new Selection(this, shelf(kind), wanted, candidates);
    }

    /** Rows whose name or display name holds this text, letters of ASCII compared without case. */
    LongPredicate named(Kind kind, String text) {
        byte[] needle = text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        RowBuffer scratch = new RowBuffer();
        return index -> {
            scratch.clear();
            Row row = shelf(kind).touched(index);
            if (row == null) {
                writeName(scratch, kind, index);
            } else {
                scratch.raw(row.name()).raw("\n").raw(row.displayName());
            }
            return scratch.containsSince(0, needle);
        };
    }

    /** How many rows there are in each state. */
    Map<String, Long> countsByState(Kind kind) {
        Map<String, Long> counts = new TreeMap<>();
        for (long i = 0; i < STATE_CYCLE; i++) {
            counts.put(kind.state(i), 0L);
        }
        for (Row row : shelf(kind).touched().values()) {
            counts.put(row.state(), 0L);
        }
        counts.replaceAll((state, none) -> select(kind, new Selection.Wanted(null, state, null, null), null)
                .total());
        counts.values().removeIf(count -> count == 0);
        return counts;
    }
}
