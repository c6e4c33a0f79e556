package io.github.cloudstackreactive.error;

/** The account may not call the command, or not on that object (432, 531, 403). */
public final class NotAllowedException extends ApiException {

    NotAllowedException(String command, ErrorBody body, String hint) {
        super(command, body, "Ask for the permission, or use an account whose role has it." + hint);
    }
}
