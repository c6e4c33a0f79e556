package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.error.ProtocolException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads rows of one list, one at a time, and tells them apart; private to one reply. */
final class RowReader<T> {

    private final JsonMapper mapper;
    private final Conversion conversion;
    private final Description description;

    RowReader(JsonMapper mapper, Conversion conversion, Description description) {
        this.mapper = mapper;
        this.conversion = conversion;
        this.description = description;
    }

    /**
     * The row that the parser stands at.
     *
     * @param field the key of the list
     * @param number the row's number in its page, from 1, for the error
     * @param status the HTTP status, for the error
     */
    T read(JsonParser parser, String field, int number, int status) {
        if (parser.hasToken(JsonToken.VALUE_NULL)) {
            throw noRow(number, "is null.", status);
        }
        Object row = description.nestedRows()
                ? conversion.fromTree(
                        description, inner(description, field, mapper.readTree(parser)), status, () -> "row " + number)
                : conversion.fromParser(description, parser, status, number);
        return present(row, number, status);
    }

    /** The row that an object makes which stands in a reply by itself. */
    T readLone(String field, JsonNode object, int status) {
        Object row = conversion.fromTree(description, inner(description, field, object), status, "the answer");
        return present(row, 1, status);
    }

    @SuppressWarnings("unchecked") // the description says what T is
    private T present(@Nullable Object row, int number, int status) {
        if (row == null) {
            throw noRow(number, "was read as nothing.", status);
        }
        return (T) row;
    }

    private ProtocolException noRow(int number, String why, int status) {
        return new ProtocolException(
                description.name(), status, description.name() + ": row " + number + " " + why, false);
    }

    /** An element of a list; where rows are nested, what stands in it under the list's own key. */
    static JsonNode inner(Description description, String key, JsonNode element) {
        JsonNode inner = element.path(key);
        return description.nestedRows() && element.size() == 1 && inner.isObject() ? inner : element;
    }

    /**
     * Adds what tells a row from others: its id, with the zone where it has one, or else all its bytes.
     *
     * @param bytes where the row stands as it came
     */
    void identify(T row, String field, byte[] bytes, int from, int to, RowIdentities identities) {
        Object id = null;
        Object zone = null;
        if (row instanceof NamedFields fields) {
            id = fields.raw("id");
            zone = fields.raw("zoneid");
        } else if (row instanceof JsonNode tree) {
            id = scalar(tree.path("id"));
            zone = scalar(tree.path("zoneid"));
        } else if (description.nestedRows()) {
            try (JsonParser parser = mapper.createParser(bytes, from, to - from)) {
                JsonNode tree = inner(description, field, mapper.readTree(parser));
                id = scalar(tree.path("id"));
                zone = scalar(tree.path("zoneid"));
            }
        } else {
            try (JsonParser parser = mapper.createParser(bytes, from, to - from)) {
                parser.nextToken();
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    JsonToken value = parser.nextToken();
                    if (!value.isScalarValue()) {
                        parser.skipChildren();
                    } else if (value != JsonToken.VALUE_NULL && name.equals("id")) {
                        id = parser.getString();
                    } else if (value != JsonToken.VALUE_NULL && name.equals("zoneid")) {
                        zone = parser.getString();
                    }
                }
            }
        }
        if (id instanceof String || id instanceof Number) {
            identities.addText(id.toString(), zone == null ? null : zone.toString());
        } else {
            identities.addBytes(bytes, from, to);
        }
    }

    private static @Nullable String scalar(JsonNode field) {
        return field.isValueNode() && !field.isNull() ? field.asString() : null;
    }
}
