package io.github.cloudstackreactive.discovery;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A command, as the server lists it; immutable.
 *
 * @param name as it goes on the wire; the server tells upper from lower case
 * @param async whether it starts a job
 * @param since the server version that brought it; null if the server does not say, as in most cases
 * @param parameters by name; the server's own order is another each time
 * @param response the fields of the answer, by name; those inside a field are left out
 */
public record ApiCommand(
        String name, boolean async, @Nullable String since, List<ApiParameter> parameters, List<ApiField> response) {

    public ApiCommand {
        Objects.requireNonNull(name, "name");
        parameters = byName(parameters, ApiParameter::name);
        response = byName(response, ApiField::name);
    }

    // A name that is listed twice, as where a class hides a field of another, is one to the server.
    private static <E> List<E> byName(Collection<E> elements, Function<E, String> name) {
        Map<String, E> sorted = new TreeMap<>();
        for (E element : elements) {
            sorted.putIfAbsent(name.apply(element), element);
        }
        return List.copyOf(sorted.values());
    }

    /** The parameter of this name, in whatever case; null if there is none. */
    public @Nullable ApiParameter parameter(String parameter) {
        String wanted = parameter.toLowerCase(Locale.ROOT);
        for (ApiParameter each : parameters) {
            if (each.name().toLowerCase(Locale.ROOT).equals(wanted)) {
                return each;
            }
        }
        return null;
    }
}
