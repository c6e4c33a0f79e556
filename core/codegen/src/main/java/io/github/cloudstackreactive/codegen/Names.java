package io.github.cloudstackreactive.codegen;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The reviewed tables of names: responses, enums, areas. */
final class Names {

    record Area(String type, String method) {}

    private final Facts facts;
    private final Map<String, String> responses;
    private final Map<String, String> enums;
    private final Map<String, Area> areas = new TreeMap<>();
    private final Map<String, Area> areasByMethod = new HashMap<>();
    private final Map<String, String> commandAreas;
    private final Set<String> used = new HashSet<>();

    Names(Facts facts) {
        this.facts = facts;
        this.responses = classNames("responseNames");
        this.enums = classNames("enumNames");
        for (Facts area : facts.named("areas")) {
            Area named = new Area(area.className("type"), area.javaName("method"));
            areas.put(area.name(), named);
            Area other = areasByMethod.put(named.method(), named);
            if (other != null && !other.equals(named)) {
                throw area.fault("its method " + named.method() + " leads to " + other.type() + " in another area");
            }
            area.end();
        }
        this.commandAreas = facts.textsByName("commandAreas");
        Map<String, String> seen = new HashMap<>();
        responses.forEach((response, name) -> {
            String other = seen.put(name.toLowerCase(Locale.ROOT), response);
            if (other != null) {
                throw facts.fault("\"responseNames\" names both " + other + " and " + response + " " + name);
            }
        });
    }

    private Map<String, String> classNames(String table) {
        Map<String, String> names = facts.textsByName(table);
        names.forEach((named, name) -> {
            if (!JavaNames.isClassName(name)) {
                throw facts.fault("\"" + table + "\" names " + named + " " + name + ", which is no name for a class");
            }
        });
        return names;
    }

    /** The Java name of a response; null if the table lacks it. */
    @Nullable
    String response(String server) {
        used.add("responseNames " + server);
        return responses.get(server);
    }

    String enumOf(String response, String field) {
        String key = response + "." + field;
        String name = enums.get(key);
        if (name == null) {
            throw facts.fault("\"enumNames\" lacks " + key + ", which is an enum");
        }
        used.add("enumNames " + key);
        return name;
    }

    Area areaOf(Catalog.Command command) {
        String method = commandAreas.get(command.name());
        Area area = method == null ? areas.get(command.group()) : areasByMethod.get(method);
        if (area == null) {
            throw facts.fault(
                    method == null
                            ? "\"areas\" lacks " + command.group() + ", the group of " + command.name()
                            : "\"commandAreas\" has " + command.name() + " in " + method
                                    + ", which is the method of no area");
        }
        used.add("commandAreas " + command.name());
        used.add("areas " + area.type());
        return area;
    }

    /** Fails if something has a name that is not there. */
    void requireAllUsed() {
        responses.keySet().forEach(response -> requireUsed("responseNames", response, response));
        enums.keySet().forEach(field -> requireUsed("enumNames", field, field));
        areas.forEach((group, area) -> requireUsed("areas", group, area.type()));
        commandAreas.keySet().forEach(command -> requireUsed("commandAreas", command, command));
    }

    private void requireUsed(String table, String key, String use) {
        if (!used.contains(table + " " + use)) {
            throw facts.fault("\"" + table + "\" has " + key + ", which the catalog does not have");
        }
    }
}
