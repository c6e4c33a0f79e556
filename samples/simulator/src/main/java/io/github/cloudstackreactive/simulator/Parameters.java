package io.github.cloudstackreactive.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The decoded parameters of one request.
 *
 * <p>{@link #asSent()} keeps the names exactly as sent, for the signature; every other look-up ignores the case of the
 * name, as the server's parser does.
 */
final class Parameters {

    private final Map<String, String> asSent;
    private final Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private Parameters(Map<String, String> asSent) {
        this.asSent = asSent;
        byName.putAll(asSent);
    }

    /** Of a name given twice the last value counts on GET, and the first in a POST, query before form (behaviour (a)). */
    static Parameters parse(String query, String form, boolean post) {
        Map<String, String> found = new LinkedHashMap<>();
        read(query, post, found);
        read(form, post, found);
        return new Parameters(found);
    }

    private static void read(String encoded, boolean firstCounts, Map<String, String> found) {
        for (String pair : encoded.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (firstCounts) {
                found.putIfAbsent(name, value);
            } else {
                found.put(name, value);
            }
        }
    }

    /** Lenient, as Jetty is: a percent sign that starts no escape stays as it is. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            int high = in[i] == '%' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
            if (low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(in[i] == '+' ? ' ' : in[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    Map<String, String> asSent() {
        return asSent;
    }

    Map<String, String> byName() {
        return byName;
    }

    /** Only for {@code command} and {@code response}, whose case matters. */
    @Nullable
    String exact(String name) {
        return asSent.get(name);
    }

    @Nullable
    String get(String name) {
        return byName.get(name);
    }

    /** The value, or null also if it is empty. */
    @Nullable
    String filled(String name) {
        String value = byName.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Only "true" in any case is true; anything else is false without complaint (behaviour (b)). */
    boolean isTrue(String name) {
        return "true".equalsIgnoreCase(byName.get(name));
    }
}
