package io.github.cloudstackreactive.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of a parameter that goes index by index, with fields of fixed names: an immutable builder, each setter of which
 * returns a new row.
 *
 * @param <R> the row itself
 */
@CheckReturnValue
public abstract class ParameterRow<R extends ParameterRow<R>> {

    private final Map<String, Object> fields;

    protected ParameterRow(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** The same row with other fields. */
    protected abstract R with(Map<String, Object> fields);

    /** The names of the fields without which the server refuses the row. */
    protected abstract List<String> required();

    protected final R set(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(name, Objects.requireNonNull(value, () -> "Field " + name + " is null. Leave it out."));
        return with(Collections.unmodifiableMap(more));
    }

    Map<String, Object> checked(String parameter) {
        List<String> missing =
                required().stream().filter(name -> !fields.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("A row of " + parameter + " lacks " + String.join(", ", missing) + ".");
        }
        return fields;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other != null && other.getClass() == getClass() && fields.equals(((ParameterRow<?>) other).fields);
    }

    @Override
    public final int hashCode() {
        return fields.hashCode();
    }

    /** The names of the fields; never a value. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + fields.keySet();
    }
}
