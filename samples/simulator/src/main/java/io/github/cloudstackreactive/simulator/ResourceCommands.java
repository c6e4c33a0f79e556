package io.github.cloudstackreactive.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The commands that make and remove what is not a virtual machine: volumes, keys, groups, networks, tags. */
final class ResourceCommands {

    private static final String PACKAGE = "org.apache.cloudstack.api.command.user.";
    private static final Pattern TAG = Pattern.compile("tags\\[(\\d+)]\\.(key|value)", Pattern.CASE_INSENSITIVE);
    private static final String PRIVATE_KEY =
            "-----BEGIN FAKE PRIVATE KEY-----\nbm90IGEga2V5LCBhIGZpeHR1cmU=\n-----END FAKE PRIVATE KEY-----\n";

    private final Inventory inventory;
    private final Jobs jobs;
    private final Settings settings;

    private ResourceCommands(Inventory inventory, Jobs jobs, Settings settings) {
        this.inventory = inventory;
        this.jobs = jobs;
        this.settings = settings;
    }

    static void addTo(Commands commands, Inventory inventory, Jobs jobs, Settings settings) {
        ResourceCommands resource = new ResourceCommands(inventory, jobs, settings);
        commands.addAsync(
                "createVolume",
                "Creates a disk volume from a disk offering.",
                "name:string diskofferingid:uuid zoneid:uuid size:long",
                resource::createVolume);
        commands.add("deleteVolume", "Deletes a detached disk volume.", "id:uuid!", resource::deleteVolume);
        commands.addAsync(
                "createTags",
                "Creates resource tag(s)",
                "resourceids:list! resourcetype:string! tags:map!",
                (call, caller) -> resource.tag(call, caller, true));
        commands.addAsync(
                "deleteTags",
                "Deleting resource tag(s)",
                "resourceids:list! resourcetype:string! tags:map",
                (call, caller) -> resource.tag(call, caller, false));
        commands.add(
                "createSSHKeyPair",
                "Create a new keypair and returns the private key",
                "name:string!",
                resource::createKeyPair);
        commands.add("deleteSSHKeyPair", "Deletes a keypair by name", "name:string!", resource::deleteKeyPair);
        commands.add(
                "createNetwork",
                "Creates a network",
                "name:string! displaytext:string networkofferingid:uuid! zoneid:uuid!",
                (call, caller) -> resource.create(Kind.NETWORK, "network", "Allocated", "displaytext", call, caller));
        commands.add(
                "createSecurityGroup",
                "Creates a security group",
                "name:string! description:string",
                (call, caller) ->
                        resource.create(Kind.SECURITY_GROUP, "securitygroup", "Active", "description", call, caller));
        commands.addAsync(
                "createAffinityGroup",
                "Creates an affinity/anti-affinity group",
                "name:string! type:string! description:string",
                resource::createAffinityGroup);
    }

    private Answer createVolume(Call call, Account caller) {
        String name = call.parameters().filled("name");
        long index = add(
                Kind.VOLUME, name == null ? "volume" : name, name == null ? "volume" : name, "Allocated", call, caller);
        return startCreation(Kind.VOLUME, index, "volume.CreateVolumeCmd", "Volume", call, caller);
    }

    private Answer createAffinityGroup(Call call, Account caller) {
        String name = call.required("name");
        call.required("type");
        String description = call.parameters().filled("description");
        long index = add(Kind.AFFINITY_GROUP, name, description == null ? name : description, "Active", call, caller);
        return startCreation(
                Kind.AFFINITY_GROUP, index, "affinitygroup.CreateAffinityGroupCmd", "AffinityGroup", call, caller);
    }

    private Answer startCreation(Kind kind, long index, String commandClass, String type, Call call, Account caller) {
        String id = inventory.shelf(kind).id(index);
        String job = jobs.start(call, caller, PACKAGE + commandClass, type, id, new Job.Work() {
            @Override
            public String succeed() {
                return "{\"" + kind.item + "\":" + inventory.rowJson(kind, index) + "}";
            }

            @Override
            public void fail() {
                inventory.shelf(kind).remove(index, inventory.row(kind, index));
            }
        });
        return new Answer.Json(
                new JsonText.Fields().text("id", id).text("jobid", job).done());
    }

    private Answer deleteVolume(Call call, Account caller) {
        String id = call.required("id");
        long index = owned(Kind.VOLUME, call, caller, "id", id);
        inventory.shelf(Kind.VOLUME).remove(index, inventory.row(Kind.VOLUME, index));
        return Answer.success();
    }

    private Answer createKeyPair(Call call, Account caller) {
        String name = call.required("name");
        long index = add(Kind.SSH_KEY_PAIR, name, name, "Active", call, caller);
        String row = inventory.rowJson(Kind.SSH_KEY_PAIR, index);
        return Answer.object("keypair", "{\"privatekey\":" + JsonText.quote(PRIVATE_KEY) + "," + row.substring(1));
    }

