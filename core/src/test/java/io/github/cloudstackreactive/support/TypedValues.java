package io.github.cloudstackreactive.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.model.ResponseObject;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** What a typed value has by its accessors, and what it has that none of them gives. */
public final class TypedValues {

    private TypedValues() {}

    /** Requires that every field that came is known and of its type, here and in all that stands inside. */
    public static void requireKnown(Object read) {
        assertThat(read).isInstanceOf(ResponseObject.class);
        ResponseObject object = (ResponseObject) read;
        assertThat(object.unknownFields()).as(object.getClass().getSimpleName()).isEmpty();
        accessed(object).values().forEach(TypedValues::requireInnerKnown);
        // A field that came and that no accessor gives was of another type than the catalog says.
        assertThat(object.toString()).doesNotContain("=?");
        JsonMapper plain = JsonMapper.shared();
        assertThat((Object) plain.readValue(
                        plain.writer()
                                .withAttribute(ResponseObject.WITH_SECRETS, true)
                                .writeValueAsString(object),
                        object.getClass()))
                .isEqualTo(object);
    }

    private static void requireInnerKnown(Object value) {
        if (value instanceof ResponseObject inner) {
            requireKnown(inner);
        } else if (value instanceof List<?> list) {
            list.forEach(TypedValues::requireInnerKnown);
        }
    }

    /** The values of all accessors that give one, by their names. */
    public static Map<String, Object> accessed(ResponseObject object) {
        Map<String, Object> values = new TreeMap<>();
        accessors(object.getClass()).forEach(accessor -> {
            try {
                Object value = accessor.invoke(object);
                if (value != null && !value.equals(List.of()) && !value.equals(Map.of())) {
                    values.put(accessor.getName(), value);
                }
            } catch (ReflectiveOperationException fault) {
                throw new AssertionError(fault);
            }
        });
        return values;
    }

    private static Stream<Method> accessors(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> method.getParameterCount() == 0
                        && method.getDeclaringClass() == type
                        && !Modifier.isStatic(method.getModifiers()));
    }
}
