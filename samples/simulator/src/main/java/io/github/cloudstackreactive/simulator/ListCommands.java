package io.github.cloudstackreactive.simulator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** The list command of every kind of the inventory: one way for all. */
final class ListCommands {

    private static final String PARAMETERS =
            "id:uuid ids:list name:string keyword:string state:string zoneid:uuid listall:boolean page:integer"
                    + " pagesize:integer";

    private final Inventory inventory;
    private final Settings settings;
    private final Map<Kind, AtomicLong> turns = new ConcurrentHashMap<>();

    private ListCommands(Inventory inventory, Settings settings) {
        this.inventory = inventory;
        this.settings = settings;
    }

    static void addTo(Commands commands, Inventory inventory, Settings settings) {
        ListCommands lists = new ListCommands(inventory, settings);
        for (Kind kind : Kind.values()) {
            String more = switch (kind) {
                case VIRTUAL_MACHINE -> " details:list";
                case VOLUME -> " virtualmachineid:uuid";
                case TEMPLATE -> " templatefilter:string!";
                default -> "";
            };
            commands.add(new Command(
                    kind.listCommand,
                    "Lists " + kind.listCommand.substring("list".length()) + " of the simulated cloud",
                    false,
                    kind.adminOnly,
                    Command.Parameter.list(PARAMETERS + more),
                    List.of(RowTemplate.text(kind.item)),
                    (call, caller) -> lists.list(kind, call, caller)));
        }
    }

    private Answer list(Kind kind, Call call, Account caller) {
        if (kind == Kind.TEMPLATE) {
            checkTemplateFilter(call, caller);
        }
        Paging paging = Paging.of(call, settings.defaultPageSize);
        Selection selection = inventory.select(kind, wanted(kind, call, caller), candidates(kind, call, caller));
        long total = selection.total();
        long turned = kind.tied && settings.unstableTies ? turn(kind) % Math.max(1, total) : 0;
        if (paging.size() == 0 || paging.from() >= total) {
            return new Answer.Listing(kind.item, total, out -> false);
        }
        long left = total - paging.from();
        long most = paging.size() < 0 ? left : Math.min(paging.size(), left);
        boolean brief = "min".equals(call.parameters().get("details"));
        Answer answer = new Answer.Listing(
                kind.item, total, rows(kind, selection, (paging.from() + turned) % total, most, brief));
        return call.parameters().get("page") == null ? answer : thenShift(kind, answer);
    }

    /** How often this list was asked for before. */
    private long turn(Kind kind) {
        return turns.computeIfAbsent(kind, each -> new AtomicLong()).getAndIncrement();
    }

    private static void checkTemplateFilter(Call call, Account caller) {
        if (call.required("templatefilter").equals("all") && !caller.admin()) {
            throw Refusal.of(431, Refusal.INVALID_VALUE, "Filter all can be specified by admin only");
        }
    }

    /** So many rows from a position on, those after the last from the first again. */
    private Answer.Rows rows(Kind kind, Selection selection, long position, long most, boolean brief) {
        return new Answer.Rows() {
            private PrimitiveIterator.OfLong indexes = selection.from(position);
            private long left = most;

            @Override
            public boolean next(RowBuffer out) {
                if (left-- <= 0) {
                    return false;
                }
                if (!indexes.hasNext()) {
                    indexes = selection.from(0);
                }
                long index = indexes.nextLong();
                inventory.writeRow(out, kind, index, selection.row(index), brief);
                return true;
            }
        };
    }

    /** A user sees what is his; an admin too, unless he asks for all or names a row. */
    private Selection.Wanted wanted(Kind kind, Call call, Account caller) {
        Parameters parameters = call.parameters();
        boolean named = parameters.get("id") != null || parameters.get("ids") != null;
        Account owner = caller.admin() && (named || parameters.isTrue("listall")) ? null : caller;
        String name = parameters.filled("name");
        String keyword = parameters.filled("keyword");
        LongPredicate search = name == null ? null : inventory.named(kind, name);
        if (keyword != null) {
            LongPredicate byKeyword = inventory.named(kind, keyword);
            search = search == null ? byKeyword : search.and(byKeyword);
        }
        return new Selection.Wanted(owner, parameters.filled("state"), zone(call), search);
    }

    private @Nullable Integer zone(Call call) {
        String zone = call.parameters().filled("zoneid");
        if (zone == null || zone.equals("-1")) {
            // -1 passes the check of the value and then matches nothing (zoneid-minus1.json.txt).
            return zone == null ? null : -1;
        }
        return (int) indexOf(Kind.ZONE, call, "zoneid", zone);
    }

    private @Nullable List<Long> candidates(Kind kind, Call call, Account caller) {
        String id = call.parameters().get("id");
        String ids = call.parameters().filled("ids");
        if (id != null && ids != null) {
            throw Refusal.of(431, Refusal.INVALID_VALUE, "Specify either id or ids but not both parameters");
        }
        if (id != null) {
            return List.of(indexOf(kind, call, "id", id));
        }
        if (ids != null) {
            List<Long> found = new ArrayList<>();
            for (String each : ids.split(",", -1)) {
                found.add(indexOf(kind, call, "ids", each.trim()));
            }
            return found.stream().distinct().sorted().toList();
        }
        String machine = call.parameters().filled("virtualmachineid");
        if (kind == Kind.VOLUME && machine != null) {
            return volumesOf(indexOf(Kind.VIRTUAL_MACHINE, call, "virtualmachineid", machine));
        }
        if (!caller.admin() && (kind == Kind.ACCOUNT || kind == Kind.USER)) {
            return List.of((long) caller.index());
        }
        return null;
    }

    private long indexOf(Kind kind, Call call, String parameter, String id) {
        OptionalLong index = inventory.shelf(kind).find(id);
        if (index.isEmpty()) {
            throw Refusal.unknownId(call.name(), parameter, id);
        }
        return index.getAsLong();
    }

    /** The root volume of an untouched machine, whose number is the machine's. */
    private List<Long> volumesOf(long machine) {
        return inventory.shelf(Kind.VOLUME).holds(machine) ? List.of(machine) : List.of();
    }

    /** With shifting pages, rows come and go at the front of the list after each page, as in a busy cloud. */
    private Answer thenShift(Kind kind, Answer answer) {
        if (settings.insertedBetweenPages + settings.deletedBetweenPages == 0) {
            return answer;
        }
        Answer.Listing list = (Answer.Listing) answer;
        List<byte[]> made = new ArrayList<>();
        RowBuffer row = new RowBuffer();
        while (list.rows().next(row)) {
            made.add(row.copy());
            row.clear();
        }
        shift(kind);
        Iterator<byte[]> rows = made.iterator();
        return new Answer.Listing(list.item(), list.count(), out -> {
            if (!rows.hasNext()) {
                return false;
            }
            out.raw(rows.next());
            return true;
        });
    }

    private void shift(Kind kind) {
        Shelf shelf = inventory.shelf(kind);
        for (int i = 0; i < settings.insertedBetweenPages; i++) {
            String name = kind.name().toLowerCase(Locale.ROOT) + "-inserted-"
                    + shelf.touched().size();
            Row row = inventory.asRow(kind, 0).withName(name).withDisplayName(name);
            long unused = kind.newestFirst ? shelf.create(row) : shelf.createAtFront(row);
        }
        Rows rows = new Rows(inventory, kind);
        List<String> ids = settings.deletedBetweenPages == 0 ? List.of() : rows.ids();
        rows.delete(ids.subList(0, Math.min(settings.deletedBetweenPages, ids.size())));
    }
}
