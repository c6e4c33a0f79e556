package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Parameters;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes secrets out of words that came from outside before they enter a message. */
final class Redaction {

    private static final Pattern SECRET_PAIR = Pattern.compile(
            "(?i)((?:api_?key|signature|secret|password|session|token)\\w*[\"']?\\s*(?:[=:]|%3d)\\s*[\"']?)[^\\s\"'&]+");
    private static final Pattern TAG = Pattern.compile("<[^>]*>?");
    private static final Pattern PLAIN_WORD = Pattern.compile("[\\p{L}\\d.,:;!?()'\"-]{1,24}");
    private static final int SHORTEST_SECRET = 3;
    private static final int LONGEST_TEXT = 2_000;
    private static final int READ_OF_A_TEXT = 64 * 1024;
    private static final int LONGEST_EXCERPT = 256;
    private static final int READ_OF_A_BODY = 4 * 1024;

    private Redaction() {}

    /** The server's words on an error, without any value that the caller declared sensitive, and bounded. */
    static String words(String text, Parameters asked) {
        StringBuilder words = new StringBuilder(text.substring(0, Math.min(text.length(), READ_OF_A_TEXT)));
        asked.forEachSensitiveValue(secret -> {
            if (secret.length() >= SHORTEST_SECRET) {
                for (int at = words.indexOf(secret); at >= 0; at = words.indexOf(secret, at + 1)) {
                    words.replace(at, at + secret.length(), "…");
                }
            }
        });
        // Cut last: half a secret would not be known for one.
        String redacted = SECRET_PAIR.matcher(words).replaceAll("$1…");
        return redacted.length() <= LONGEST_TEXT ? redacted : redacted.substring(0, LONGEST_TEXT) + "…";
    }

    /**
     * The beginning of a body that is no JSON, on one line: only plain words, short ones and without {@code =} or {@code %},
     * so that neither a key nor a signature nor a link that carries one is among them.
     */
    static String excerpt(byte[] body, int length) {
        String beginning = new String(body, 0, Math.min(length, READ_OF_A_BODY), StandardCharsets.UTF_8);
        StringBuilder excerpt = new StringBuilder();
        for (String word : TAG.matcher(beginning).replaceAll(" ").strip().split("\\s+")) {
            boolean plain = PLAIN_WORD.matcher(word).matches();
            if (!word.isEmpty() && excerpt.length() < LONGEST_EXCERPT) {
                excerpt.append(excerpt.isEmpty() ? "" : " ").append(plain ? word : "…");
            }
        }
        return SECRET_PAIR.matcher(excerpt).replaceAll("$1…");
    }

    /** The server that a Location leads to, and nothing of its path or query; empty if it names none. */
    static String server(@Nullable String location) {
        try {
            URI target = URI.create(location == null ? "" : location);
            return target.getHost() == null
                    ? ""
                    : ": " + target.getScheme() + "://" + target.getHost()
                            + (target.getPort() < 0 ? "" : ":" + target.getPort());
        } catch (IllegalArgumentException unreadable) {
            return "";
        }
    }
}
