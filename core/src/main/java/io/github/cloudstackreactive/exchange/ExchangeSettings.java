package io.github.cloudstackreactive.exchange;

import io.github.cloudstackreactive.limit.LimitSettings;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyLimits;
import java.time.Duration;

/**
 * How commands are sent.
 *
 * @param safePatience how long the reply to a safe command may take to begin, and then to end
 * @param patience the same for every other command, which does its work before it answers
 * @param retry when a command is sent again
 * @param getOnly whether everything goes by GET, secrets included: for proxies that let nothing else pass
 * @param listener told of every call
 * @param form the form in which replies are asked for, and read
 * @param limits how much of a reply is held
 * @param admission how many requests are under way at once, and in a time
 */
public record ExchangeSettings(
        Duration safePatience,
        Duration patience,
        RetryPolicy retry,
        boolean getOnly,
        CallListener listener,
        ReplyForm form,
        ReplyLimits limits,
        LimitSettings admission) {

    // What no clock overflows at.
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** 60 s, 300 s, three attempts, POST where it is due, nobody told, JSON within the usual limits, 64 at once. */
    public static final ExchangeSettings DEFAULT = new ExchangeSettings(
            Duration.ofSeconds(60),
            Duration.ofSeconds(300),
            RetryPolicy.DEFAULT,
            false,
            CallListener.NONE,
            ReplyForm.JSON,
            ReplyLimits.DEFAULT,
            LimitSettings.DEFAULT);

    public ExchangeSettings {
        safePatience = safePatience.compareTo(LONGEST) > 0 ? LONGEST : safePatience;
        patience = patience.compareTo(LONGEST) > 0 ? LONGEST : patience;
    }

    ExchangeSettings withoutRetries() {
        return new ExchangeSettings(
                safePatience, patience, retry.withAttempts(1), getOnly, listener, form, limits, admission);
    }
}
