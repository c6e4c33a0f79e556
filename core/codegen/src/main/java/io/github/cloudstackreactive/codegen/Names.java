package io.github.cloudstackreactive.codegen;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reviewed tables of names: responses, enums, areas. */
final class Names {

    record Area(String type, String method) {}

    private final Map<String, String> responses = new HashMap<>();
    private final Map<String, String> enums = new HashMap<>();
    private final Map<String, Area> areas = new HashMap<>();
    private final Map<String, Area> areasByMethod = new HashMap<>();
    private final Map<String, String> commandAreas = new HashMap<>();

    Names(Facts facts) {
        for (String response : facts.keysOf("responseNames")) {
            responses.put(response, facts.object("responseNames").text(response));
        }
        for (String field : facts.keysOf("enumNames")) {
            enums.put(field, facts.object("enumNames").text(field));
        }
        for (Facts area : facts.named("areas")) {
            Area named = new Area(area.text("type"), area.text("method"));
            areas.put(area.place(), named);
            Area other = areasByMethod.put(named.method(), named);
            if (other != null && !other.equals(named)) {
                throw new CatalogException(area.place(), "another area has the same method and another type");
            }
            area.end();
        }
        for (String command : facts.keysOf("commandAreas")) {
            commandAreas.put(command, facts.object("commandAreas").text(command));
        }
        requireDistinct();
    }

    private void requireDistinct() {
        Set<String> seen = new HashSet<>();
        for (String name : responses.values()) {
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new CatalogException("names", "two responses are named " + name);
            }
        }
    }

    /** The Java name of a response; null if the table lacks it. */
    @Nullable
    String response(String server) {
        return responses.get(server);
    }

    String enumOf(String response, String field) {
        String name = enums.get(response + "." + field);
        if (name == null) {
            throw new CatalogException(response + ", " + field, "its enum has no name in the table");
        }
        return name;
    }

    Area areaOf(Catalog.Command command) {
        String method = commandAreas.get(command.name());
        Area area = method == null ? areas.get(command.group()) : areasByMethod.get(method);
        if (area == null) {
            throw new CatalogException(command.name(), "its group " + command.group() + " has no area in the table");
        }
        return area;
    }
}
