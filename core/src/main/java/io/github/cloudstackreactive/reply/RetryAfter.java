package io.github.cloudstackreactive.reply;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The wait that a Retry-After header asks for: seconds, or a time (RFC 9110). CloudStack sends none, proxies do. */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    /** The wait; null where there is no such header, or none that can be read. */
    static @Nullable Duration of(ReplyHead head, Clock clock) {
        String asked = head.retryAfter();
        if (asked == null) {
            return null;
        }
        Duration wait = wait(asked.strip(), clock);
        return wait == null ? null : wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static @Nullable Duration wait(String asked, Clock clock) {
        try {
            return asked.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(asked))
                    : Duration.between(
                            clock.instant(),
                            ZonedDateTime.parse(asked, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
