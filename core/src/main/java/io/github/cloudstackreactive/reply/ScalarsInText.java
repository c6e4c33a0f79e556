package io.github.cloudstackreactive.reply;

import java.math.BigDecimal;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.DeserializationProblemHandler;

/** Reads a number or a boolean that came as text as it is read where it did not: 28.12 as 28, 1 as true. */
final class ScalarsInText extends DeserializationProblemHandler {

    @Override
    public Object handleWeirdStringValue(DeserializationContext context, Class<?> type, String text, String fault) {
        try {
            if (type == int.class || type == Integer.class) {
                return whole(text).toBigInteger().intValueExact();
            }
            if (type == long.class || type == Long.class) {
                return whole(text).toBigInteger().longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException noSuchNumber) {
            return NOT_HANDLED;
        }
        boolean isBoolean = type == boolean.class || type == Boolean.class;
        return isBoolean && (text.equals("0") || text.equals("1")) ? (Object) text.equals("1") : NOT_HANDLED;
    }

    // An exponent of millions would be written out.
    private static BigDecimal whole(String text) {
        BigDecimal number = new BigDecimal(text);
        if (number.precision() - number.scale() > 20) {
            throw new ArithmeticException("no such number");
        }
        return number;
    }
}
