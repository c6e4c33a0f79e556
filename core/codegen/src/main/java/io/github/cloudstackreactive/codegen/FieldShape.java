package io.github.cloudstackreactive.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import io.github.cloudstackreactive.codegen.Catalog.Field;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the field of a response is in Java.
 *
 * @param schema the method of the schema's builder, which is also that of the accessor unless told otherwise
 * @param nested the class inside; null for fields that hold none
 * @param accessor the method of the base class that gives the value
 * @param type what the accessor gives
 * @param nullable whether an absent field is null rather than empty
 */
record FieldShape(String schema, @Nullable ClassName nested, String accessor, TypeName type, boolean nullable) {

    private static final Set<String> WHOLE = Set.of("Integer", "int", "Long", "long", "Short", "short");

    static FieldShape of(Dialect dialect, String response, Field field) {
        String type = field.type();
        if (WHOLE.contains(type)) {
            return new FieldShape("integer", null, "integer", ClassName.get(Long.class), true);
        }
        return switch (type) {
            case "String" -> new FieldShape("text", null, "text", Types.STRING, true);
            case "enum" -> new FieldShape("text", null, "text", dialect.enumOf(field), true);
            case "Boolean", "boolean" -> new FieldShape("flag", null, "flag", ClassName.get(Boolean.class), true);
            case "Double", "double", "Float", "float" ->
                new FieldShape("decimal", null, "decimal", ClassName.get(Double.class), true);
            case "BigDecimal" -> new FieldShape("exact", null, "exact", ClassName.get("java.math", "BigDecimal"), true);
            case "Date" -> new FieldShape("date", null, "date", Types.OFFSET_DATE_TIME, true);
            case "Object", "ResponseObject" -> new FieldShape("any", null, "any", Types.OBJECT, true);
            case "List<Object>" -> new FieldShape("anys", null, "list", Types.listOf(Types.OBJECT), false);
            case "List<String>", "Set<String>" ->
                new FieldShape("texts", null, "list", Types.listOf(Types.STRING), false);
            case "List<Long>" ->
                new FieldShape("integers", null, "list", Types.listOf(ClassName.get(Long.class)), false);
            case "List<Double>" ->
                new FieldShape("decimals", null, "list", Types.listOf(ClassName.get(Double.class)), false);
            case "Map", "Map<String,String>" -> new FieldShape("map", null, "map", Types.mapTo(Types.STRING), false);
            case "List<Map<String,String>>" ->
                new FieldShape("maps", null, "list", Types.listOf(Types.mapTo(Types.STRING)), false);
            case "Map<String,List<String>>" ->
                new FieldShape("listsByName", null, "map", Types.mapTo(Types.listOf(Types.STRING)), false);
            default -> nested(dialect, response, field);
        };
    }

    private static FieldShape nested(Dialect dialect, String response, Field field) {
        String type = field.type();
        int bracket = type.indexOf('<');
        String outer = bracket < 0 ? "" : type.substring(0, bracket);
        ClassName inner;
        try {
            inner = dialect.model(bracket < 0 ? type : type.substring(bracket + 1, type.length() - 1));
        } catch (CatalogException unknown) {
            throw new CatalogException(
                    response + ", " + field.name(),
                    "its type " + type + " is not understood (" + unknown.getMessage() + ")");
        }
        return switch (outer) {
            case "" -> new FieldShape("object", inner, "object", inner, true);
            case "List", "Set" -> new FieldShape("objects", inner, "list", Types.listOf(inner), false);
            case "ListResponse" -> new FieldShape("listed", inner, "list", Types.listOf(inner), false);
            default ->
                throw new CatalogException(
                        response + ", " + field.name(),
                        "its type " + type + " is not understood (of responses there are List, Set and ListResponse)");
        };
    }
}
