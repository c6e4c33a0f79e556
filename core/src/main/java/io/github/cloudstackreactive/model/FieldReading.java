package io.github.cloudstackreactive.model;

import io.github.cloudstackreactive.reply.PrintedMap;
import java.math.BigDecimal;
import java.time.DateTimeException;
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
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.sym.PropertyNameMatcher;

/**
 * From JSON to the value of a field, without a tree.
 *
 * <p>Servers mix numbers, booleans and strings, and send one object where a list of one is meant. What still does not fit
 * is kept as it came ({@link Unconverted}), so that no field ever fails its row.
 */
final class FieldReading {

    private FieldReading() {}

    /** The object that the parser stands at the start of, or at the first field of. */
    static ResponseObject object(Schema schema, JsonParser parser) {
        @Nullable Object[] known = new Object[schema.size()];
        Map<String, Object> unknown = Map.of();
        PropertyNameMatcher matcher = schema.matcher();
        int at = parser.currentToken() == JsonToken.PROPERTY_NAME
                ? parser.currentNameMatch(matcher)
                : parser.nextNameMatch(matcher);
        while (at != PropertyNameMatcher.MATCH_END_OBJECT) {
            if (at >= 0) {
                known[at] = value(schema, at, parser, parser.nextToken());
            } else if (at == PropertyNameMatcher.MATCH_UNKNOWN_NAME) {
                String name = parser.currentName();
                Object value = plain(parser, parser.nextToken());
                if (value != null) {
                    unknown = unknown.isEmpty() ? new LinkedHashMap<>(4) : unknown;
                    unknown.put(name, value);
                }
            } else {
                throw new StreamReadException(parser, "A field was due.");
            }
            at = parser.nextNameMatch(matcher);
        }
        return schema.make(new Values(schema, known, unknown));
    }

    private static @Nullable Object value(Schema schema, int at, JsonParser parser, JsonToken token) {
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        return switch (schema.type(at)) {
            case TEXT -> token.isScalarValue() ? parser.getString() : unconverted(parser, token);
            case INTEGER -> scalar(parser, token, FieldReading::integer);
            case DECIMAL -> scalar(parser, token, FieldReading::decimal);
            case EXACT -> scalar(parser, token, FieldReading::exact);
            case FLAG -> flag(parser, token);
            case DATE -> scalar(parser, token, FieldReading::date);
            case OBJECT -> nested(schema.nested(at), parser, token);
            case OBJECTS -> objects(schema.nested(at), parser, token);
            case LISTED -> listed(schema.nested(at), parser, token);
            case TEXTS -> list(parser, token, FieldReading::text);
            case INTEGERS -> list(parser, token, FieldReading::integer);
            case DECIMALS -> list(parser, token, FieldReading::decimal);
            case MAP -> converted(plain(parser, token), FieldReading::texts);
            case MAPS -> converted(plain(parser, token), FieldReading::maps);
            case LISTS_BY_NAME -> converted(plain(parser, token), FieldReading::listsByName);
            case ANY -> plain(parser, token);
            case ANYS -> converted(plain(parser, token), FieldReading::elements);
        };
    }

    /** A conversion that gives null for what does not fit. */
    private interface Scalar {
        @Nullable
        Object from(JsonParser parser, JsonToken token);
    }

    private interface Conversion {
        @Nullable
        Object from(Object plain);
    }

    private static @Nullable Object scalar(JsonParser parser, JsonToken token, Scalar conversion) {
        if (!token.isScalarValue()) {
            return unconverted(parser, token);
        }
        Object value = conversion.from(parser, token);
        return value != null || isBlank(parser, token) ? value : unconverted(parser, token);
    }

    // An empty element of XML, or a server's way to say nothing.
    private static boolean isBlank(JsonParser parser, JsonToken token) {
        return token == JsonToken.VALUE_STRING && parser.getString().isBlank();
    }

    private static @Nullable Object converted(@Nullable Object plain, Conversion conversion) {
        if (plain == null || (plain instanceof String text && text.isBlank())) {
            return null;
        }
        Object value = conversion.from(plain);
        return value == null ? new Unconverted(plain) : value;
    }

    private static @Nullable Object unconverted(JsonParser parser, JsonToken token) {
        Object raw = plain(parser, token);
        return raw == null ? null : new Unconverted(raw);
    }

    private static @Nullable Object text(JsonParser parser, JsonToken token) {
        return parser.getString();
    }

