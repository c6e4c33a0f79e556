package io.github.cloudstackreactive.error;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The account has used up its rate of API calls (429). */
public final class ThrottledException extends ApiException {

    // "The given user has reached his/her account api limit, please retry after [4855] ms."
    private static final Pattern WAIT = Pattern.compile("retry after \\[(\\d{1,9})] ms");

    ThrottledException(String command, ErrorBody body, String hint) {
        super(command, body, "Send fewer calls at once, or have the account's API limit raised." + hint);
    }

    /** How long the server asks to wait, read from its text; null if it does not say. */
    public @Nullable Duration retryAfter() {
        Matcher wait = WAIT.matcher(text());
        return wait.find() ? Duration.ofMillis(Long.parseLong(wait.group(1))) : null;
    }
}
