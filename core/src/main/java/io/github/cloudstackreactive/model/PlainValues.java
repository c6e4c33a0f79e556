package io.github.cloudstackreactive.model;

import io.github.cloudstackreactive.reply.PrintedMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;

/** JSON of any shape as plain Java, and plain Java as the maps and lists that a field may be. */
final class PlainValues {

    private PlainValues() {}

    /** What the parser stands at, as plain Java; null for null. */
    static @Nullable Object read(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NUMBER_INT ->
                parser.getNumberValue() instanceof Integer small ? (Object) small.longValue() : parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case START_ARRAY -> plainList(parser);
            case START_OBJECT -> plainMap(parser);
            default -> parser.getString();
        };
    }

    // A number beyond what any number can be stays the text that it is.
    private static Object decimal(JsonParser parser) {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException | InputCoercionException beyond) {
            return parser.getString();
        }
    }

    private static List<Object> plainList(JsonParser parser) throws JacksonException {
        List<Object> elements = new ArrayList<>();
        for (JsonToken each = parser.nextToken(); each != JsonToken.END_ARRAY; each = parser.nextToken()) {
            Object element = read(parser, each);
            if (element != null) {
                elements.add(element);
            }
        }
        return Collections.unmodifiableList(elements);
    }

    private static Map<String, Object> plainMap(JsonParser parser) throws JacksonException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Object value = read(parser, parser.nextToken());
            if (value != null) {
                fields.put(name, value);
            }
        }
        return Collections.unmodifiableMap(fields);
    }

    private static boolean isScalar(@Nullable Object plain) {
        return plain instanceof String || plain instanceof Number || plain instanceof Boolean;
    }

    static @Nullable Object texts(Object plain) {
        Object value = plain instanceof String text ? PrintedMap.read(text) : plain;
        if (!(value instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, Object> texts = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!isScalar(entry.getValue())) {
                return null;
            }
            texts.put(String.valueOf(entry.getKey()), String.valueOf(entry.getValue()));
        }
        return Collections.unmodifiableMap(texts);
    }

    static Object elements(Object plain) {
        return plain instanceof List ? plain : List.of(plain);
    }

    static @Nullable Object maps(Object plain) {
        List<Object> maps = new ArrayList<>();
        for (Object element : (List<?>) elements(plain)) {
            Object map = texts(element);
            if (map == null) {
                return null;
            }
            maps.add(map);
        }
        return Collections.unmodifiableList(maps);
    }

    static @Nullable Object listsByName(Object plain) {
        if (!(plain instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, Object> lists = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            List<Object> texts = new ArrayList<>();
            for (Object element : (List<?>) elements(entry.getValue())) {
                if (!isScalar(element)) {
                    return null;
                }
                texts.add(String.valueOf(element));
            }
            lists.put(String.valueOf(entry.getKey()), Collections.unmodifiableList(texts));
        }
        return Collections.unmodifiableMap(lists);
    }
}
