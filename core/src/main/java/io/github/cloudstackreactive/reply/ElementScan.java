package io.github.cloudstackreactive.reply;

/**
 * Looks for the end of one element of a JSON array without reading it, as its bytes come; for the rare one that could not be
 * read at once.
 */
final class ElementScan {

    static final int NOT_THERE = -1;

    private int scanned;
    private int depth;
    private boolean inString;
    private boolean escaped;

    /**
     * Goes on where it stopped.
     *
     * @param from where the element begins
     * @param to where the bytes end that have come
     * @return how long the element is; {@link #NOT_THERE} if it goes on after what has come
     */
    int lengthOf(byte[] bytes, int from, int to) {
        while (from + scanned < to) {
            byte b = bytes[from + scanned];
            if (depth == 0 && scanned > 0 && !inString && endsScalar(b)) {
                return scanned;
            }
            scanned++;
            if (inString) {
                inString = escaped || b != '"';
                escaped = !escaped && b == '\\';
                if (!inString && depth == 0) {
                    return scanned;
                }
            } else if (b == '"') {
                inString = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if ((b == '}' || b == ']') && --depth <= 0) {
                return scanned;
            }
        }
        return NOT_THERE;
    }

    private static boolean endsScalar(byte b) {
        return b == ',' || b == ']' || b == '}' || b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
