package io.github.cloudstackreactive.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What may stand in the holes of a kind's row texts. */
final class RowHoles {

    private static final byte[] PLACED = bytes("\"hostid\":\"");
    private static final byte[] ON_HOST = bytes("\",\"hostname\":\"");
    private static final byte[] UNDER_CONTROL = bytes("\",\"hostcontrolstate\":\"Enabled\",");

    private final Inventory inventory;
    private final Kind kind;

    RowHoles(Inventory inventory, Kind kind) {
        this.inventory = inventory;
        this.kind = kind;
    }

    RowTemplate.Hole named(String name) {
        return switch (name) {
            case "id" -> (out, index, row) -> kind.writeId(out, index);
            case "name" -> (out, index, row) -> name(out, kind, index, row);
            case "displayname" -> this::displayName;
            case "state" -> (out, index, row) -> out.raw(row == null ? kind.state(index) : row.state());
            case "created" -> this::created;
            case "number" -> (out, index, row) -> out.number(index);
            case "zone.id" -> (out, index, row) -> Kind.ZONE.writeId(out, zone(index, row));
            case "zone.name" -> (out, index, row) -> nameOf(out, Kind.ZONE, zone(index, row));
            case "account.id" ->
                kind == Kind.USER ? (out, index, row) -> Kind.ACCOUNT.writeId(out, index) : ofOwner(Account::id);
            case "account" -> ofOwner(owner -> JsonText.escape(owner.name()));
            case "user.id" -> ofOwner(Account::userId);
            case "domain" -> ofOwner(Account::domain);
            case "domain.id" -> ofOwner(Account::domainId);
            case "domainpath" -> ofOwner(Account::domainPath);
            case "accounttype" -> ofOwner(owner -> owner.admin() ? "1" : "0");
            case "roletype" -> ofOwner(owner -> owner.admin() ? "Admin" : "User");
            case "rolename" -> ofOwner(owner -> owner.admin() ? "Root Admin" : "User");
            case "user.row" -> (out, index, row) -> inventory.writeRow(out, Kind.USER, index, false);
            case "role.id" -> ofOwner(owner -> Ids.of(40, owner.admin() ? 0 : 1));
            case "nic.id" -> fromIndex(41);
            case "token.id" -> fromIndex(42);
            case "path.id" -> fromIndex(43);
            case "category.id" -> (out, index, row) -> Ids.write(out, 44, index % 8);
            case "ip" -> this::address;
            case "mac" -> this::macAddress;
            case "fingerprint" -> this::fingerprint;
            case "value" -> (out, index, row) -> out.raw(inventory.settingValue(index));
            case "tags" -> this::tags;
            case "placement" -> this::placement;
            case "job" -> RowHoles::pendingJob;
            default -> related(name);
        };
    }

    private RowTemplate.Hole related(String name) {
        int dot = name.indexOf('.');
        for (Kind to : Kind.values()) {
            if (dot > 0 && to.item.equals(name.substring(0, dot))) {
                return name.endsWith(".id")
                        ? (out, index, row) -> to.writeId(out, inventory.related(kind, index, row, to))
                        : (out, index, row) -> nameOf(out, to, inventory.related(kind, index, row, to));
            }
        }
        throw new IllegalStateException("Nothing is known to fill ${" + name + "} of a " + kind.item + " row");
    }

    private void name(RowBuffer out, Kind of, long index, @Nullable Row row) {
        if (row == null) {
            inventory.writeName(out, of, index);
        } else {
            out.raw(JsonText.escape(row.name()));
        }
    }

    private void nameOf(RowBuffer out, Kind of, long index) {
        name(out, of, index, inventory.shelf(of).touched(index));
    }

    private void displayName(RowBuffer out, long index, @Nullable Row row) {
        if (row == null) {
            inventory.writeName(out, kind, index);
        } else {
            out.raw(JsonText.escape(row.displayName()));
        }
    }

    private int zone(long index, @Nullable Row row) {
        return row == null ? inventory.computedZone(kind, index) : row.zone();
    }

    /** The accounts are few, so what they contribute is turned into bytes once. */
    private RowTemplate.Hole ofOwner(Function<Account, String> part) {
        Map<Account, byte[]> known = new ConcurrentHashMap<>();
        return (out, index, row) -> {
            Account owner = row == null ? inventory.computedOwner(kind, index) : row.owner();
            out.raw(known.computeIfAbsent(owner, account -> bytes(part.apply(account))));
        };
    }

    private static RowTemplate.Hole fromIndex(int family) {
        return (out, index, row) -> Ids.write(out, family, index);
    }

    /** A second of 2026 for computed rows, as {@code 2026-11-21T00:13:05+0000}. */
    private void created(RowBuffer out, long index, @Nullable Row row) {
        if (row != null && row.created() != null) {
            out.raw(row.created());
            return;
        }
        long second = Math.floorMod(index, 86_400L);
        long day = Math.floorMod(index / 86_400, 28L) + 1;
        out.raw("2026-01-").padded(day, 2).raw("T").padded(second / 3600, 2).raw(":");
        out.padded(second / 60 % 60, 2).raw(":").padded(second % 60, 2).raw("+0000");
    }

    private void address(RowBuffer out, long index, @Nullable Row row) {
        long host = Math.floorMod(index, 1L << 24);
        out.raw("10.")
                .number(host >> 16)
                .raw(".")
                .number((host >> 8) & 255)
                .raw(".")
                .number(host & 255);
    }

    private void macAddress(RowBuffer out, long index, @Nullable Row row) {
        out.raw("02:01:").hex(index >> 24, 2).raw(":").hex(index >> 16, 2).raw(":");
        out.hex(index >> 8, 2).raw(":").hex(index, 2);
    }

    private void fingerprint(RowBuffer out, long index, @Nullable Row row) {
        for (int i = 0; i < 15; i++) {
            out.hex((index + 1) * (i + 7) * 31, 2).raw(":");
        }
        out.hex(index, 2);
    }

    private void placement(RowBuffer out, long index, @Nullable Row row) {
        String state = row == null ? kind.state(index) : row.state();
        if (state.equals("Running")) {
            long host = inventory.related(kind, index, row, Kind.HOST);
            out.raw(PLACED);
            Kind.HOST.writeId(out, host);
            out.raw(ON_HOST);
            nameOf(out, Kind.HOST, host);
            out.raw(UNDER_CONTROL);
        }
    }

    private static void pendingJob(RowBuffer out, long index, @Nullable Row row) {
        if (row != null && row.pendingJob() != null) {
            out.raw(",\"jobid\":\"" + row.pendingJob() + "\",\"jobstatus\":0");
        }
    }

    private void tags(RowBuffer out, long index, @Nullable Row row) {
        out.raw("[");
        if (row != null) {
            String separator = "";
            for (Map.Entry<String, String> tag : row.tags().entrySet()) {
                out.raw(separator)
                        .raw(new JsonText.Fields()
                                .text("key", tag.getKey())
                                .text("value", tag.getValue())
                                .text("resourcetype", kind.resourceType)
                                .text("resourceid", kind.id(index))
                                .text("account", row.owner().name())
                                .text("domainid", row.owner().domainId())
                                .text("domain", row.owner().domain())
                                .done());
                separator = ",";
            }
        }
        out.raw("]");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
