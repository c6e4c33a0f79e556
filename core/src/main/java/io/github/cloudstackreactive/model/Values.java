package io.github.cloudstackreactive.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of an object that is about to be made; of use to this library's own classes only. */
public final class Values {

    private final Schema schema;
    private final @Nullable Object[] known;
    private final Map<String, Object> unknown;

    /**
     * @param known by the place that the schema gives them; null where the server left one out
     * @param unknown what no catalog knows, by its name on the wire
     */
    Values(Schema schema, @Nullable Object[] known, Map<String, Object> unknown) {
        this.schema = schema;
        this.known = known;
        this.unknown = unknown;
    }

    Schema schema() {
        return schema;
    }

    @Nullable
    Object[] known() {
        return known;
    }

    Map<String, Object> unknown() {
        return unknown;
    }
}