    private Answer deleteKeyPair(Call call, Account caller) {
        String name = call.required("name");
        Shelf keys = inventory.shelf(Kind.SSH_KEY_PAIR);
        for (Map.Entry<Long, Row> entry : keys.touched().entrySet()) {
            Row row = entry.getValue();
            if (!row.removed() && row.name().equals(name) && row.owner() == caller) {
                keys.remove(entry.getKey(), row);
                return Answer.success();
            }
        }
        throw Refusal.of(
                431,
                Refusal.INVALID_VALUE,
                "A key pair with name '" + name + "' does not exist for account " + caller.name()
                        + " in specified domain id");
    }

    private Answer create(Kind kind, String item, String state, String shown, Call call, Account caller) {
        String name = call.required("name");
        if (kind == Kind.NETWORK) {
            call.required("networkofferingid");
            call.required("zoneid");
        }
        String text = call.parameters().filled(shown);
        long index = add(kind, name, text == null ? name : text, state, call, caller);
        return Answer.object(item, inventory.rowJson(kind, index));
    }

    private long add(Kind kind, String name, String shown, String state, Call call, Account caller) {
        String zoneId = kind.zoned ? call.parameters().filled("zoneid") : null;
        int zone = zoneId == null ? 0 : (int) index(Kind.ZONE, call, "zoneid", zoneId);
        Row row = Row.created(name, shown, state, zone, caller, Dates.format(settings.clock.instant()));
        String offering = kind == Kind.VOLUME ? call.parameters().filled("diskofferingid") : null;
        if (offering != null) {
            row = row.withRelated(Kind.DISK_OFFERING, index(Kind.DISK_OFFERING, call, "diskofferingid", offering));
        }
        return inventory.shelf(kind).create(row);
    }

    private Answer tag(Call call, Account caller, boolean create) {
        Kind kind = Kind.ofResourceType(call.required("resourcetype"));
        if (kind == null) {
            throw Refusal.of(431, Refusal.INVALID_VALUE, "Invalid resource type " + call.required("resourcetype"));
        }
        String malformed = call.parameters().get("tags");
        if (malformed != null) {
            throw Refusal.invalid(call.name(), "tags", malformed);
        }
        Map<String, @Nullable String> tags = tags(call, create);
        String[] ids = call.required("resourceids").split(",", -1);
        long[] indexes = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            indexes[i] = owned(kind, call, caller, "resourceids", ids[i]);
        }
        String commandClass = PACKAGE + "tag." + (create ? "CreateTagsCmd" : "DeleteTagsCmd");
        String job = jobs.start(call, caller, commandClass, null, null, () -> {
            if (create) {
                addTags(kind, indexes, tags);
            } else {
                removeTags(kind, indexes, tags);
            }
            return "{\"success\":true}";
        });
        return new Answer.Json(new JsonText.Fields().text("jobid", job).done());
    }

    private static Map<String, @Nullable String> tags(Call call, boolean valuesNeeded) {
        Map<String, String> keys = new LinkedHashMap<>();
        Map<String, String> values = new LinkedHashMap<>();
        call.parameters().byName().forEach((name, value) -> {
            Matcher found = TAG.matcher(name);
            if (found.matches()) {
                (found.group(2).equalsIgnoreCase("key") ? keys : values).put(found.group(1), value);
            }
        });
        Map<String, @Nullable String> tags = new LinkedHashMap<>();
        keys.forEach((number, key) -> tags.put(key, values.get(number)));
        if (valuesNeeded && (tags.isEmpty() || tags.containsValue(null))) {
            throw Refusal.missing(call.name(), "tags");
        }
        return tags;
    }

    private void addTags(Kind kind, long[] indexes, Map<String, @Nullable String> tags) {
        for (long index : indexes) {
            tags.forEach((key, value) -> inventory
                    .shelf(kind)
                    .change(index, inventory.asRow(kind, index), was -> was.withTag(key, value == null ? "" : value)));
        }
    }

    private void removeTags(Kind kind, long[] indexes, Map<String, @Nullable String> tags) {
        boolean any = false;
        for (long index : indexes) {
            Row was = inventory.row(kind, index);
            Row now = was;
            for (String key : tags.isEmpty() ? was.tags().keySet() : tags.keySet()) {
                now = now.withoutTag(key, tags.get(key));
            }
            if (!now.equals(was)) {
                Row changed = now;
                inventory.shelf(kind).change(index, was, same -> changed);
                any = true;
            }
        }
        if (!any) {
            throw Refusal.of(
                    431,
                    Refusal.INVALID_VALUE,
                    "Unable to find any tags which conform to specified delete parameters.");
        }
    }

    private long owned(Kind kind, Call call, Account caller, String parameter, String id) {
        long index = index(kind, call, parameter, id);
        if (kind.owned && !caller.admin() && inventory.owner(kind, index) != caller) {
            throw Refusal.otherOwner();
        }
        return index;
    }

    private long index(Kind kind, Call call, String parameter, String id) {
        OptionalLong index = inventory.shelf(kind).find(id);
        if (index.isEmpty()) {
            throw Refusal.unknownId(call.name(), parameter, id);
        }
        return index.getAsLong();
    }
}
