package io.github.cloudstackreactive.support;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A secret that must be found nowhere, in whatever form it is written. */
public record Canary(String secret) {

    private static final int DEEPEST = 8;

    /** The secret as it may be written: plain, encoded for a URL, in Base64, escaped for JSON. */
    public List<String> forms() {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return List.of(
                secret,
                url,
                url.replace("+", "%20"),
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                json());
    }

    public String json() {
        return secret.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** Where in a text it is, with what stands around it; null if it is not. */
    public @Nullable String foundIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String form : forms()) {
            int at = lower.indexOf(form.toLowerCase(Locale.ROOT));
            if (at >= 0) {
                return text.substring(Math.max(0, at - 60), Math.min(text.length(), at + form.length() + 20));
            }
        }
        return null;
    }

    /**
     * Everything that a failure, or another object, says and holds: its words, its stack trace, its fields, and those of what
     * they refer to, as a dump of the heap would show them.
     */
    public static String saidAndHeldBy(Object object) {
        StringBuilder all = new StringBuilder();
        if (object instanceof Throwable thrown) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace, true));
            all.append(trace).append('\n');
        }
        held(object, all, Collections.newSetFromMap(new IdentityHashMap<>()), 0);
        return all.toString();
    }

    private static void held(@Nullable Object object, StringBuilder all, Set<Object> seen, int depth) {
        if (object == null || depth > DEEPEST || !seen.add(object)) {
            return;
        }
        if (object instanceof CharSequence || object instanceof Number || object instanceof Enum) {
            all.append(object).append('\n');
        } else if (object instanceof byte[] bytes) {
            all.append(new String(bytes, StandardCharsets.ISO_8859_1)).append('\n');
        } else if (object instanceof char[] chars) {
            all.append(chars).append('\n');
        } else if (object.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(object); i++) {
                held(Array.get(object, i), all, seen, depth + 1);
            }
        } else if (object instanceof Collection<?> collection) {
            new ArrayList<>(collection).forEach(each -> held(each, all, seen, depth + 1));
        } else if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                held(key, all, seen, depth + 1);
                held(value, all, seen, depth + 1);
            });
        } else if (!(object instanceof Thread || object instanceof Class || object instanceof ClassLoader)) {
            fields(object, all, seen, depth);
        }
    }

    private static void fields(Object object, StringBuilder all, Set<Object> seen, int depth) {
        if (object instanceof Throwable thrown) {
            all.append(thrown).append('\n');
            held(thrown.getCause(), all, seen, depth + 1);
            for (Throwable suppressed : thrown.getSuppressed()) {
                held(suppressed, all, seen, depth + 1);
            }
        }
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    held(field.get(object), all, seen, depth + 1);
                } catch (InaccessibleObjectException | IllegalAccessException ofTheJdk) {
                    // What the JDK keeps to itself is told by its methods above.
                }
            }
        }
    }
}
