package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Parameters;
import java.util.regex.Pattern;

/** Takes secrets out of words that came from outside before they enter a message. */
final class Redaction {

    private static final Pattern SECRET_PAIR = Pattern.compile(
            "(?i)\\b(api_?key|signature|secret_?key|password|session_?key|jsessionid|token)(\"?\\s*[=:]\\s*\"?)[^&\\s\"'<>,;]+");
    private static final int SHORTEST_SECRET = 3;
    private static final int LONGEST_TEXT = 2_000;
    private static final int LONGEST_EXCERPT = 256;

    private Redaction() {}

    /** The server's words on an error, without any value that the caller declared sensitive, and bounded. */
    static String words(String text, Parameters asked) {
        StringBuilder words = new StringBuilder(text);
        asked.forEachSensitiveValue(secret -> {
            if (secret.length() >= SHORTEST_SECRET) {
                for (int at = words.indexOf(secret); at >= 0; at = words.indexOf(secret, at + 1)) {
                    words.replace(at, at + secret.length(), "…");
                }
            }
        });
        String redacted = SECRET_PAIR.matcher(words).replaceAll("$1$2…");
        return redacted.length() <= LONGEST_TEXT ? redacted : redacted.substring(0, LONGEST_TEXT) + "…";
    }

    /** The beginning of a body that is no CloudStack reply, on one line. */
    static String excerpt(String text, Parameters asked) {
        String line = words(text, asked).replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST_EXCERPT ? line : line.substring(0, LONGEST_EXCERPT) + "…";
    }
}
