package io.github.cloudstackreactive.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job that is about to start, as the functions see it that decide how long it takes and whether it fails.
 *
 * @param command the command's name
 * @param parameters all parameters as sent, without the signature and the key
 */
public record JobRequest(String command, Map<String, String> parameters) {

    /** The parameter {@code name}, which most create commands have. */
    public @Nullable String name() {
        return parameters.get("name");
    }
}
