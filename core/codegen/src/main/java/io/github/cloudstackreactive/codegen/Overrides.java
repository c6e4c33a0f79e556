package io.github.cloudstackreactive.codegen;

import io.github.cloudstackreactive.codegen.Catalog.Field;
import io.github.cloudstackreactive.codegen.Catalog.Kind;
import io.github.cloudstackreactive.codegen.Catalog.MapStyle;
import io.github.cloudstackreactive.codegen.Catalog.Pace;
import io.github.cloudstackreactive.codegen.Catalog.RowOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is known better than the catalog has it, each with its evidence. */
final class Overrides {

    /** What differs of a command; null for what does not. */
    record CommandFacts(
            @Nullable Kind kind,
            @Nullable String response,
            @Nullable Boolean safe,
            @Nullable Boolean paged,
            @Nullable Boolean ignoresPage,
            @Nullable Boolean postFiltered,
            @Nullable Boolean answersList,
            @Nullable Boolean scoped) {

        static final CommandFacts NONE = new CommandFacts(null, null, null, null, null, null, null, null);
    }

    /**
     * A response that the catalog lacks.
     *
     * @param facts where it stands
     * @param base the response whose fields it has too; null for none
     */
    record AddedResponse(Facts facts, @Nullable String base, List<Field> fields) {}

    /**
     * What a field holds.
     *
     * @param values the words of an enum
     */
    record FieldType(String type, List<String> values) {}

    private record JobPace(Facts facts, Pace pace) {}

    private record ListOrder(Facts facts, RowOrder order) {}

    private final Table<MapStyle> styles = new Table<>("a parameter");
    private final Table<CommandFacts> commands = new Table<>("a command");
    private final Table<JobPace> paces = new Table<>("a command");
    private final Table<ListOrder> rowOrders = new Table<>("a command");
    private final Table<Boolean> sensitiveParameters = new Table<>("a parameter");
    private final Table<Boolean> sensitiveFields = new Table<>("a field");
    private final Table<FieldType> fieldTypes = new Table<>("a field");
    private final Table<Field> addedFields = new Table<>("a response");
    private final Map<String, AddedResponse> responses = new TreeMap<>();

    Overrides(Facts facts) {
        for (Facts map : facts.objects("maps", "command", "parameter")) {
            styles.put(map.text("command") + " " + map.text("parameter"), CatalogReader.style(map), map);
            evident(map);
        }
        for (Facts parameter : facts.objects("sensitiveParameters", "command", "parameter")) {
            sensitiveParameters.put(
                    parameter.text("command") + " " + parameter.text("parameter"), sensitive(parameter), parameter);
            evident(parameter);
        }
        for (Facts field : facts.objects("sensitiveFields", "response", "field")) {
            sensitiveFields.put(field.text("response") + " " + field.text("field"), sensitive(field), field);
            evident(field);
        }
        for (Facts response : facts.objects("addedResponses", "response")) {
            AddedResponse added =
                    new AddedResponse(response, response.optionalText("extends"), CatalogReader.addedFields(response));
            if (responses.put(response.text("response"), added) != null) {
                throw response.fault("it is overridden twice");
            }
            evident(response);
        }
        for (Facts command : facts.objects("changedCommands", "command")) {
            commands.put(command.text("command"), commandFacts(command), command);
            evident(command);
        }
        for (Facts pace : facts.objects("paces", "command")) {
            paces.put(pace.text("command"), new JobPace(pace, CatalogReader.pace(pace)), pace);
            evident(pace);
        }
        for (Facts group : facts.objects("rowOrders", "order")) {
            readRowOrders(group);
            evident(group);
        }
        for (Facts field : facts.objects("changedFields", "response", "field")) {
            readField(field);
            evident(field);
        }
    }

    private static Boolean sensitive(Facts facts) {
        Boolean sensitive = facts.optionalFlag("sensitive");
        if (sensitive == null) {
            throw facts.fault("\"sensitive\" is missing");
        }
        return sensitive;
    }

    /** Commands of one order and of one evidence. */
    private void readRowOrders(Facts group) {
        RowOrder order = CatalogReader.rowOrder(group);
        List<String> names = group.texts("commands");
        if (names.isEmpty()) {
            throw group.fault("\"commands\" is missing or empty");
        }
        for (String name : names) {
            Facts command = group.at(name);
            rowOrders.put(name, new ListOrder(command, order), command);
        }
    }

