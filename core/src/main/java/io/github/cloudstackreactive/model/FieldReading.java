package io.github.cloudstackreactive.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
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
                Object value = PlainValues.read(parser, parser.nextToken());
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
            case INTEGER -> scalar(parser, token, Scalars::integer);
            case DECIMAL -> scalar(parser, token, Scalars::decimal);
            case EXACT -> scalar(parser, token, Scalars::exact);
            case FLAG -> scalar(parser, token, Scalars::flag);
            case DATE -> scalar(parser, token, Scalars::date);
            case OBJECT -> nested(schema.nested(at), parser, token);
            case OBJECTS -> objects(schema.nested(at), parser, token);
            case LISTED -> listed(schema.nested(at), parser, token);
            case TEXTS -> list(parser, token, Scalars::text);
            case INTEGERS -> list(parser, token, Scalars::integer);
            case DECIMALS -> list(parser, token, Scalars::decimal);
            case MAP -> converted(PlainValues.read(parser, token), PlainValues::texts);
            case MAPS -> converted(PlainValues.read(parser, token), PlainValues::maps);
            case LISTS_BY_NAME -> converted(PlainValues.read(parser, token), PlainValues::listsByName);
            case ANY -> PlainValues.read(parser, token);
            case ANYS -> converted(PlainValues.read(parser, token), PlainValues::elements);
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
        Object raw = PlainValues.read(parser, token);
        return raw == null ? null : new Unconverted(raw);
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
        Map<String, Object> parts = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken inner = parser.nextToken();
            Object part = inner.isStructStart() ? objects(schema, parser, inner) : PlainValues.read(parser, inner);
            if (part != null && !name.equals("count")) {
                parts.put(name, part);
            }
        }
        if (parts.isEmpty()) {
            return null;
        }
        Object only = parts.values().iterator().next();
        return parts.size() == 1 && only instanceof List ? only : new Unconverted(Collections.unmodifiableMap(parts));
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

    // An element that does not fit: the list is kept, what came before it as it was read and all else as it came.
    private static Unconverted remainder(JsonParser parser, JsonToken misfit, List<Object> elements) {
        List<Object> raw = new ArrayList<>(elements);
        for (JsonToken each = misfit; each != JsonToken.END_ARRAY; each = parser.nextToken()) {
            Object element = PlainValues.read(parser, each);
            if (element != null) {
                raw.add(element);
            }
        }
        return new Unconverted(Collections.unmodifiableList(raw));
    }
}
