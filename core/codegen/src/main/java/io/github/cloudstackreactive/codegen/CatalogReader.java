package io.github.cloudstackreactive.codegen;

import io.github.cloudstackreactive.codegen.Catalog.Command;
import io.github.cloudstackreactive.codegen.Catalog.Field;
import io.github.cloudstackreactive.codegen.Catalog.Kind;
import io.github.cloudstackreactive.codegen.Catalog.MapStyle;
import io.github.cloudstackreactive.codegen.Catalog.Pace;
import io.github.cloudstackreactive.codegen.Catalog.Parameter;
import io.github.cloudstackreactive.codegen.Catalog.Response;
import io.github.cloudstackreactive.codegen.Catalog.RowField;
import io.github.cloudstackreactive.codegen.Catalog.RowOrder;
import io.github.cloudstackreactive.codegen.Catalog.RowType;
import java.util.ArrayList;
import java.util.Comparator;
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
            responses.put(response.name(), readResponse(response));
        }
        overrides.responses().forEach((name, added) -> {
            if (responses.put(name, extended(added.facts(), responses, added.base(), name, added.fields())) != null) {
                throw added.facts().fault("the catalog has it already");
            }
        });
        List<Command> commands = new ArrayList<>();
        for (Facts command : facts.objects("commands", "name")) {
            commands.add(command(command));
        }
        commands.sort(Comparator.comparing(Command::name));
        String twice = JavaNames.repeated(commands.stream().map(Command::name).toList());
        if (twice != null) {
            throw facts.fault("two commands are named " + twice);
        }
        for (Command command : commands) {
            requireKnown(command, responses);
        }
        overrides.requireAllUsed();
        return new Catalog(commands, responses);
    }

    private void requireKnown(Command command, Map<String, Response> responses) {
        String response = command.response();
        if (!Set.of("String", "untyped").contains(response)
                && !responses.containsKey(response)
                && !borrowed.containsKey(response)) {
            throw new CatalogException(command.name(), "its response " + response + " is in no catalog");
        }
    }

    private Command command(Facts facts) {
        String name = facts.javaName("name");
        Overrides.CommandFacts change = overrides.command(name);
        String method = facts.text("method");
        if (!method.equals("GET") && !method.equals("POST")) {
            throw facts.fault("\"method\" is " + method + ", neither GET nor POST");
        }
        List<Parameter> parameters = new ArrayList<>();
        for (Facts parameter : facts.objects("params", "name")) {
            parameters.add(parameter(name, parameter));
        }
        requireDistinct(
                facts,
                "parameters",
                parameters.stream().map(Parameter::name).toList(),
                parameters.stream().map(Parameter::java).toList());
        Kind kind = Objects.requireNonNullElse(change.kind(), kind(facts));
        boolean safe = Objects.requireNonNullElse(change.safe(), facts.flag("safe"));
        boolean paged = Objects.requireNonNullElse(change.paged(), facts.flag("paged"));
        boolean ignoresPage = Objects.requireNonNullElse(change.ignoresPage(), facts.flag("ignoresPage"));
        Command command = new Command(
                name,
                facts.text("group"),
                kind,
                Objects.requireNonNullElse(change.response(), facts.text("response")),
                method.equals("GET"),
                safe,
                paged,
                ignoresPage,
                Objects.requireNonNullElse(change.postFiltered(), false),
                Objects.requireNonNullElse(change.answersList(), facts.flag("answersList")),
                facts.flag("nestedRows"),
                missingIsEmpty,
                Objects.requireNonNullElse(change.scoped(), true),
                overrides.pace(name, kind),
                overrides.rowOrder(name, kind == Kind.LIST && safe && paged && !ignoresPage),
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
            default -> throw facts.fault("\"kind\" is " + facts.text("kind") + ", none of sync, async and list");
        };
    }

    private Parameter parameter(String command, Facts facts) {
        String name = facts.text("name");
        String type = facts.text("type");
        if (!PARAMETER_TYPES.contains(type)) {
            throw facts.fault("\"type\" is " + type + ", none of "
                    + String.join(", ", PARAMETER_TYPES.stream().sorted().toList()));
        }
        String of = facts.optionalText("of");
        if (type.equals("list") && of == null) {
            throw facts.fault("a list needs \"of\": uuid or string");
        }
        if (!type.equals("list") && of != null) {
            throw facts.fault("\"of\" is for a list, and this is of type " + type);
        }
        if (of != null && !Set.of("uuid", "string").contains(of)) {
            throw facts.fault("\"of\" is " + of + ", neither uuid nor string");
        }
        String key = command + " " + name;
        Boolean sensitive = overrides.sensitiveParameter(key);
        MapStyle style = overrides.style(key);
        if (type.equals("map") != (style != null)) {
            throw facts.fault(
                    style == null
                            ? "a map needs a style: an entry under \"maps\" in the overrides"
                            : "the overrides give it the style of a map, and it is of type " + type);
        }
        boolean secret = Objects.requireNonNullElse(sensitive, facts.flag("sensitive"));
        if (secret && style instanceof MapStyle.Rows) {
            throw facts.fault(
                    "it is sensitive, and of the style rows, whose classes hide nothing: the style open does");
        }
        Parameter parameter = new Parameter(
                name,
                facts.javaName("java"),
                type,
                of,
                facts.flag("required"),
                secret,
                facts.flag("adminOnly"),
                facts.optionalNumber("length"),
                facts.optionalText("since"),
                style);
        facts.end();
        return parameter;
    }

    private Response readResponse(Facts facts) {
        String name = facts.name();
        List<Field> own = new ArrayList<>();
        for (Facts field : facts.objects("fields", "name")) {
            String key = name + " " + field.text("name");
            own.add(field(name, field, overrides.fieldType(key), overrides.sensitiveField(key)));
        }
        own.addAll(overrides.addedFields(name));
        Response response = extended(facts, borrowed, facts.optionalText("extends"), name, own);
        facts.end();
        return response;
    }

    /** The fields of a base, each replaced where the response has one of the same name, and its own. */
    private static Response extended(
            Facts facts, Map<String, Response> known, @Nullable String base, String name, List<Field> own) {
        List<Field> fields = new ArrayList<>();
        if (base != null) {
            Response response = known.get(base);
            if (response == null) {
                throw facts.fault("it extends " + base + ", which is not in the CloudStack catalog");
            }
            fields.addAll(response.fields());
        }
        for (Field field : own) {
            fields.removeIf(other -> base != null && other.name().equals(field.name()));
            fields.add(field);
        }
        requireDistinct(
                facts,
                "fields",
                fields.stream().map(Field::name).toList(),
                fields.stream().map(Field::java).toList());
        return new Response(name, List.copyOf(fields));
    }

    /**
     * @param betterType what the overrides have; null for nothing
     * @param sensitive what the overrides have; null for nothing
     */
    private static Field field(
            String response, Facts facts, Overrides.@Nullable FieldType better, @Nullable Boolean sensitive) {
        String said = facts.text("type");
        List<String> words = facts.texts("values");
        String type = better == null ? said : better.type();
        List<String> values = better == null ? words : better.values();
        if (type.equals("enum") && values.isEmpty()) {
            throw facts.fault("an enum needs \"values\"");
        }
        if (!type.equals("enum") && !values.isEmpty()) {
            throw facts.fault("\"values\" are for an enum, and this is of type " + type);
        }
        requireConstants(facts, values);
        Field field = new Field(
                response,
                facts.text("name"),
                facts.javaName("java"),
                type,
                Objects.requireNonNullElse(sensitive, facts.flag("sensitive")),
                facts.optionalText("since"),
                values);
        facts.ignoring("object").end();
        return field;
    }

    private static void requireConstants(Facts facts, List<String> words) {
        String twice =
                JavaNames.repeated(words.stream().map(EnumWriter::constant).toList());
        if (twice != null) {
            throw facts.fault("two of its \"values\" become the constant " + twice);
        }
        for (String word : words) {
            String constant = EnumWriter.constant(word);
            if (!JavaNames.isName(constant) || constant.equals(EnumWriter.KNOWN)) {
                throw facts.fault(
                        "the word \"" + word + "\" becomes \"" + constant + "\", which cannot name a constant");
            }
        }
    }

    private static void requireDistinct(Facts facts, String what, List<String> names, List<String> javaNames) {
        String twice = JavaNames.repeated(names);
        if (twice != null) {
            throw facts.fault("two of its " + what + " are named " + twice);
        }
        String javaTwice = JavaNames.repeated(javaNames);
        if (javaTwice != null) {
            throw facts.fault("two of its " + what + " have the Java name " + javaTwice);
        }
    }

    /** The style of a map, from its entry in the overrides. */
    static MapStyle style(Facts facts) {
        return switch (facts.text("style")) {
            case "entries" -> new MapStyle.Entries();
            case "named" -> new MapStyle.Named();
            case "open" -> new MapStyle.Open();
            case "rows" -> new MapStyle.Rows(rowType(facts));
            default ->
                throw facts.fault("\"style\" is " + facts.text("style") + ", none of entries, named, open and rows");
        };
    }

    /** How soon a job is usually over, from its entry in the overrides: never usual, which needs no entry. */
    static Pace pace(Facts facts) {
        return switch (facts.text("pace")) {
            case "fast" -> Pace.FAST;
            case "slow" -> Pace.SLOW;
            default -> throw facts.fault("\"pace\" is " + facts.text("pace") + ", neither fast nor slow");
        };
    }

    /** In which order lists give their rows, from an entry in the overrides: never unknown, which needs no entry. */
    static RowOrder rowOrder(Facts facts) {
        return switch (facts.text("order")) {
            case "by id" -> RowOrder.BY_ID;
            case "newest first" -> RowOrder.NEWEST_FIRST;
            case "newest first with ties" -> RowOrder.NEWEST_FIRST_WITH_TIES;
            case "by sort key" -> RowOrder.BY_SORT_KEY;
            case "by sort key with ties" -> RowOrder.BY_SORT_KEY_WITH_TIES;
            case "unsorted" -> RowOrder.UNSORTED;
            default ->
                throw facts.fault("\"order\" is " + facts.text("order")
                        + ", none of by id, by sort key, by sort key with ties, newest first, newest first with ties"
                        + " and unsorted");
        };
    }

    private static RowType rowType(Facts facts) {
        List<RowField> fields = new ArrayList<>();
        for (Facts field : facts.objects("fields", "name")) {
            String type = field.text("type");
            if (!Set.of("string", "uuid", "integer", "long", "boolean").contains(type)) {
                throw field.fault("\"type\" is " + type + ", none of boolean, integer, long, string, uuid");
            }
            fields.add(new RowField(field.text("name"), field.javaName("java"), type, field.flag("required")));
            field.end();
        }
        if (fields.isEmpty()) {
            throw facts.fault("the style rows needs \"fields\"");
        }
        requireDistinct(
                facts,
                "fields",
                fields.stream().map(RowField::name).toList(),
                fields.stream().map(RowField::java).toList());
        return new RowType(facts.className("type"), List.copyOf(fields));
    }

    /** The own fields of a response that stands in the overrides. */
    static List<Field> addedFields(Facts facts) {
        List<Field> fields = new ArrayList<>();
        for (Facts field : facts.objects("fields", "name")) {
            fields.add(field(facts.text("response"), field, null, null));
        }
        return fields;
    }

    static @Nullable Kind kindOf(Facts facts) {
        return facts.optionalText("kind") == null ? null : kind(facts);
    }
}
