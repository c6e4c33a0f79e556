package io.github.cloudstackreactive.discovery;

import java.util.Objects;

/**
 * A field of a command's answer, as the server lists it.
 *
 * @param type the server's word for it, such as {@code string}, {@code date} or {@code responseobject}; empty if it gives none
 */
public record ApiField(String name, String type) {

    public ApiField {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }
}
