package io.github.cloudstackreactive.error;

/** A limit of the account, domain or project is reached (532, 535). */
public final class LimitExceededException extends ApiException {

    LimitExceededException(String command, ErrorBody body, String hint) {
        super(command, body, "Free resources or have the limit raised." + hint);
    }
}
