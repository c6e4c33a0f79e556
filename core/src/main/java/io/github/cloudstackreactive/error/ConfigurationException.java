package io.github.cloudstackreactive.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The client cannot be built from what was configured; the message names each place looked at and what was missing. */
public final class ConfigurationException extends CloudStackException {

    public ConfigurationException(String message) {
        this(message, null);
    }

    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(null, message, cause);
    }

    @Override
    public ConfigurationException again() {
        return new ConfigurationException(Objects.requireNonNull(getMessage()), this);
    }
}
