package io.github.cloudstackreactive.discovery;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a command, as the server lists it.
 *
 * @param name as listed; the server does not tell upper from lower case
 * @param type the server's word for it, such as {@code string}, {@code uuid}, {@code list} or {@code map}; empty if it gives
 *     none
 * @param required whether the server refuses the command without it
 * @param since the server version that brought it; null if the server does not say
 * @param length how many characters the server takes; null if it does not say
 */
public record ApiParameter(
        String name,
        String type,
        boolean required,
        @Nullable String since,
        @Nullable Integer length) {

    public ApiParameter {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }
}
