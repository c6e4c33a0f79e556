package io.github.cloudstackreactive.session;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ErrorBody;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.error.TwoFactorRequiredException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The words for a user's second factor: the command that verifies a code, and what may come of it. */
final class SecondFactor {

    static final String VERIFY = "validateUserTwoFactorAuthenticationCode";

    private static final String LOGIN = "login";
    private static final int CODE_REQUIRED = 511;
    private static final int OK = 200;

    // The refusal of a code holds another whole refusal as its text (2fa-validate-bad.txt).
    private static final Pattern NESTED = Pattern.compile("\"errortext\"\\s*:\\s*\"([^\"\\\\]{1,500})\"");

    private SecondFactor() {}

    static UntypedCommand<JsonNode> verifying(String code) {
        // Safe, so that a reply that is lost is told as such: to verify a code twice harms nobody.
        return Command.of(VERIFY).safe(true).withSensitive("codefor2fa", code);
    }

    static ApiException codeNeeded(@Nullable String provider) {
        return ApiException.of(
                LOGIN,
                new ErrorBody(OK, CODE_REQUIRED, null, "the user's second factor is to be verified", null),
                provider == null
                        ? "The server names no provider of codes, so the user may have to set up his second factor first"
                                + " (setupUserTwoFactorAuthentication, or in the web interface)."
                        : null);
    }

    static ApiException stepIsOver() {
        return ApiException.of(
                LOGIN,
                new ErrorBody(OK, CODE_REQUIRED, null, "this step of a login is over, and so is its session", null),
                null);
    }

    /** A refusal of a code, told in words rather than as a refusal within a refusal. */
    static ApiException refused(ApiException refusal) {
        Matcher nested = NESTED.matcher(refusal.text());
        if (!(refusal instanceof TwoFactorRequiredException)) {
            return refusal;
        }
        String text = nested.find() ? nested.group(1) : refusal.text();
        ApiException told = ApiException.of(
                String.valueOf(refusal.command()),
                new ErrorBody(refusal.status(), refusal.errorCode(), refusal.csErrorCode(), text, null),
                "The server has ended the session with that code: log in again for the next one.");
        told.initCause(refusal);
        return told;
    }

    static Throwable sourceFailed(Throwable failure) {
        return failure instanceof CloudStackException
                ? failure
                : TransportException.lasting(
                        LOGIN,
                        "login: the source of codes for the second factor failed ("
                                + failure.getClass().getSimpleName() + "); the user is not logged in.",
                        failure);
    }
}
