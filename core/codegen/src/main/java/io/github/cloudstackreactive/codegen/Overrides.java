package io.github.cloudstackreactive.codegen;

import io.github.cloudstackreactive.codegen.Catalog.Field;
import io.github.cloudstackreactive.codegen.Catalog.Kind;
import io.github.cloudstackreactive.codegen.Catalog.MapStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
     * @param base the response whose fields it has too; null for none
     */
    record AddedResponse(@Nullable String base, List<Field> fields) {}

    private final Map<String, MapStyle> styles = new HashMap<>();
    private final Map<String, CommandFacts> commands = new HashMap<>();
    private final Map<String, Boolean> sensitiveParameters = new HashMap<>();
    private final Map<String, Boolean> sensitiveFields = new HashMap<>();
    private final Map<String, String> fieldTypes = new HashMap<>();
    private final Map<String, List<Field>> added = new HashMap<>();
    private final Map<String, AddedResponse> responses = new TreeMap<>();

    Overrides(Facts facts) {
        for (Facts map : facts.objects("maps", "command", "parameter")) {
            String key = map.text("command") + " " + map.text("parameter");
            once(styles.put(key, CatalogReader.style(map)), map);
            evident(map);
        }
        for (Facts parameter : facts.objects("sensitiveParameters", "command", "parameter")) {
            String key = parameter.text("command") + " " + parameter.text("parameter");
            once(sensitiveParameters.put(key, parameter.flag("sensitive")), parameter);
            evident(parameter);
        }
        for (Facts field : facts.objects("sensitiveFields", "response", "field")) {
            String key = field.text("response") + " " + field.text("field");
            once(sensitiveFields.put(key, field.flag("sensitive")), field);
            evident(field);
        }
        for (Facts response : facts.objects("addedResponses", "response")) {
            responses.put(
                    response.text("response"),
                    new AddedResponse(response.optionalText("extends"), CatalogReader.addedFields(response)));
            evident(response);
        }
        for (Facts command : facts.objects("changedCommands", "command")) {
            once(commands.put(command.text("command"), commandFacts(command)), command);
            evident(command);
        }
        for (Facts field : facts.objects("changedFields", "response", "field")) {
            readField(field);
            evident(field);
        }
    }

    private void readField(Facts field) {
        String response = field.text("response");
        String name = field.text("field");
        String type = field.text("type");
        if (field.flag("add")) {
            added.computeIfAbsent(response, any -> new ArrayList<>())
                    .add(new Field(
                            response,
                            name,
                            field.text("java"),
                            type,
                            field.flag("sensitive"),
                            field.optionalText("since"),
                            List.of()));
        } else {
            once(fieldTypes.put(response + " " + name, type), field);
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

    private static void once(@Nullable Object before, Facts facts) {
        if (before != null) {
            throw new CatalogException(facts.place(), "it is overridden twice");
        }
    }

    private static void evident(Facts facts) {
        facts.text("evidence");
        facts.end();
    }

    @Nullable
    MapStyle style(String commandAndParameter) {
        return styles.get(commandAndParameter);
    }

    @Nullable
    CommandFacts command(String name) {
        return commands.get(name);
    }

    @Nullable
    Boolean sensitiveParameter(String commandAndParameter) {
        return sensitiveParameters.get(commandAndParameter);
    }

    @Nullable
    Boolean sensitiveField(String responseAndField) {
        return sensitiveFields.get(responseAndField);
    }

    @Nullable
    String fieldType(String responseAndField) {
        return fieldTypes.get(responseAndField);
    }

    /** Responses that the catalog lacks. */
    Map<String, AddedResponse> responses() {
        return responses;
    }

    List<Field> addedFields(String response) {
        return added.getOrDefault(response, List.of());
    }

    /** Fails if an override is of something that the catalog does not have. */
    void requireAllUsed(Set<String> used) {
        Set<String> unused = new HashSet<>();
        for (Map<String, ?> each : List.of(styles, commands, sensitiveParameters, sensitiveFields, fieldTypes, added)) {
            unused.addAll(each.keySet());
        }
        unused.removeAll(used);
        if (!unused.isEmpty()) {
            throw new CatalogException("overrides", "not in the catalog: " + unused);
        }
    }
}
