package io.github.cloudstackreactive.model;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as servers write them, {@code 2026-01-31T10:11:12+0100}; also with a colon in the offset, with Z, with fractions. */
final class Dates {

    private static final DateTimeFormatter WRITTEN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[.SSSSSSSSS]Z", Locale.ROOT);
    private static final DateTimeFormatter WHOLE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ", Locale.ROOT);
    private static final int SECONDS_END = 19;

    private Dates() {}

    static String written(OffsetDateTime date) {
        return (date.getNano() == 0 ? WHOLE : WRITTEN).format(date);
    }

    /**
     * Reads a date.
     *
     * @throws DateTimeException if it is none
     */
    static OffsetDateTime read(String text) {
        if (text.length() <= SECONDS_END
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            throw new DateTimeException("no date");
        }
        int zone = SECONDS_END;
        int nano = 0;
        if (text.charAt(zone) == '.') {
            int scale = 100_000_000;
            for (zone++; zone < text.length() && digit(text, zone) >= 0; zone++) {
                nano += digit(text, zone) * scale;
                scale /= 10;
            }
        }
        return OffsetDateTime.of(
                number(text, 0, 4),
                number(text, 5, 7),
                number(text, 8, 10),
                number(text, 11, 13),
                number(text, 14, 16),
                number(text, 17, SECONDS_END),
                nano,
                offset(text, zone));
    }

    private static ZoneOffset offset(String text, int at) {
        int length = text.length() - at;
        if (length == 1 && text.charAt(at) == 'Z') {
            return ZoneOffset.UTC;
        }
        char sign = length >= 5 ? text.charAt(at) : ' ';
        boolean colon = length == 6 && text.charAt(at + 3) == ':';
        if ((sign != '+' && sign != '-') || (length != 5 && !colon)) {
            throw new DateTimeException("no offset");
        }
        int hours = number(text, at + 1, at + 3);
        int minutes = number(text, text.length() - 2, text.length());
        if (minutes > 59) {
            throw new DateTimeException("no offset");
        }
        int seconds = hours * 3600 + minutes * 60;
        return ZoneOffset.ofTotalSeconds(sign == '-' ? -seconds : seconds);
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = digit(text, i);
            if (digit < 0) {
                throw new DateTimeException("no number");
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static int digit(String text, int at) {
        int digit = text.charAt(at) - '0';
        return digit >= 0 && digit <= 9 ? digit : -1;
    }
}
