package io.github.cloudstackreactive.command;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a value is written as the text of a parameter. */
final class Wire {

    // The one form that every server version takes; see protocol.md 3.1 (8) for its evidence.
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Wire() {}

    static String text(String name, @Nullable Object value) {
        if (value == null) {
            throw new NullPointerException(
                    "Parameter " + name + " is null. Leave it out, or set it to an empty string.");
        }
        if (value instanceof Collection<?> elements) {
            return commaJoined(name, elements);
        }
        return scalar(name, value);
    }

    private static String scalar(String name, Object value) {
        if (value instanceof CharSequence
                || value instanceof Boolean
                || value instanceof UUID
                || value instanceof Character) {
            return value.toString();
        }
        if (value instanceof UserData userData) {
            return userData.base64();
        }
        if (value instanceof Number number) {
            return plain(name, number);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Instant || value instanceof OffsetDateTime || value instanceof ZonedDateTime) {
            return INSTANT.format((TemporalAccessor) value);
        }
        if (value instanceof LocalDate) {
            return value.toString();
        }
        throw new IllegalArgumentException("Parameter " + name + ": " + remedy(value));
    }

    // The server reads no exponents.
    private static String plain(String name, Number number) {
        if (number instanceof Double || number instanceof Float || number instanceof BigDecimal) {
            try {
                return new BigDecimal(number.toString()).toPlainString();
            } catch (NumberFormatException notFinite) {
                throw new IllegalArgumentException("Parameter " + name + ": " + number + " is no number to a server.");
            }
        }
        return number.toString();
    }

    private static String remedy(Object value) {
        if (value instanceof Map) {
            return "a map has several forms on the wire. Use withEntries for key and value pairs, or give a list of maps,"
                    + " which goes index by index.";
        }
        if (value instanceof TemporalAccessor) {
            return "a time without a zone means another instant on each server. Give an Instant or an OffsetDateTime.";
        }
        return "a " + value.getClass().getSimpleName()
                + " cannot be written as text. Give a string, number, boolean, UUID, enum, date, or a collection of those.";
    }

    private static String commaJoined(String name, Collection<?> elements) {
        StringJoiner joined = new StringJoiner(",");
        for (Object element : elements) {
            if (element == null) {
                throw new NullPointerException("Parameter " + name + ": an element is null. Leave it out.");
            }
            String text = scalar(name, element);
            if (text.indexOf(',') >= 0) {
                // The server splits at every comma and knows no escape (protocol.md 3.7).
                throw new IllegalArgumentException("Parameter " + name
                        + ": a list element holds a comma, at which the server would split it in two. Send that element"
                        + " in a call of its own, or name it by its id.");
            }
            joined.add(text);
        }
        return joined.toString();
    }
}
