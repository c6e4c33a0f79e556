package io.github.cloudstackreactive.error;

/** The server failed inside (530), or with a code that has no class of its own. */
public final class ServerFaultException extends ApiException {

    ServerFaultException(String command, ErrorBody body, String hint) {
        super(command, body, "The management server's log tells more." + hint);
    }
}
