package io.github.cloudstackreactive.reply;

import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.MapType;

/**
 * Reads the maps that the server writes into XML as Java's maps write themselves: <code>{key=value, other=value}</code>.
 *
 * <p>A value that itself holds a comma, a space, a word and an equals sign cannot be told from two.
 */
final class MapsInText extends ValueDeserializerModifier {

    // Possessive, so that no text makes it slow.
    private static final Pattern NEXT_KEY = Pattern.compile(", (?=[^\\s=,{}]++=)");

    @Override
    public ValueDeserializer<?> modifyMapDeserializer(
            DeserializationConfig config,
            MapType type,
            BeanDescription.Supplier description,
            ValueDeserializer<?> deserializer) {
        return new InText(deserializer);
    }

    private static final class InText extends DelegatingDeserializer {

        InText(ValueDeserializer<?> ofMaps) {
            super(ofMaps);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> ofMaps) {
            return new InText(ofMaps);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.hasToken(JsonToken.VALUE_STRING)) {
                String text = parser.getString();
                if (text.startsWith("{") && text.endsWith("}")) {
                    return pairs(text.substring(1, text.length() - 1), context);
                }
            }
            return super.deserialize(parser, context);
        }

        private Object pairs(String text, DeserializationContext context) {
            ObjectNode map = context.getNodeFactory().objectNode();
            if (!text.isEmpty()) {
                for (String pair : NEXT_KEY.split(text)) {
                    int equals = pair.indexOf('=');
                    if (equals >= 0) {
                        map.put(pair.substring(0, equals), pair.substring(equals + 1));
                    }
                }
            }
            try (JsonParser parser = map.traverse(context)) {
                parser.nextToken();
                return super.deserialize(parser, context);
            }
        }
    }
}
