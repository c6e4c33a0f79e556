package io.github.cloudstackreactive.error;

/** The cloud has no capacity for what was asked (533). */
public final class CapacityException extends ApiException {

    CapacityException(String command, ErrorBody body, String hint) {
        super(command, body, "Try another zone, a smaller offering, or later." + hint);
    }
}
