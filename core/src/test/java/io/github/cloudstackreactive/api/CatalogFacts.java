package io.github.cloudstackreactive.api;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Pace;
import io.github.cloudstackreactive.command.RowOrder;
import io.github.cloudstackreactive.command.TypedCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The catalogs as the generator read them, read here once more by other code. */
final class CatalogFacts {

    private static final JsonNode NAMES = read("names.json");
    private static final JsonNode OVERRIDES = read("overrides.json");
    private static final JsonNode CLOUDSTACK = read("cloudstack-4.22.json");
    private static final JsonNode EXOSCALE = read("exoscale-compute-v1.json");
    private static final Map<String, String> SERVER_NAMES = new HashMap<>();

    static {
        NAMES.path("responseNames")
                .properties()
                .forEach(name -> SERVER_NAMES.put(name.getValue().asString(), name.getKey()));
    }

    private CatalogFacts() {}

    /**
     * @param maps its map parameters by name, with their styles
     * @param pace how soon its job is over, by the overrides
     * @param rowOrder in which order it lists, by the overrides
     */
    record CommandFacts(String packageName, JsonNode facts, Map<String, JsonNode> maps, Pace pace, RowOrder rowOrder) {

        String name() {
            return facts.path("name").asString();
        }

        Class<?> type() {
            try {
                return Class.forName("io.github.cloudstackreactive." + packageName + "."
                        + Character.toUpperCase(name().charAt(0)) + name().substring(1));
            } catch (ClassNotFoundException missing) {
                throw new AssertionError("There is no class for " + name(), missing);
            }
        }

        TypedCommand<?> empty() {
            try {
                Constructor<?> constructor = type().getConstructor();
                return (TypedCommand<?>) constructor.newInstance();
            } catch (ReflectiveOperationException fault) {
                throw new AssertionError(fault);
            }
        }

        Command<?> asCommand() {
            return (Command<?>) empty();
        }

        List<Method> setters(String java) {
            return Stream.of(type().getMethods())
                    .filter(method -> method.getName().equals(java)
                            && method.getParameterCount() == 1
                            && method.getReturnType() == type())
                    .toList();
        }

        @Override
        public String toString() {
            return packageName + " " + name();
        }
    }

    static Stream<CommandFacts> commands() {
        return Stream.concat(commands("api", CLOUDSTACK, OVERRIDES), commands("exoscale", EXOSCALE, EXOSCALE));
    }

    private static Stream<CommandFacts> commands(String packageName, JsonNode catalog, JsonNode overrides) {
        Map<String, Map<String, JsonNode>> maps = new HashMap<>();
        for (JsonNode map : overrides.path("maps")) {
            maps.computeIfAbsent(map.path("command").asString(), any -> new HashMap<>())
                    .put(map.path("parameter").asString(), map);
        }
        Map<String, Pace> paces = new HashMap<>();
        for (JsonNode pace : overrides.path("paces")) {
            paces.put(
                    pace.path("command").asString(),
                    Pace.valueOf(pace.path("pace").asString().toUpperCase(Locale.ROOT)));
        }
        Map<String, RowOrder> rowOrders = new HashMap<>();
        for (JsonNode group : overrides.path("rowOrders")) {
            RowOrder order = RowOrder.valueOf(
                    group.path("order").asString().toUpperCase(Locale.ROOT).replace(' ', '_'));
            for (JsonNode command : group.path("commands")) {
                rowOrders.put(command.asString(), order);
            }
        }
        return catalog.path("commands").valueStream().map(facts -> {
            String name = facts.path("name").asString();
            return new CommandFacts(
                    packageName,
                    facts,
                    maps.getOrDefault(name, Map.of()),
                    paces.getOrDefault(name, Pace.USUAL),
                    rowOrders.getOrDefault(name, RowOrder.UNKNOWN));
        });
    }

    /** The fields of a response, by the class that was generated for it: name, Java name and type each. */
    static List<JsonNode> fields(Class<?> type) {
        boolean exoscale = type.getPackageName().endsWith(".exoscale");
        String server = exoscale ? type.getSimpleName() : SERVER_NAMES.get(type.getSimpleName());
        JsonNode response = (exoscale ? EXOSCALE : CLOUDSTACK).path("responses").path(String.valueOf(server));
        List<JsonNode> fields = new ArrayList<>();
        if (response.has("extends")) {
            fields.addAll(fieldsOf(response.path("extends").asString()));
        }
        Stream<JsonNode> own =
                exoscale ? response.path("fields").valueStream() : fieldsOf(String.valueOf(server)).stream();
        own.forEach(field -> {
            fields.removeIf(other -> other.path("name").equals(field.path("name")));
            fields.add(field);
        });
        return fields;
    }

    private static List<JsonNode> fieldsOf(String server) {
        List<JsonNode> fields = new ArrayList<>();
        CLOUDSTACK
                .path("responses")
                .path(server)
                .path("fields")
                .forEach(field -> fields.add(overridden(server, field)));
        OVERRIDES.path("changedFields").forEach(field -> {
            if (field.path("add").asBoolean(false)
                    && field.path("response").asString().equals(server)) {
                fields.add(((ObjectNode) field.deepCopy()).set("name", field.path("field")));
            }
        });
        OVERRIDES.path("addedResponses").forEach(response -> {
            if (response.path("response").asString().equals(server)) {
                response.path("fields").forEach(fields::add);
            }
        });
        return fields;
    }

    private static JsonNode overridden(String server, JsonNode field) {
        for (JsonNode change : OVERRIDES.path("changedFields")) {
            if (change.path("response").asString().equals(server)
                    && change.path("field").equals(field.path("name"))
                    && change.has("type")) {
                return ((ObjectNode) field.deepCopy()).set("type", change.path("type"));
            }
        }
        return field;
    }

    private static JsonNode read(String file) {
        try {
            return JsonMapper.shared().readTree(Files.readAllBytes(Path.of("catalog", file)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
