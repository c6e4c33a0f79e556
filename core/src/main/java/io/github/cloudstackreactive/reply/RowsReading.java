package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One reading of one page of a list that is whole in memory, row by row without a tree of it all.
 *
 * <p>It may also be what is left of a page whose rows have been read as they came.
 */
final class RowsReading<T> {

    private final JsonMapper mapper;
    private final Envelope envelope;
    private final RowReader<T> rowReader;
    private final Description description;
    private final Parameters asked;
    private final Reply reply;
    private final int before;
    private final List<T> rows = new ArrayList<>();
    private final RowIdentities identities = new RowIdentities(1);
    private final CRC32C checksum = new CRC32C();

    private @Nullable Long count;
    private final Map<String, JsonNode> lone = new LinkedHashMap<>();
    private final Map<String, String> scalars = new HashMap<>();
    private int arrays;
    private int loneFrom;
    private int loneTo;

    /**
     * @param before how many rows of the page have been read and taken out already
     */
    RowsReading(
            JsonMapper mapper,
            Envelope envelope,
            RowReader<T> rowReader,
            Description description,
            Parameters asked,
            Reply reply,
            int before) {
        this.mapper = mapper;
        this.envelope = envelope;
        this.rowReader = rowReader;
        this.description = description;
        this.asked = asked;
        this.reply = reply;
        this.before = before;
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
        if (hasNoRows() && firstPage && count != null && count > 0 && !onlyTheCountWasAsked()) {
            throw envelope.noReply(description.name(), asked, reply, "it counts " + count + " rows and holds none.");
        }
        return new Rows<>(rows, identities, count, checksum.getValue(), before == 0, true);
    }

    private boolean hasNoRows() {
        return rows.isEmpty() && before == 0;
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
        loneFrom = (int) parser.currentTokenLocation().getByteOffset();
        lone.put(field, mapper.readTree(parser));
        loneTo = (int) parser.currentLocation().getByteOffset();
    }

    private void readArray(String field, JsonParser parser) {
        int earlier = rows.size();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            int from = (int) parser.currentTokenLocation().getByteOffset();
            T row = rowReader.read(parser, field, rows.size() + 1, reply.status());
            add(row, field, from, (int) parser.currentLocation().getByteOffset());
        }
        if (rows.size() > earlier) {
            arrays++;
        }
    }

    private void add(T row, String field, int from, int to) {
        rows.add(row);
        rowReader.identify(row, field, reply.body(), from, to, identities);
        checksum.update(reply.body(), from, to - from);
    }

    private void refuseWhatIsNoPage() {
        String name = description.name();
        if (scalars.containsKey("errorcode")) {
            throw envelope.error(name, asked, reply, mapper.valueToTree(scalars));
        }
        if (arrays > 1 || (arrays > 0 && before > 0) || (hasNoRows() && lone.size() > 1)) {
            throw envelope.noReply(
                    name,
                    asked,
                    reply,
                    "it holds several lists or objects. Use execute with a JsonNode to see them all.");
        }
        if (hasNoRows() && lone.isEmpty() && !scalars.isEmpty()) {
            throw envelope.noReply(name, asked, reply, "rows were due, but it holds " + scalars.keySet() + ".");
        }
    }

    // Five list… commands answer one object (listCapabilities and its like), and XML knows no list of one.
    private void takeALoneObjectForARow() {
        if (hasNoRows() && !lone.isEmpty()) {
            Map.Entry<String, JsonNode> only = lone.entrySet().iterator().next();
            add(rowReader.readLone(only.getKey(), only.getValue(), reply.status()), only.getKey(), loneFrom, loneTo);
        }
    }

    private boolean onlyTheCountWasAsked() {
        return "0".equals(asked.get("pagesize")) || asked.has("retrieveonlyresourcecount");
    }
}