    private static @Nullable Object integer(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT, VALUE_STRING -> whole(parser.getString().strip());
            case VALUE_TRUE -> 1L;
            case VALUE_FALSE -> 0L;
            default -> null;
        };
    }

    private static @Nullable Long whole(JsonParser parser) {
        try {
            return parser.getLongValue();
        } catch (InputCoercionException tooLarge) {
            return null;
        }
    }

    private static @Nullable Long whole(String text) {
        try {
            return text.length() <= 40 ? (Long) new BigDecimal(text).longValueExact() : null;
        } catch (ArithmeticException | NumberFormatException none) {
            return null;
        }
    }

    private static @Nullable Object decimal(JsonParser parser, JsonToken token) {
        if (token.isNumeric()) {
            return finite(parser.getDoubleValue());
        }
        BigDecimal exact = exact(parser, token);
        return exact == null ? null : finite(exact.doubleValue());
    }

    private static @Nullable Double finite(double number) {
        return Double.isFinite(number) ? (Double) number : null;
    }

    private static @Nullable BigDecimal exact(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING ->
                number(parser.getString().strip());
            case VALUE_TRUE -> BigDecimal.ONE;
            case VALUE_FALSE -> BigDecimal.ZERO;
            default -> null;
        };
    }

    private static @Nullable BigDecimal number(String text) {
        try {
            return text.length() <= 400 ? new BigDecimal(text) : null;
        } catch (NumberFormatException none) {
            return null;
        }
    }

    private static @Nullable Object flag(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> scalar(parser, token, FieldReading::flagOfText);
        };
    }

    private static @Nullable Object flagOfText(JsonParser parser, JsonToken token) {
        String text = parser.getString().strip();
        if (text.equalsIgnoreCase("true") || text.equals("1")) {
            return Boolean.TRUE;
        }
        return text.equalsIgnoreCase("false") || text.equals("0") ? Boolean.FALSE : null;
    }

    private static @Nullable Object date(JsonParser parser, JsonToken token) {
        try {
            return Dates.read(parser.getString().strip());
        } catch (DateTimeException none) {
            return null;
        }
    }

    private static @Nullable Object nested(Schema schema, JsonParser parser, JsonToken token) {
        if (token == JsonToken.START_OBJECT) {
            return object(schema, parser);
        }
        return token.isScalarValue() && isBlank(parser, token) ? null : unconverted(parser, token);
    }

    /** A list with its count around it, as a reply to a list command has: {@code {"count":1,"host":[{…}]}}. */
    private static @Nullable Object listed(Schema schema, JsonParser parser, JsonToken token) {
        if (token != JsonToken.START_OBJECT) {
            return objects(schema, parser, token);
        }
        Object elements = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            JsonToken inner = parser.nextToken();
            if (inner.isStructStart()) {
                elements = objects(schema, parser, inner);
            }
        }
        return elements;
    }

    // A lone object is a list of one.
    private static @Nullable Object objects(Schema schema, JsonParser parser, JsonToken token) {
        if (token == JsonToken.START_OBJECT) {
            return List.of(object(schema, parser));
        }
        if (token != JsonToken.START_ARRAY) {
            return isBlank(parser, token) ? null : unconverted(parser, token);
        }
        List<Object> elements = new ArrayList<>();
        for (JsonToken each = parser.nextToken(); each != JsonToken.END_ARRAY; each = parser.nextToken()) {
            if (each == JsonToken.START_OBJECT) {
                elements.add(object(schema, parser));
            } else if (each.isScalarValue() && isBlank(parser, each)) {
                // What XML makes of an object without fields.
                elements.add(schema.make(new Values(schema, new Object[schema.size()], Map.of())));
            } else if (each != JsonToken.VALUE_NULL) {
                return remainder(parser, each, elements);
            }
        }
        return Collections.unmodifiableList(elements);
    }

    private static @Nullable Object list(JsonParser parser, JsonToken token, Scalar conversion) {
        if (token != JsonToken.START_ARRAY) {
            Object lone = isBlank(parser, token) ? null : scalar(parser, token, conversion);
            return lone == null || lone instanceof Unconverted ? lone : List.of(lone);
        }
        List<Object> elements = new ArrayList<>();
        for (JsonToken each = parser.nextToken(); each != JsonToken.END_ARRAY; each = parser.nextToken()) {
            if (each == JsonToken.VALUE_NULL) {
                continue;
            }
            Object element = each.isScalarValue() ? conversion.from(parser, each) : null;
            if (element == null) {
                return remainder(parser, each, elements);
            }
            elements.add(element);
        }
        return Collections.unmodifiableList(elements);
    }

    // An element that does not fit: the list is kept as it came, all of it.
    private static Unconverted remainder(JsonParser parser, JsonToken misfit, List<Object> elements) {
        List<Object> raw = new ArrayList<>(elements);
        for (JsonToken each = misfit; each != JsonToken.END_ARRAY; each = parser.nextToken()) {
            Object element = plain(parser, each);
            if (element != null) {
                raw.add(element);
            }
        }
        return new Unconverted(Collections.unmodifiableList(raw));
    }

    /** What the parser stands at, as plain Java; null for null. */
    static @Nullable Object plain(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NUMBER_INT ->
                parser.getNumberValue() instanceof Integer small ? (Object) small.longValue() : parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case START_ARRAY -> plainList(parser);
            case START_OBJECT -> plainMap(parser);
            default -> parser.getString();
        };
    }

    private static List<Object> plainList(JsonParser parser) throws JacksonException {
        List<Object> elements = new ArrayList<>();
        for (JsonToken each = parser.nextToken(); each != JsonToken.END_ARRAY; each = parser.nextToken()) {
            Object element = plain(parser, each);
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
            Object value = plain(parser, parser.nextToken());
            if (value != null) {
                fields.put(name, value);
            }
        }
        return Collections.unmodifiableMap(fields);
    }

    private static boolean isScalar(@Nullable Object plain) {
        return plain instanceof String || plain instanceof Number || plain instanceof Boolean;
    }

    private static @Nullable Object texts(Object plain) {
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

    private static Object elements(Object plain) {
        return plain instanceof List ? plain : List.of(plain);
    }

    private static @Nullable Object maps(Object plain) {
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

    private static @Nullable Object listsByName(Object plain) {
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
