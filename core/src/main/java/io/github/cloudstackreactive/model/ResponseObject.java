package io.github.cloudstackreactive.model;

import io.github.cloudstackreactive.reply.NamedFields;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * Something that the server answered, such as a virtual machine: immutable, and equal to another of the same fields.
 *
 * <p>Any field may be missing, since servers differ by version and hide fields by role: an accessor then gives null, or an
 * empty list or map. Numbers, booleans and strings are read in each other's place, as servers mix them. What cannot be
 * read as the field's type is absent to the accessor and stays readable by {@link #raw}; what no catalog knows is kept in
 * {@link #unknownFields()}. Neither ever fails the row it stands in.
 *
 * <p>Jackson writes such an object under the server's own names, and reads it back. It leaves the secrets out, such as the
 * password of a machine that was just made, and whatever in a map or an unknown field is named like one, since what is
 * written so often goes to a browser; a writer with the attribute
 * {@link #WITH_SECRETS} writes all of it, and that is read back equal.
 *
 * <p>What no row survives: a number of more than 1,000 digits, and a field nested more than 200 deep.
 */
@JsonDeserialize(using = ResponseObjectReader.class)
@JsonSerialize(using = ResponseObjectWriter.class)
public abstract class ResponseObject implements NamedFields {

    /** The attribute of a Jackson writer that makes it write secrets too, if it is {@code true}. */
    public static final String WITH_SECRETS = "io.github.cloudstackreactive.secrets";

    private final Schema schema;
    private final @Nullable Object[] values;
    private final Map<String, Object> unknown;

    protected ResponseObject(Values values) {
        this.schema = values.schema();
        this.values = values.known();
        this.unknown = values.unknown();
    }

    /** Whether the server sent a field, by its name on the wire such as {@code zoneid}, with anything but null. */
    public final boolean has(String field) {
        return raw(field) != null;
    }

    /**
     * A field by its name on the wire, as plain Java: a string, number, boolean or date, an object of this package, or a
     * list or map of such; null if the server did not send it.
     *
     * <p>For fields that could not be read as their type, and for those that no catalog knows, this is what came.
     */
    @Override
    public final @Nullable Object raw(String field) {
        int at = schema.indexOf(field);
        Object value = at < 0 ? unknown.get(field) : values[at];
        return value instanceof Unconverted unconverted ? unconverted.raw() : value;
    }

    /** The fields that came and that no catalog knows, by their names on the wire, as {@link #raw} gives them. */
    public final Map<String, Object> unknownFields() {
        return Collections.unmodifiableMap(unknown);
    }

    protected final @Nullable String text(int at) {
        return values[at] instanceof String text ? text : null;
    }

    protected final @Nullable Long integer(int at) {
        return values[at] instanceof Long number ? number : null;
    }

    protected final @Nullable Double decimal(int at) {
        return values[at] instanceof Double number ? number : null;
    }

    protected final @Nullable BigDecimal exact(int at) {
        return values[at] instanceof BigDecimal number ? number : null;
    }

    protected final @Nullable Boolean flag(int at) {
        return values[at] instanceof Boolean flag ? flag : null;
    }

    protected final @Nullable OffsetDateTime date(int at) {
        return values[at] instanceof OffsetDateTime date ? date : null;
    }

    protected final @Nullable Object any(int at) {
        return values[at] instanceof Unconverted ? null : values[at];
    }

    @SuppressWarnings("unchecked") // the schema says what stands there
    protected final <T extends ResponseObject> @Nullable T object(int at) {
        return values[at] instanceof ResponseObject object ? (T) object : null;
    }

    @SuppressWarnings("unchecked") // the schema says of what
    protected final <T> List<T> list(int at) {
        return values[at] instanceof List<?> list ? (List<T>) list : List.of();
    }

    @SuppressWarnings("unchecked") // the schema says of what
    protected final <V> Map<String, V> map(int at) {
        return values[at] instanceof Map<?, ?> map ? (Map<String, V>) map : Map.of();
    }

    final Schema schema() {
        return schema;
    }

    final @Nullable Object valueAt(int at) {
        return values[at];
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof ResponseObject that
                && schema == that.schema
                && Arrays.equals(values, that.values)
                && unknown.equals(that.unknown);
    }

    @Override
    public final int hashCode() {
        return 31 * Arrays.hashCode(values) + unknown.hashCode();
    }

    /** The fields that came, under the server's names; secrets masked, and of maps and unknown fields the names only. */
    @Override
    public final String toString() {
        return Shown.of(this, schema, values, unknown);
    }

    /**
     * Makes such an object by hand, for tests; not thread-safe.
     *
     * @param <B> the builder itself
     */
    public abstract static class Builder<B extends Builder<B>> {

        private final Schema schema;
        private final @Nullable Object[] known;
        private final Map<String, Object> unknown = new LinkedHashMap<>();

        protected Builder(Schema schema) {
            this.schema = schema;
            this.known = new Object[schema.size()];
        }

        @SuppressWarnings("unchecked") // B is the builder itself
        protected final B set(int at, Object value) {
            known[at] = GivenValues.typed(value);
            return (B) this;
        }

        /** Sets a field that no catalog knows, by its name on the wire. */
        @SuppressWarnings("unchecked") // B is the builder itself
        public final B unknownField(String name, Object value) {
            if (schema.indexOf(name) >= 0) {
                throw new IllegalArgumentException("\"" + name + "\" is a known field: use its own setter.");
            }
            unknown.put(name, GivenValues.free(value));
            return (B) this;
        }

        protected final Values values() {
            return new Values(schema, known.clone(), new LinkedHashMap<>(unknown));
        }
    }
}
