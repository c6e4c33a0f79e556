package io.github.cloudstackreactive.exchange;

import io.github.cloudstackreactive.error.CloudStackException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on named loggers what calls do: by names and numbers, and never by a query, a parameter's value or a header.
 *
 * <p>{@code io.github.cloudstackreactive.request} and {@code .reply} tell of every call at DEBUG, {@code .retry} at INFO of
 * each failure after which a command is sent again. Of a failure its class is told, and of one of this library's its message,
 * from which secrets have been taken.
 */
public final class CallLog implements CallListener {

    private static final String ROOT = "io.github.cloudstackreactive.";
    private static final Logger REQUEST = LoggerFactory.getLogger(ROOT + "request");
    private static final Logger REPLY = LoggerFactory.getLogger(ROOT + "reply");
    private static final Logger RETRY = LoggerFactory.getLogger(ROOT + "retry");

    // What a server says must not look like a line of the log.
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]+");

    private CallLog() {}

    /** A listener that tells the loggers too; the caller's own, if those that tell of every call are off by now. */
    public static CallListener beside(CallListener users) {
        if (!REQUEST.isDebugEnabled() && !REPLY.isDebugEnabled()) {
            return users;
        }
        return users == NONE ? new CallLog() : new CallListeners(List.of(new CallLog(), users));
    }

    /** A command is sent again; told by the exchange itself, so that a call without a listener costs nothing. */
    static void retry(Call call, CloudStackException failure, Duration wait) {
        if (RETRY.isInfoEnabled()) {
            RETRY.info(
                    "Call {}: {} is sent again in {} ms: {}",
                    call.number(),
                    call.command(),
                    wait.toMillis(),
                    words(failure));
        }
    }

    @Override
    public void onStart(Call call) {
        REQUEST.debug("Call {}: {} begins.", call.number(), call.command());
    }

    @Override
    public void onSent(Call call, int attempt) {
        REQUEST.debug("Call {}: {} is sent, attempt {}.", call.number(), call.command(), attempt);
    }

    @Override
    public void onReply(Call call, int status, long bytes, Duration took) {
        REPLY.debug(
                "Call {}: {} is answered with HTTP {} and {} bytes after {} ms.",
                call.number(),
                call.command(),
                status,
                bytes,
                took.toMillis());
    }

    @Override
    public void onEnd(Call call, @Nullable Throwable failure, boolean cancelled, Duration took) {
        if (REPLY.isDebugEnabled()) {
            REPLY.debug(
                    "Call {}: {} {} after {} ms.",
                    call.number(),
                    call.command(),
                    failure != null ? "failed (" + words(failure) + ")" : cancelled ? "was cancelled" : "is done",
                    took.toMillis());
        }
    }

    private static String words(Throwable failure) {
        String kind = failure.getClass().getSimpleName();
        return failure instanceof CloudStackException ours
                ? kind + ": " + CONTROLS.matcher(ours.getMessage()).replaceAll(" ")
                : kind;
    }
}
