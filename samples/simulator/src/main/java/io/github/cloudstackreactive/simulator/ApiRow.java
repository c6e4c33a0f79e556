package io.github.cloudstackreactive.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A row of {@code listApis}: a command, its parameters and the fields of its answer. */
final class ApiRow {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ApiRow() {}

    static String of(Command command) {
        List<String> parameters = new ArrayList<>();
        for (Command.Parameter parameter : command.parameters()) {
            parameters.add(new JsonText.Fields()
                    .text("name", parameter.name())
                    .text("description", "")
                    .text("type", parameter.type())
                    .number("length", 255)
                    .raw("required", Boolean.toString(parameter.required()))
                    .done());
        }
        return new JsonText.Fields()
                .text("name", command.name())
                .text("description", command.description())
                .raw("isasync", Boolean.toString(command.async()))
                .text("related", "")
                .raw("params", array(parameters))
                .raw("response", array(responseFields(command)))
                .done();
    }

    /** Read from the text of a row: its holes are filled with nothing, which leaves JSON of the right types. */
    private static List<String> responseFields(Command command) {
        List<String> fields = new ArrayList<>();
        for (String text : command.response()) {
            String json = text.replace("${placement}", "")
                    .replace("${job}", "")
                    .replace("${tags}", "[]")
                    .replace("${user.row}", "")
                    .replace("${accounttype}", "0");
            for (Map.Entry<String, JsonNode> field : JSON.readTree(json).properties()) {
                fields.add(new JsonText.Fields()
                        .text("name", field.getKey())
                        .text("description", "")
                        .text("type", typeOf(field.getValue()))
                        .done());
            }
        }
        return fields;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "long" : "double";
            case ARRAY -> "list";
            case OBJECT -> "map";
            default -> "string";
        };
    }

    private static String array(List<String> values) {
        return "[" + String.join(",", values) + "]";
    }
}
