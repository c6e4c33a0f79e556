package io.github.cloudstackreactive.simulator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Strings as the server writes them into JSON. */
final class JsonText {

    private static final Pattern ESCAPED_UNICODE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

    private JsonText() {}

    /** A quoted string, with the server's fault of {@link #escape(String)}. */
    static String quote(String text) {
        return '"' + escape(text) + '"';
    }

    /**
     * Escapes text, and then turns every {@code \\uXXXX} back into its character as the server does.
     *
     * <p>That makes control characters come out raw, and text that itself holds {@code \\u0041} come out as {@code \A},
     * which is not JSON. It is how 4.22 answers (behaviour (b), {@code unicode-tag-list.json.txt}).
     */
    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> out.append(c);
            }
        }
        return out.indexOf("\\u") < 0
                ? out.toString()
                : ESCAPED_UNICODE
                        .matcher(out)
                        .replaceAll(found -> Matcher.quoteReplacement(
                                Character.toString((char) Integer.parseInt(found.group(1), 16))));
    }

    /** An object under construction: {@code name, value, name, value}; values that are not text are given as they are. */
    static final class Fields {

        private final StringBuilder out = new StringBuilder("{");

        Fields text(String name, String value) {
            return raw(name, quote(value));
        }

        Fields number(String name, long value) {
            return raw(name, Long.toString(value));
        }

        Fields raw(String name, String json) {
            if (out.length() > 1) {
                out.append(',');
            }
            out.append('"').append(name).append("\":").append(json);
            return this;
        }

        String done() {
            return out + "}";
        }
    }
}
