package io.github.cloudstackreactive.exchange;

import io.github.cloudstackreactive.error.CloudStackException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Told of every call as it happens, for logs, metrics and tests.
 *
 * <p>Called on event loops: it must return at once and never block. What it throws is logged and forgotten. It is given
 * names, numbers and typed failures, and never a parameter's value, so that it cannot give one away.
 */
public interface CallListener {

    /** Hears nothing. */
    CallListener NONE = new CallListener() {};

    /** A call was subscribed to. */
    default void onStart(Call call) {}

    /**
     * A request was handed to a connection.
     *
     * @param attempt 1 for the first
     */
    default void onSent(Call call, int attempt) {}

    /**
     * A reply is whole.
     *
     * @param status the HTTP status
     * @param bytes the size of the body, decompressed
     * @param took the time since the attempt began, its wait for a turn included
     */
    default void onReply(Call call, int status, long bytes, Duration took) {}

    /**
     * An attempt failed and another will be made.
     *
     * @param wait how long until then
     */
    default void onRetry(Call call, CloudStackException failure, Duration wait) {}

    /**
     * The server takes no page as large as was asked for; from now on this client asks for the smaller one.
     *
     * @param command the list that was refused
     * @param asked the page size that was refused
     * @param allowed the largest that the server takes
     */
    default void onPageSizeLearned(String command, int asked, int allowed) {}

    /**
     * The call is over: with success where there is no failure, unless it was cancelled.
     *
     * @param took the time since the call began
     */
    default void onEnd(Call call, @Nullable Throwable failure, boolean cancelled, Duration took) {}
}
