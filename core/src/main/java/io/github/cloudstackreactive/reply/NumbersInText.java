package io.github.cloudstackreactive.reply;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/**
 * Takes no text for a number that is longer than any number may be.
 *
 * <p>Jackson 3.1.4 holds a text against a pattern that takes a time by the square of its length: seconds for 20,000 digits
 * and a letter, hours for a million.
 */
final class NumbersInText extends ValueDeserializerModifier {

    private static final int LONGEST_WHOLE = 40;

    /** A number or a text that is one; otherwise this. */
    static int whole(JsonNode node, int otherwise) {
        return isLong(node) ? otherwise : node.asInt(otherwise);
    }

    /** A number or a text that is one; otherwise this. */
    static long whole(JsonNode node, long otherwise) {
        return isLong(node) ? otherwise : node.asLong(otherwise);
    }

    private static boolean isLong(JsonNode node) {
        return node.isString() && node.stringValue().length() > LONGEST_WHOLE;
    }

    @Override
    public ValueDeserializer<?> modifyDeserializer(
            DeserializationConfig config, BeanDescription.Supplier description, ValueDeserializer<?> deserializer) {
        JavaType type = description.getType();
        return type.isTypeOrSubTypeOf(Number.class) || type.hasRawClass(float.class) || type.hasRawClass(double.class)
                ? new Short(deserializer)
                : deserializer;
    }

    private static final class Short extends DelegatingDeserializer {

        Short(ValueDeserializer<?> ofNumbers) {
            super(ofNumbers);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> ofNumbers) {
            return new Short(ofNumbers);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) {
            boolean isLong =
                    parser.hasToken(JsonToken.VALUE_STRING) && parser.getStringLength() > LenientJson.MAX_NUMBER_LENGTH;
            return isLong
                    ? context.handleWeirdStringValue(handledType(), "…", "too long for a number")
                    : super.deserialize(parser, context);
        }
    }
}
