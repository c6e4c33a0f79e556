package io.github.cloudstackreactive.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;

/**
 * All rows of one list of a running cloud, whosever they are, to be looked at and changed without a request.
 *
 * <pre>{@code
 * Rows machines = cloud.rows("listVirtualMachines");
 * List<String> ids = machines.ids();
 * cloud.faults().onCommand("listVirtualMachines").onPage(3).firstDo(() -> machines.delete(ids.subList(0, 5)));
 * }</pre>
 *
 * <p>A reply holds the rows that there were when its making began, however long it is. Safe to use from any thread.
 */
public final class Rows {

    private static final Selection.Wanted ALL = new Selection.Wanted(null, null, null, null);

    private final Inventory inventory;
    private final Shelf shelf;

    Rows(Inventory inventory, Kind kind) {
        this.inventory = inventory;
        this.shelf = inventory.shelf(kind);
    }

    /** How many there are now. */
    public long count() {
        return inventory.select(shelf.kind(), ALL, null).total();
    }

    /** The ids of all rows in the order of the list; a text for each, so think before asking for those of a million. */
    public List<String> ids() {
        List<String> ids = new ArrayList<>();
        PrimitiveIterator.OfLong all = inventory.select(shelf.kind(), ALL, null).from(0);
        while (all.hasNext()) {
            ids.add(shelf.id(all.nextLong()));
        }
        return ids;
    }

    /**
     * Makes so many rows, which are the newest of all and like those there were at first, and gives their ids.
     *
     * <p>Every fourth of a kind that has owners is the ordinary user's, as at first.
     */
    public List<String> add(int count) {
        List<String> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            added.add(shelf.id(shelf.create(index -> inventory.asRow(shelf.kind(), index))));
        }
        return added;
    }

    /**
     * Deletes these rows.
     *
     * @throws IllegalArgumentException if there is no such row; those before it are then deleted
     */
    public void delete(Collection<String> ids) {
        for (String id : ids) {
            OptionalLong index = shelf.find(id);
            if (index.isEmpty()) {
                throw new IllegalArgumentException(shelf.kind().listCommand + " has no row " + id);
            }
            shelf.remove(index.getAsLong(), inventory.row(shelf.kind(), index.getAsLong()));
        }
    }
}