    private void readField(Facts field) {
        String response = field.text("response");
        String name = field.text("field");
        String key = response + " " + name;
        String type = field.text("type");
        if (field.flag("add")) {
            addedFields.put(
                    key,
                    new Field(
                            response,
                            name,
                            field.javaName("java"),
                            type,
                            field.flag("sensitive"),
                            field.optionalText("since"),
                            List.of()),
                    field);
        } else {
            fieldTypes.put(key, new FieldType(type, field.texts("values")), field);
        }
    }

    private static CommandFacts commandFacts(Facts facts) {
        return new CommandFacts(
                CatalogReader.kindOf(facts),
                facts.optionalText("response"),
                facts.optionalFlag("safe"),
                facts.optionalFlag("paged"),
                facts.optionalFlag("ignoresPage"),
                facts.optionalFlag("postFiltered"),
                facts.ignoring("countIsPage").optionalFlag("answersList"),
                facts.optionalFlag("scoped"));
    }

    private static void evident(Facts facts) {
        facts.text("evidence");
        facts.end();
    }

    @Nullable
    MapStyle style(String commandAndParameter) {
        return styles.use(commandAndParameter);
    }

    CommandFacts command(String name) {
        return Objects.requireNonNullElse(commands.use(name), CommandFacts.NONE);
    }

    /** How soon the job of a command is usually over; fails if it starts none and yet has an entry. */
    Pace pace(String command, Kind kind) {
        JobPace pace = paces.use(command);
        if (pace == null) {
            return Pace.USUAL;
        }
        if (kind != Kind.ASYNC) {
            throw pace.facts().fault("it is of a command that starts no job");
        }
        return pace.pace();
    }

    /**
     * In which order a command gives its rows from page to page; fails if it is no list in pages and yet has an entry.
     *
     * @param inPages whether it is a list that is asked for one page after another
     */
    RowOrder rowOrder(String command, boolean inPages) {
        ListOrder order = rowOrders.use(command);
        if (order == null) {
            return RowOrder.UNKNOWN;
        }
        if (!inPages) {
            throw order.facts().fault("it is of a command that is no list in pages");
        }
        return order.order();
    }

    @Nullable
    Boolean sensitiveParameter(String commandAndParameter) {
        return sensitiveParameters.use(commandAndParameter);
    }

    @Nullable
    Boolean sensitiveField(String responseAndField) {
        return sensitiveFields.use(responseAndField);
    }

    @Nullable
    FieldType fieldType(String responseAndField) {
        return fieldTypes.use(responseAndField);
    }

    /** Responses that the catalog lacks. */
    Map<String, AddedResponse> responses() {
        return responses;
    }

    /** Fields that the catalog lacks, of a response that it has. */
    List<Field> addedFields(String response) {
        return addedFields.useAll(field -> field.owner().equals(response));
    }

    /** Fails if an override is of something that the catalog does not have. */
    void requireAllUsed() {
        for (Table<?> table : List.of(
                styles, commands, paces, rowOrders, sensitiveParameters, sensitiveFields, fieldTypes, addedFields)) {
            table.requireAllUsed();
        }
    }

    /** Overrides of one kind: each is there once, and is for something that the catalog has. */
    private static final class Table<T> {

        private final String what;
        private final Map<String, T> values = new LinkedHashMap<>();
        private final Map<String, Facts> unused = new TreeMap<>();

        /**
         * @param what what such an override is of
         */
        Table(String what) {
            this.what = what;
        }

        void put(String key, T value, Facts facts) {
            if (values.put(key, value) != null) {
                throw facts.fault("it is overridden twice");
            }
            unused.put(key, facts);
        }

        @Nullable
        T use(String key) {
            unused.remove(key);
            return values.get(key);
        }

        List<T> useAll(Predicate<T> which) {
            List<T> used = new ArrayList<>();
            values.forEach((key, value) -> {
                if (which.test(value)) {
                    used.add(value);
                    unused.remove(key);
                }
            });
            return used;
        }

        void requireAllUsed() {
            for (Facts facts : unused.values()) {
                throw facts.fault("it is of " + what + " that the catalog does not have");
            }
        }
    }
}
