package io.github.cloudstackreactive.error;

/** The management server or the resource is unavailable for now (503, 534). */
public final class UnavailableException extends ApiException {

    UnavailableException(String command, ErrorBody body, String hint) {
        super(command, body, "Try again later; the server may be in maintenance." + hint);
    }
}
