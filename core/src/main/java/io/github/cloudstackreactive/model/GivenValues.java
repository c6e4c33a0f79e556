package io.github.cloudstackreactive.model;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** What a builder is given, as it would have been read, and out of reach of any later change by the caller. */
final class GivenValues {

    private GivenValues() {}

    /** The value of a field that has a type. */
    static Object typed(Object value) {
        return copied(value, GivenValues::scalar);
    }

    /** The value of a field that no catalog knows: numbers as exact as JSON has them, dates as their text. */
    static Object free(Object value) {
        return copied(value, GivenValues::plain);
    }

    private static Object copied(Object value, UnaryOperator<Object> scalar) {
        Objects.requireNonNull(value, "A field that is absent is not set: leave it out.");
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            list.forEach(element -> copy.add(copied(element, scalar)));
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, element) -> copy.put(String.valueOf(key), copied(element, scalar)));
            return Collections.unmodifiableMap(copy);
        }
        return scalar.apply(value);
    }

    private static Object scalar(Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof OffsetDateTime
                || value instanceof ResponseObject) {
            return value;
        }
        throw new IllegalArgumentException(
                "A field holds a string, a number, a boolean, a date, an object of the cloud, or a"
                        + " list or map of such, and no " + value.getClass().getSimpleName() + ".");
    }

    private static Object plain(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return new BigDecimal(value.toString());
        }
        return value instanceof OffsetDateTime date ? Dates.written(date) : scalar(value);
    }
}
