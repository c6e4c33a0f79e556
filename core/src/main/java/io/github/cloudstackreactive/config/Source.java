package io.github.cloudstackreactive.config;

import org.jspecify.annotations.Nullable;

/** One kind of place where a unit may stand. */
interface Source {

    /** The place that holds something of a unit; null if there is none, and the trail then says why. */
    @Nullable
    Place look(Trail trail);
}
