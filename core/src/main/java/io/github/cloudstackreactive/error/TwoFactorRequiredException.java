package io.github.cloudstackreactive.error;

/** The session needs its second factor before the command is allowed (511). */
public final class TwoFactorRequiredException extends ApiException {

    TwoFactorRequiredException(String command, ErrorBody body, String hint) {
        super(
                command,
                body,
                "Log in by session().login() and verify the code of the second factor, or give the builder a source of"
                        + " codes (secondFactor), or use API keys, which need none." + hint);
    }
}
