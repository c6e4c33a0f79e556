package io.github.cloudstackreactive.error;

/** The server does not accept who is asking (401, and 531 in answer to login). */
public final class AuthenticationException extends ApiException {

    AuthenticationException(String command, ErrorBody body, String hint) {
        super(
                command,
                body,
                (command.equals("login")
                                ? "Check the user name, the password and the domain's path"
                                : "Check the API key and the secret, or for a session that its cookies reach the server")
                        + ", that the user is enabled, and that this machine's address is allowed."
                        + hint);
    }
}
