package io.github.cloudstackreactive.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One family of environment variables or of system properties. */
final class Variables implements Source {

    private final Place place;

    Variables(String name, Spelling spelling, Map<String, String> variables) {
        this.place = new Place(name, spelling, variables);
    }

    @Override
    public @Nullable Place look(Trail trail) {
        if (place.holdsAnything()) {
            return place;
        }
        trail.add(place.name(), place.missing());
        return null;
    }
}
