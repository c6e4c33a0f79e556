package io.github.cloudstackreactive.model;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** Reads any class of responses by its schema: Jackson's way in. */
final class ResponseObjectReader extends ValueDeserializer<ResponseObject> {

    private final @Nullable Schema schema;

    /** For Jackson, which then asks for one of a certain class. */
    ResponseObjectReader() {
        this.schema = null;
    }

    private ResponseObjectReader(Schema schema) {
        this.schema = schema;
    }

    @Override
    public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
        Schema of = Schema.of(context.getContextualType().getRawClass());
        of.prepare();
        return new ResponseObjectReader(of);
    }

    @Override
    public ResponseObject deserialize(JsonParser parser, DeserializationContext context) {
        if (schema == null) {
            throw new IllegalStateException("The reader was not told for which class.");
        }
        if (parser.currentToken() != JsonToken.START_OBJECT && parser.currentToken() != JsonToken.PROPERTY_NAME) {
            return (ResponseObject) context.handleUnexpectedToken(schema.responseType(), parser);
        }
        return FieldReading.object(schema, parser);
    }
}
