package io.github.cloudstackreactive.reply;

import java.util.Map;
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

/** Reads a {@link PrintedMap} where the caller's class has a map. */
final class MapsInText extends ValueDeserializerModifier {

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
                Map<String, String> printed = PrintedMap.read(parser.getString());
                if (printed != null) {
                    return read(printed, context);
                }
            }
            return super.deserialize(parser, context);
        }

        private Object read(Map<String, String> printed, DeserializationContext context) {
            ObjectNode map = context.getNodeFactory().objectNode();
            printed.forEach(map::put);
            try (JsonParser parser = map.traverse(context)) {
                parser.nextToken();
                return super.deserialize(parser, context);
            }
        }
    }
}
