package io.github.cloudstackreactive.samples.crawler;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/** One row of a list, whatever its fields, kept as JSON text: a tree of it takes several times the memory. */
@JsonDeserialize(using = Row.Reader.class)
final class Row {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_LENGTH = 2048;

    private final byte[] json;

    private Row(byte[] json) {
        this.json = json;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(json);
    }

    /** The row's JSON. */
    @Override
    public String toString() {
        return new String(json, StandardCharsets.UTF_8);
    }

    static final class Reader extends ValueDeserializer<Row> {

        @Override
        public Row deserialize(JsonParser parser, DeserializationContext context) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_LENGTH);
            try (bytes;
                    JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
                json.copyCurrentStructureExact(parser);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return new Row(bytes.toByteArray());
        }
    }
}
