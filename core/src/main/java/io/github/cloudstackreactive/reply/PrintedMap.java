package io.github.cloudstackreactive.reply;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A map as the server writes it into XML, which is as Java's maps print themselves: <code>{key=value, other=value}</code>.
 *
 * <p>A value that itself holds a comma, a space, a word and an equals sign cannot be told from two.
 */
public final class PrintedMap {

    // Possessive, so that no text makes it slow.
    private static final Pattern NEXT_KEY = Pattern.compile(", (?=[^\\s=,{}]++=)");

    private PrintedMap() {}

    /** The map that a text prints; null if it prints none. */
    public static @Nullable Map<String, String> read(String text) {
        if (!text.startsWith("{") || !text.endsWith("}")) {
            return null;
        }
        Map<String, String> map = new LinkedHashMap<>();
        for (String pair : NEXT_KEY.split(text.substring(1, text.length() - 1))) {
            int equals = pair.indexOf('=');
            if (equals >= 0) {
                map.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return map;
    }
}
