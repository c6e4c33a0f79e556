package io.github.cloudstackreactive.codegen;

import io.github.cloudstackreactive.codegen.Catalog.Command;
import io.github.cloudstackreactive.codegen.Catalog.Field;
import io.github.cloudstackreactive.codegen.Catalog.Kind;
import io.github.cloudstackreactive.codegen.Catalog.MapStyle;
import io.github.cloudstackreactive.codegen.Catalog.Parameter;
import io.github.cloudstackreactive.codegen.Catalog.Response;
import io.github.cloudstackreactive.codegen.Catalog.RowField;
import io.github.cloudstackreactive.codegen.Catalog.RowType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a catalog with its overrides, and understands all of it or fails. */
final class CatalogReader {

    private static final Set<String> PARAMETER_TYPES =
            Set.of("string", "uuid", "boolean", "integer", "long", "short", "double", "date", "list", "map", "object");

    private final Overrides overrides;
    private final Map<String, Response> borrowed;
    private final boolean missingIsEmpty;
    private final Set<String> usedOverrides = new HashSet<>();

    /**
     * @param borrowed the responses of another catalog that this one may name
     * @param missingIsEmpty whether this API refuses an unknown id where others answer no rows
     */
    CatalogReader(Overrides overrides, Map<String, Response> borrowed, boolean missingIsEmpty) {
        this.overrides = overrides;
        this.borrowed = borrowed;
        this.missingIsEmpty = missingIsEmpty;
    }

    Catalog read(Facts facts) {
        Map<String, Response> responses = new TreeMap<>();
        for (Facts response : facts.named("responses")) {
            responses.put(response.place(), readResponse(response));
        }
        overrides
                .responses()
                .forEach((name, added) -> responses.put(name, extended(responses, added.base(), name, added.fields())));
        List<Command> commands = new ArrayList<>();
        for (Facts command : facts.objects("commands", "name")) {
            commands.add(command(command));
        }
        commands.sort(Comparator.comparing(Command::name));
        for (Command command : commands) {
            requireKnown(command, responses);
        }
        overrides.requireAllUsed(usedOverrides);
        return new Catalog(commands, responses);
    }

    private void requireKnown(Command command, Map<String, Response> responses) {
        String response = command.response();
        if (!Set.of("String", "untyped").contains(response)
                && !responses.containsKey(response)
                && !borrowed.containsKey(response)) {
            throw new CatalogException(command.name(), "its response " + response + " is not in the catalog");
        }
    }

    private Command command(Facts facts) {
        String name = facts.text("name");
        Overrides.CommandFacts changed = overrides.command(name);
        if (changed != null) {
            usedOverrides.add(name);
        }
        Overrides.CommandFacts change = changed == null ? Overrides.CommandFacts.NONE : changed;
        String method = facts.text("method");
        if (!method.equals("GET") && !method.equals("POST")) {
            throw new CatalogException(facts.place(), "\"method\" is " + method + ", neither GET nor POST");
        }
        List<Parameter> parameters = new ArrayList<>();
        for (Facts parameter : facts.objects("params", "name")) {
            parameters.add(parameter(name, parameter));
        }
        requireDistinct(facts.place(), parameters.stream().map(Parameter::java).toList());
        Command command = new Command(
                name,
                facts.text("group"),
                Objects.requireNonNullElse(change.kind(), kind(facts)),
                Objects.requireNonNullElse(change.response(), facts.text("response")),
                method.equals("GET"),
                Objects.requireNonNullElse(change.safe(), facts.flag("safe")),
                Objects.requireNonNullElse(change.paged(), facts.flag("paged")),
                Objects.requireNonNullElse(change.ignoresPage(), facts.flag("ignoresPage")),
                Objects.requireNonNullElse(change.postFiltered(), false),
                Objects.requireNonNullElse(change.answersList(), facts.flag("answersList")),
                facts.flag("nestedRows"),
                missingIsEmpty,
                Objects.requireNonNullElse(change.scoped(), true),
                facts.optionalText("since"),
                facts.texts("roles"),
                List.copyOf(parameters));
        // What the reply itself tells at run time, and what the parameters tell better.
        facts.ignoring(
                "responseKey",
                "itemKeys",
                "seen",
                "createsResource",
                "countIsPage",
                "offByDefault",
                "sensitiveRequest",
                "sensitiveResponse");
        facts.end();
        return command;
    }

    private static Kind kind(Facts facts) {
        return switch (facts.text("kind")) {
            case "sync" -> Kind.SYNC;
            case "async" -> Kind.ASYNC;
            case "list" -> Kind.LIST;
            default -> throw new CatalogException(facts.place(), "\"kind\" is none of sync, async and list");
        };
    }

