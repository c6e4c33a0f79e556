package io.github.cloudstackreactive.model;

import java.math.BigDecimal;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;

/** From one scalar of JSON to a value: numbers, booleans and strings in each other's place; null for what does not fit. */
final class Scalars {

    private Scalars() {}

    static @Nullable Object text(JsonParser parser, JsonToken token) {
        return parser.getString();
    }

    static @Nullable Object integer(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT, VALUE_STRING -> whole(parser.getString().strip());
            case VALUE_TRUE -> 1L;
            case VALUE_FALSE -> 0L;
            default -> null;
        };
    }

    private static @Nullable Long whole(JsonParser parser) {
        try {
            return parser.getLongValue();
        } catch (InputCoercionException tooLarge) {
            return null;
        }
    }

    private static @Nullable Long whole(String text) {
        try {
            return text.length() <= 40 ? (Long) new BigDecimal(text).longValueExact() : null;
        } catch (ArithmeticException | NumberFormatException none) {
            return null;
        }
    }

    static @Nullable Object decimal(JsonParser parser, JsonToken token) {
        if (token.isNumeric()) {
            return finite(parser.getDoubleValue());
        }
        BigDecimal exact = exact(parser, token);
        return exact == null ? null : finite(exact.doubleValue());
    }

    private static @Nullable Double finite(double number) {
        return Double.isFinite(number) ? (Double) number : null;
    }

    static @Nullable BigDecimal exact(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING ->
                number(parser.getString().strip());
            case VALUE_TRUE -> BigDecimal.ONE;
            case VALUE_FALSE -> BigDecimal.ZERO;
            default -> null;
        };
    }

    private static @Nullable BigDecimal number(String text) {
        try {
            return text.length() <= 400 ? new BigDecimal(text) : null;
        } catch (NumberFormatException none) {
            return null;
        }
    }

    static @Nullable Object flag(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> flagOfText(parser);
        };
    }

    private static @Nullable Object flagOfText(JsonParser parser) {
        String text = parser.getString().strip();
        if (text.equalsIgnoreCase("true") || text.equals("1")) {
            return Boolean.TRUE;
        }
        return text.equalsIgnoreCase("false") || text.equals("0") ? Boolean.FALSE : null;
    }

    static @Nullable Object date(JsonParser parser, JsonToken token) {
        try {
            return Dates.read(parser.getString().strip());
        } catch (DateTimeException none) {
            return null;
        }
    }
}
