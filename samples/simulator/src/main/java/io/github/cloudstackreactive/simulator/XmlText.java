package io.github.cloudstackreactive.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The same answers as XML: a field becomes an element, and an array one element a value.
 *
 * <p>Reads the JSON back, with the server's faults in it allowed for; XML is for people and tests of error texts, so it
 * need not be fast.
 */
final class XmlText {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build();

    private XmlText() {}

    /** The fields of a JSON object as elements. */
    static String inner(String json) {
        StringBuilder out = new StringBuilder();
        fields(out, JSON.readTree(json));
        return out.toString();
    }

    static String element(String name, byte[] json) {
        StringBuilder out = new StringBuilder();
        element(out, name, JSON.readTree(new String(json, StandardCharsets.UTF_8)));
        return out.toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }

    private static void fields(StringBuilder out, JsonNode object) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (field.getValue().isArray()) {
                field.getValue().forEach(value -> element(out, field.getKey(), value));
            } else {
                element(out, field.getKey(), field.getValue());
            }
        }
    }

    private static void element(StringBuilder out, String name, JsonNode value) {
        out.append('<').append(name).append('>');
        if (value.isObject()) {
            fields(out, value);
        } else {
            out.append(escape(value.asString()));
        }
        out.append("</").append(name).append('>');
    }
}
