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

    /** How long the server asks to wait: by its text, which is where a 4.22 server says it, else by a Retry-After header. */
    @Override
    public @Nullable Duration retryAfter() {
        Matcher wait = WAIT.matcher(text());
        return wait.find() ? Duration.ofMillis(Long.parseLong(wait.group(1))) : super.retryAfter();
    }
}
