package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Parameters;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes secrets out of words that came from outside before they enter a message. Immutable. */
final class Redaction {

    // Possessive and bounded, so that no text makes it slow.
    private static final Pattern SECRET_PAIR =
            Pattern.compile("(?i)((?:api_?key|signature|secret|password|session|token)\\w{0,32}+[\"']?+\\s{0,8}+"
                    + "(?:[=:]|%3d)\\s{0,8}+[\"']?+)[^\\s\"'&]++");
    // A key may be split by tags that do not show.
    private static final Pattern INLINE_TAG =
            Pattern.compile("(?i)</?(?:a|b|i|u|em|code|font|small|span|strong|sub|sup|tt|wbr)\\b[^<>]*+>?");
    private static final Pattern TAG = Pattern.compile("<[^<>]*+>?");
    private static final Pattern PLAIN_WORD = Pattern.compile("[\\p{L}\\d.,:;!?()'\"-]{1,24}");
    private static final int LONGEST_TEXT = 2_000;
    private static final int READ_OF_A_TEXT = 16 * 1024;
    private static final int LONGEST_EXCERPT = 256;
    private static final int READ_OF_A_BODY = 4 * 1024;
    // Sixteen letters, by which a secret is known, of at most four bytes.
    private static final int LOOKED_AHEAD = 64;

    private final KnownSecrets known;

    Redaction(KnownSecrets known) {
        this.known = known;
    }

    /** The server's words on an error, bounded, without what is known and any value that the caller declared sensitive. */
    String words(String text, Parameters asked) {
        String words = DeclaredSecrets.of(asked, known).cutFrom(text, Math.min(text.length(), READ_OF_A_TEXT));
        // Cut last: half a secret would not be known for one.
        String redacted = SECRET_PAIR.matcher(words).replaceAll("$1…");
        return redacted.length() <= LONGEST_TEXT ? redacted : redacted.substring(0, LONGEST_TEXT) + "…";
    }

    /**
     * The beginning of a body that is no JSON, 256 bytes at most, on one line: only plain words, short ones and without
     * {@code =} or {@code %}, so that neither a key nor a signature nor a link that carries one is among them. Of XML
     * nothing, as of JSON.
     */
    String excerpt(byte[] body, int length, Parameters asked) {
        int read = Math.min(length, READ_OF_A_BODY);
        String raw = new String(body, 0, Math.min(length, read + LOOKED_AHEAD), StandardCharsets.UTF_8);
        if (raw.stripLeading().startsWith("<?xml")) {
            return "";
        }
        int shown = Math.min(raw.length(), new String(body, 0, read, StandardCharsets.UTF_8).length());
        String words = DeclaredSecrets.of(asked, known).cutFrom(raw, shown);
        String beginning = INLINE_TAG.matcher(words).replaceAll("");
        StringBuilder excerpt = new StringBuilder();
        for (String word : TAG.matcher(beginning).replaceAll(" ").strip().split("\\s+")) {
            boolean plain = PLAIN_WORD.matcher(word).matches();
            if (!word.isEmpty() && excerpt.length() < LONGEST_EXCERPT) {
                excerpt.append(excerpt.isEmpty() ? "" : " ").append(plain ? word : "…");
            }
        }
        return whole(SECRET_PAIR.matcher(excerpt).replaceAll("$1…"));
    }

    /** As many of the words as fit. */
    private static String whole(String words) {
        String fitting = words;
        while (fitting.getBytes(StandardCharsets.UTF_8).length > LONGEST_EXCERPT) {
            fitting = fitting.substring(0, Math.max(0, fitting.lastIndexOf(' ')));
        }
        return fitting;
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
