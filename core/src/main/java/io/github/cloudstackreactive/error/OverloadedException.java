package io.github.cloudstackreactive.error;

import org.jspecify.annotations.Nullable;

/** This client has more calls in hand than its limits allow; nothing of this call was sent. */
public final class OverloadedException extends CloudStackException {

    public OverloadedException(@Nullable String command, String message, @Nullable Throwable cause) {
        super(command, message, cause);
    }
}
