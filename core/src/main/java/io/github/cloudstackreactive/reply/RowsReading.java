package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One reading of one page of a list, row by row without a tree of the whole. */
final class RowsReading<T> {

    private final JsonMapper mapper;
    private final Envelope envelope;
    private final Conversion conversion;
    private final Description description;
    private final Parameters asked;
    private final Reply reply;
    private final @Nullable List<String> identities;
    private final List<T> rows = new ArrayList<>();

    private @Nullable Long count;
    private final Map<String, JsonNode> lone = new LinkedHashMap<>();
    private final Map<String, String> scalars = new HashMap<>();
    private int arrays;
    private int from;
    private int to;

    RowsReading(
            JsonMapper mapper,
            Envelope envelope,
            Conversion conversion,
            Description description,
            Parameters asked,
            Reply reply,
            boolean identify) {
        this.mapper = mapper;
        this.envelope = envelope;
        this.conversion = conversion;
        this.description = description;
        this.asked = asked;
        this.reply = reply;
        this.identities = identify ? new ArrayList<>() : null;
    }

    /**
     * Reads the payload that the parser stands at.
     *
     * @param firstPage whether a count without rows means that rows are missing
     */
    Rows<T> read(JsonParser parser, boolean firstPage) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw envelope.noReply(description.name(), asked, reply, "the reply's key holds no object.");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            switch (parser.nextToken()) {
                case START_ARRAY -> readArray(field, parser);
                case START_OBJECT -> readObject(field, parser);
                case VALUE_NULL -> {}
                default -> readScalar(field, parser);
            }
        }
        envelope.close(description.name(), asked, reply, parser);
        refuseWhatIsNoPage();
        takeALoneObjectForARow();
        if (rows.isEmpty() && firstPage && count != null && count > 0 && !onlyTheCountWasAsked()) {
            throw envelope.noReply(description.name(), asked, reply, "it counts " + count + " rows and holds none.");
        }
        return new Rows<>(rows, identities, count, new Rows.Bytes(reply.body(), from, to));
    }

    private void readScalar(String field, JsonParser parser) {
        if (field.equals("count")) {
            count = parser.getValueAsLong(0);
        } else if (!parser.hasToken(JsonToken.VALUE_STRING)
                || !parser.getString().isBlank()) {
            scalars.put(field, parser.getString());
        }
    }

    private void readObject(String field, JsonParser parser) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        lone.put(field, mapper.readTree(parser));
        if (rows.isEmpty()) {
            from = start;
            to = (int) parser.currentLocation().getByteOffset();
        }
    }

    private void readArray(String field, JsonParser parser) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        int before = rows.size();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            String place = "row " + (rows.size() + 1);
            if (token == JsonToken.VALUE_NULL) {
                throw envelope.noReply(description.name(), asked, reply, place + " is null.");
            }
            if (identities == null && !description.nestedRows()) {
                add(conversion.fromParser(description, parser, reply.status(), place), place);
            } else {
                addIdentified(inner(description, field, mapper.readTree(parser)), place);
            }
        }
        if (rows.size() > before) {
            arrays++;
            from = start;
            to = (int) parser.currentLocation().getByteOffset();
        }
    }

    private void addIdentified(JsonNode row, String place) {
        add(conversion.fromTree(description, row, reply.status(), place), place);
        if (identities != null) {
            identities.add(identity(row));
        }
    }

    @SuppressWarnings("unchecked") // the description says what T is
    private void add(@Nullable Object row, String place) {
        if (row == null) {
            throw envelope.noReply(description.name(), asked, reply, place + " was read as nothing.");
        }
        rows.add((T) row);
    }

    private void refuseWhatIsNoPage() {
        String name = description.name();
        if (scalars.containsKey("errorcode")) {
            throw envelope.error(name, asked, reply, mapper.valueToTree(scalars));
        }
        if (arrays > 1 || (rows.isEmpty() && lone.size() > 1)) {
            throw envelope.noReply(
                    name,
                    asked,
                    reply,
                    "it holds several lists or objects. Use execute with a JsonNode to see them all.");
        }
        if (rows.isEmpty() && lone.isEmpty() && !scalars.isEmpty()) {
            throw envelope.noReply(name, asked, reply, "rows were due, but it holds " + scalars.keySet() + ".");
        }
    }

    // Five list… commands answer one object (listCapabilities and its like), and XML knows no list of one.
    private void takeALoneObjectForARow() {
        if (rows.isEmpty() && !lone.isEmpty()) {
            Map.Entry<String, JsonNode> only = lone.entrySet().iterator().next();
            addIdentified(inner(description, only.getKey(), only.getValue()), "the answer");
        }
    }

    /** An element of a list; where rows are nested, what stands in it under the list's own key. */
    static JsonNode inner(Description description, String key, JsonNode element) {
        JsonNode inner = element.path(key);
        return description.nestedRows() && element.size() == 1 && inner.isObject() ? inner : element;
    }

    private boolean onlyTheCountWasAsked() {
        return "0".equals(asked.get("pagesize")) || asked.has("retrieveonlyresourcecount");
    }

    /** What tells a row from others: its id, with the zone where it has one (a template has a row a zone); else all of it. */
    private static String identity(JsonNode row) {
        JsonNode id = row.path("id");
        if (!id.isValueNode() || id.isNull()) {
            return row.toString();
        }
        JsonNode zone = row.path("zoneid");
        return zone.isValueNode() && !zone.isNull() ? id.asString() + ' ' + zone.asString() : id.asString();
    }
}
