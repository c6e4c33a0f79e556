package io.github.cloudstackreactive.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An environment variable or system property that names a file or a profile; its value is no secret. */
record Variable(String name, String value) {

    /** The variable of that name; null if it is not set or blank. */
    static @Nullable Variable in(Map<String, String> variables, String name) {
        String value = variables.getOrDefault(name, "").strip();
        return value.isEmpty() ? null : new Variable(name, value);
    }
}
