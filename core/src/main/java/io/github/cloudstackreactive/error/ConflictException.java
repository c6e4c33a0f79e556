package io.github.cloudstackreactive.error;

/** The resource is in use, or the rule conflicts with another (536, 537). */
public final class ConflictException extends ApiException {

    ConflictException(String command, ErrorBody body, String hint) {
        super(command, body, "Remove what conflicts, then try again." + hint);
    }
}
