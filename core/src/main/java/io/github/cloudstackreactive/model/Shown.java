package io.github.cloudstackreactive.model;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** An object as text for a log: no secret, and nothing that may hold one undeclared. */
final class Shown {

    private static final String MASK = "***";

    private Shown() {}

    static String of(ResponseObject object, Schema schema, @Nullable Object[] values, Map<String, Object> unknown) {
        StringJoiner fields = new StringJoiner(", ", object.getClass().getSimpleName() + "[", "]");
        for (int at = 0; at < values.length; at++) {
            Object value = values[at];
            if (value != null) {
                fields.add(schema.name(at) + "=" + (schema.sensitive(at) ? MASK : shown(value)));
            }
        }
        if (!unknown.isEmpty()) {
            fields.add("unknown=" + unknown.keySet());
        }
        return fields.toString();
    }

    // Maps are free-form, and some hold passwords: their keys tell enough.
    private static String shown(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.keySet().toString();
        }
        if (value instanceof List<?> list) {
            StringJoiner elements = new StringJoiner(", ", "[", "]");
            list.forEach(element -> elements.add(shown(element)));
            return elements.toString();
        }
        return value.toString();
    }
}
