package io.github.cloudstackreactive.auth;

import io.github.cloudstackreactive.command.Parameters;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The two texts that one set of parameters has: the one to send and the one to sign.
 *
 * <p>On the wire names and values are percent-encoded. In the text to sign the names stand raw (tried: a bracket encoded
 * there is refused), the values as {@link URLEncoder} writes them but with {@code %20} for a space, so that {@code ~} is
 * {@code %7E} and {@code *} stays.
 */
final class QueryString {

    private final StringBuilder text = new StringBuilder(256);
    private final StringBuilder toSign = new StringBuilder(256);

    private QueryString() {}

    static QueryString of(Parameters parameters) {
        QueryString query = new QueryString();
        parameters.forEach(query::add);
        return query;
    }

    private void add(String name, String value) {
        if (!text.isEmpty()) {
            text.append('&');
            toSign.append('&');
        }
        String encoded = encode(value);
        text.append(encode(name)).append('=').append(encoded);
        toSign.append(name).append('=').append(encoded);
    }

    static String encode(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!isPlain(value.charAt(i))) {
                return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
            }
        }
        return value;
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z'
                || c >= '0' && c <= '9'
                || c >= 'A' && c <= 'Z'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '*';
    }

    /** What is sent. */
    String text() {
        return text.toString();
    }

    /** What is signed, before it is lower-cased. */
    String toSign() {
        return toSign.toString();
    }
}
