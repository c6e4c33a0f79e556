package io.github.cloudstackreactive.reply;

import org.jspecify.annotations.Nullable;

/** A row that knows its fields by their names on the wire, so that its identity need not be read again. */
public interface NamedFields {

    /** A field by its name on the wire, as plain Java; null if the server did not send it. */
    @Nullable
    Object raw(String field);
}
