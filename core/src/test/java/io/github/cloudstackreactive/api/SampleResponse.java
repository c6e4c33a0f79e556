package io.github.cloudstackreactive.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.model.OpenEnum;
import io.github.cloudstackreactive.model.ResponseObject;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/**
 * An object of a response's class as the catalog says a server would write it.
 *
 * @param fields the JSON of each field by its name
 * @param java the accessor of each field by the field's name
 */
record SampleResponse(Class<?> type, Map<String, String> fields, Map<String, String> java) {

    private static final String DATE = "\"2026-01-31T10:11:12+0100\"";

    static SampleResponse of(Class<?> type) {
        return of(type, new HashSet<>());
    }

    // Types that stand in one another are written once.
    private static SampleResponse of(Class<?> type, Set<Class<?>> around) {
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, String> java = new LinkedHashMap<>();
        Set<Class<?>> outer = new HashSet<>(around);
        outer.add(type);
        for (JsonNode field : CatalogFacts.fields(type)) {
            String name = field.path("name").asString();
            String accessor = field.path("java").asString();
            java.put(name, accessor);
            fields.put(name, json(field.path("type").asString(), inner(type, accessor), outer));
        }
        return new SampleResponse(type, fields, java);
    }

    private static Class<?> inner(Class<?> type, String accessor) {
        try {
            Type result = type.getMethod(accessor).getGenericReturnType();
            if (result instanceof ParameterizedType generic) {
                Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
                return last instanceof Class<?> element ? element : Object.class;
            }
            return (Class<?>) result;
        } catch (NoSuchMethodException missing) {
            throw new AssertionError(missing);
        }
    }

    private static String json(String type, Class<?> inner, Set<Class<?>> around) {
        if (ResponseObject.class.isAssignableFrom(inner)) {
            String object = around.contains(inner) ? "{}" : of(inner, around).full();
            if (type.startsWith("ListResponse<")) {
                return "{\"count\":1,\"things\":[" + object + "]}";
            }
            return type.startsWith("List<") || type.startsWith("Set<") ? "[" + object + "]" : object;
        }
        return switch (type) {
            case "Integer", "int", "Long", "long", "Short", "short" -> "42";
            case "Boolean", "boolean" -> "false";
            case "Double", "double", "float", "Float", "BigDecimal" -> "0.25";
            case "Date" -> DATE;
            case "List<String>", "Set<String>" -> "[\"a\",\"b\"]";
            case "List<Long>" -> "[1,2]";
            case "List<Double>" -> "[0.5,1]";
            case "List<Object>" -> "[\"a\",1]";
            case "Map", "Map<String,String>" -> "{\"a\":\"b\"}";
            case "List<Map<String,String>>" -> "[{\"a\":\"b\"}]";
            case "Map<String,List<String>>" -> "{\"a\":[\"b\"]}";
            case "ResponseObject", "Object" -> "{\"any\":1}";
            default -> "\"word\"";
        };
    }

    String full() {
        StringJoiner object = new StringJoiner(",", "{", "}");
        fields.forEach((name, json) -> object.add("\"" + name + "\":" + json));
        return object.toString();
    }

    String bare() {
        return "{\"some\":\"thing new\"}";
    }

    /** Every accessor gives what was written. */
    void requireAll(Object read) {
        ResponseObject object = (ResponseObject) read;
        assertThat(object.unknownFields()).isEmpty();
        fields.forEach((name, json) -> {
            assertThat(object.has(name)).as(name).isTrue();
            Object value = accessed(object, name);
            switch (json) {
                case "42" -> assertThat(value).as(name).isEqualTo(42L);
                case "false" -> assertThat(value).as(name).isEqualTo(false);
                case "0.25" -> assertThat(value).as(name).isIn(0.25, new BigDecimal("0.25"));
                case DATE ->
                    assertThat(value)
                            .as(name)
                            .isEqualTo(OffsetDateTime.of(2026, 1, 31, 10, 11, 12, 0, ZoneOffset.ofHours(1)));
                case "\"word\"" ->
                    assertThat(value instanceof OpenEnum word ? word.word() : value)
                            .as(name)
                            .isEqualTo("word");
                case "[\"a\",\"b\"]" -> assertThat(value).as(name).isEqualTo(List.of("a", "b"));
                case "[1,2]" -> assertThat(value).as(name).isEqualTo(List.of(1L, 2L));
                case "[0.5,1]" -> assertThat(value).as(name).isEqualTo(List.of(0.5, 1.0));
                case "[\"a\",1]" -> assertThat(value).as(name).isEqualTo(List.of("a", 1L));
                case "{\"a\":\"b\"}" -> assertThat(value).as(name).isEqualTo(Map.of("a", "b"));
                case "[{\"a\":\"b\"}]" -> assertThat(value).as(name).isEqualTo(List.of(Map.of("a", "b")));
                case "{\"a\":[\"b\"]}" -> assertThat(value).as(name).isEqualTo(Map.of("a", List.of("b")));
                case "{\"any\":1}" -> assertThat(value).as(name).isEqualTo(Map.of("any", 1L));
                default ->
                    assertThat(value instanceof List<?> list ? list.get(0) : value)
                            .as(name)
                            .isInstanceOf(ResponseObject.class);
            }
        });
    }

    /** Every accessor gives nothing, and what no catalog knows is there. */
    void requireNone(Object read) {
        ResponseObject object = (ResponseObject) read;
        fields.keySet().forEach(name -> {
            Object value = accessed(object, name);
            String json = fields.get(name);
            boolean isMany = json.startsWith("[")
                    || json.equals("{\"a\":\"b\"}")
                    || json.equals("{\"a\":[\"b\"]}")
                    || json.startsWith("{\"count\"");
            assertThat(isMany ? value : value == null).as(name).isIn(true, List.of(), Map.of());
        });
        assertThat(object.unknownFields()).isEqualTo(Map.of("some", "thing new"));
    }

    private Object accessed(ResponseObject object, String field) {
        try {
            return type.getMethod(java.get(field)).invoke(object);
        } catch (ReflectiveOperationException fault) {
            throw new AssertionError(fault);
        }
    }
}
