package io.github.cloudstackreactive.error;

import java.util.Locale;

/** A parameter is missing, malformed or names something that does not exist (430, 431; 404 in the Exoscale dialect). */
public final class InvalidParameterException extends ApiException {

    InvalidParameterException(String command, ErrorBody body, String hint) {
        super(command, body, "Check the parameters against the command's documentation." + hint);
    }

    /**
     * Whether the entity named by a parameter may not exist, read from the server's words: the server answers a wrong
     * parameter and an unknown id with the same code.
     */
    public boolean mayBeNotFound() {
        String text = text().toLowerCase(Locale.ROOT);
        return errorCode() == 404
                || text.contains("does not exist")
                || text.contains("doesn't exist")
                || text.contains("not found")
                || text.contains("unable to find")
                || text.contains("could not find");
    }
}
