package io.github.cloudstackreactive.simulator;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as the server writes them. */
final class Dates {

    private static final DateTimeFormatter IN_BODIES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter IN_EVENTS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter IN_HEADERS = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private Dates() {}

    /** As {@code 2026-11-21T00:13:05+0000}. */
    static String format(Instant instant) {
        return IN_BODIES.format(instant);
    }

    /** As {@code 2026-11-21 00:51:20 +0000}. */
    static String formatInEvents(Instant instant) {
        return IN_EVENTS.format(instant);
    }

    static String header(Instant instant) {
        return IN_HEADERS.format(instant);
    }
}