    private Parameter parameter(String command, Facts facts) {
        String name = facts.text("name");
        String type = facts.text("type");
        if (!PARAMETER_TYPES.contains(type)) {
            throw new CatalogException(facts.place(), "type \"" + type + "\" is not understood");
        }
        String of = facts.optionalText("of");
        if (type.equals("list") != (of != null)
                || (of != null && !Set.of("uuid", "string").contains(of))) {
            throw new CatalogException(facts.place(), "a list, and only a list, is \"of\" uuid or string, not " + of);
        }
        String key = command + " " + name;
        Boolean sensitive = overrides.sensitiveParameter(key);
        MapStyle style = overrides.style(key);
        if (type.equals("map") != (style != null)) {
            throw new CatalogException(
                    facts.place(),
                    style == null
                            ? "a map has a style in the overrides"
                            : "the overrides have a style for what is no map");
        }
        usedOverrides.add(key);
        Parameter parameter = new Parameter(
                name,
                facts.text("java"),
                type,
                of,
                facts.flag("required"),
                Objects.requireNonNullElse(sensitive, facts.flag("sensitive")),
                facts.flag("adminOnly"),
                facts.optionalNumber("length"),
                facts.optionalText("since"),
                style);
        facts.end();
        return parameter;
    }

    private Response readResponse(Facts facts) {
        String name = facts.place();
        List<Field> own = new ArrayList<>();
        for (Facts field : facts.objects("fields", "name")) {
            own.add(field(name, field));
        }
        own.addAll(overrides.addedFields(name));
        usedOverrides.add(name);
        Response response = extended(borrowed, facts.optionalText("extends"), name, own);
        facts.end();
        return response;
    }

    /** The fields of a base, each replaced where the response has one of the same name, and its own. */
    private static Response extended(Map<String, Response> known, @Nullable String base, String name, List<Field> own) {
        List<Field> fields = new ArrayList<>();
        if (base != null) {
            Response response = known.get(base);
            if (response == null) {
                throw new CatalogException(name, "it extends " + base + ", which is not known");
            }
            fields.addAll(response.fields());
        }
        for (Field field : own) {
            fields.removeIf(other -> base != null && other.name().equals(field.name()));
            fields.add(field);
        }
        requireDistinct(name, fields.stream().map(Field::java).toList());
        requireDistinct(name, fields.stream().map(Field::name).toList());
        return new Response(name, List.copyOf(fields));
    }

    private Field field(String response, Facts facts) {
        String name = facts.text("name");
        String key = response + " " + name;
        String type = Objects.requireNonNullElse(overrides.fieldType(key), facts.text("type"));
        List<String> values = facts.texts("values");
        if (type.equals("enum") == values.isEmpty()) {
            throw new CatalogException(facts.place(), "an enum, and only an enum, has \"values\"");
        }
        usedOverrides.add(key);
        Boolean sensitive = overrides.sensitiveField(key);
        Field field = new Field(
                response,
                name,
                facts.text("java"),
                type,
                Objects.requireNonNullElse(sensitive, facts.flag("sensitive")),
                facts.optionalText("since"),
                values);
        facts.ignoring("object").end();
        return field;
    }

    private static void requireDistinct(String place, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new CatalogException(place, "\"" + name + "\" occurs twice");
            }
        }
    }

    /** The style of a map, from its entry in the overrides. */
    static MapStyle style(Facts facts) {
        MapStyle style = switch (facts.text("style")) {
            case "entries" -> new MapStyle.Entries();
            case "named" -> new MapStyle.Named();
            case "open" -> new MapStyle.Open();
            case "rows" -> new MapStyle.Rows(rowType(facts));
            default -> throw new CatalogException(facts.place(), "\"style\" is not understood");
        };
        return style;
    }

    private static RowType rowType(Facts facts) {
        List<RowField> fields = new ArrayList<>();
        for (Facts field : facts.objects("fields", "name")) {
            String type = field.text("type");
            if (!Set.of("string", "uuid", "integer", "long", "boolean").contains(type)) {
                throw new CatalogException(field.place(), "type \"" + type + "\" is not understood");
            }
            fields.add(new RowField(field.text("name"), field.text("java"), type, field.flag("required")));
            field.end();
        }
        if (fields.isEmpty()) {
            throw new CatalogException(facts.place(), "rows have \"fields\"");
        }
        return new RowType(facts.text("type"), List.copyOf(fields));
    }

    /** The own fields of a response that stands in the overrides. */
    static List<Field> addedFields(Facts facts) {
        List<Field> fields = new ArrayList<>();
        for (Facts field : facts.objects("fields", "name")) {
            fields.add(new Field(
                    facts.text("response"),
                    field.text("name"),
                    field.text("java"),
                    field.text("type"),
                    field.flag("sensitive"),
                    null,
                    List.of()));
            field.end();
        }
        return fields;
    }

    static @Nullable Kind kindOf(Facts facts) {
        return facts.has("kind") ? kind(facts) : null;
    }
}
