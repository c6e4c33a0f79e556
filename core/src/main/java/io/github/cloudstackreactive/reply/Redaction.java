package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Parameters;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes secrets out of words that came from outside before they enter a message. */
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
    private static final int SHORTEST_SECRET = 3;
    private static final int ENOUGH_OF_A_SECRET = 16;
    private static final int LONGEST_TEXT = 2_000;
    private static final int READ_OF_A_TEXT = 16 * 1024;
    private static final int LONGEST_EXCERPT = 256;
    private static final int READ_OF_A_BODY = 4 * 1024;

    private Redaction() {}

    /** The server's words on an error, without any value that the caller declared sensitive, and bounded. */
    static String words(String text, Parameters asked) {
        StringBuilder words = new StringBuilder(text.substring(0, Math.min(text.length(), READ_OF_A_TEXT)));
        cutDeclared(words, asked);
        // Cut last: half a secret would not be known for one.
        String redacted = SECRET_PAIR.matcher(words).replaceAll("$1…");
        return redacted.length() <= LONGEST_TEXT ? redacted : redacted.substring(0, LONGEST_TEXT) + "…";
    }

    /**
     * The beginning of a body that is no JSON, 256 bytes at most, on one line: only plain words, short ones and without {@code =} or {@code %},
     * so that neither a key nor a signature nor a link that carries one is among them. Of XML nothing, as of JSON.
     */
    static String excerpt(byte[] body, int length, Parameters asked) {
        StringBuilder raw =
                new StringBuilder(new String(body, 0, Math.min(length, READ_OF_A_BODY), StandardCharsets.UTF_8));
        if (raw.toString().stripLeading().startsWith("<?xml")) {
            return "";
        }
        cutDeclared(raw, asked);
        String beginning = INLINE_TAG.matcher(raw).replaceAll("");
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

    private static void cutDeclared(StringBuilder words, Parameters asked) {
        asked.forEachSensitiveValue(value -> {
            cutInEveryForm(words, value);
            // A list goes comma-joined, and may be told of one by one.
            if (value.indexOf(',') >= 0) {
                for (String element : value.split(",")) {
                    cutInEveryForm(words, element);
                }
            }
        });
    }

    // The longest of the forms that stand at a place: one may begin as another does, whose rest would be left.
    private static void cutInEveryForm(StringBuilder words, String secret) {
        if (secret.length() < SHORTEST_SECRET) {
            return;
        }
        Set<String> forms = new SecretForms(secret).all();
        for (int at = 0; at < words.length(); at++) {
            int longest = 0;
            for (String form : forms) {
                longest = Math.max(longest, lengthAt(words, at, form));
            }
            if (longest > 0) {
                words.replace(at, at + longest, "…");
            }
        }
    }

    /** Of a long secret as much as is there: whoever tells of it may have cut it short. */
    private static int lengthAt(StringBuilder words, int at, String form) {
        int length = 0;
        while (length < form.length()
                && at + length < words.length()
                && Character.toLowerCase(words.charAt(at + length)) == Character.toLowerCase(form.charAt(length))) {
            length++;
        }
        return length >= Math.min(form.length(), ENOUGH_OF_A_SECRET) ? length : 0;
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
