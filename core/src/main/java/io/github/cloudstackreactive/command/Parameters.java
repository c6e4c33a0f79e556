package io.github.cloudstackreactive.command;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is asked with a command: names and encoded values, immutable, ordered as the signature wants them.
 *
 * <p>The order is that of the code units of the names as sent, upper case before lower, which is how the server sorts
 * before it verifies. Two names that differ only in case are refused: the server would see them as one. Values are as
 * {@link Wire} writes them. An unset parameter, an empty one and a false one are three different things.
 */
public final class Parameters {

    /** No parameters. */
    public static final Parameters NONE = new Parameters(new String[0], new String[0], new boolean[0]);

    private final String[] names;
    private final String[] values;
    private final boolean[] sensitive;

    private Parameters(String[] names, String[] values, boolean[] sensitive) {
        this.names = names;
        this.values = values;
        this.sensitive = sensitive;
    }

    /**
     * These parameters and one more, or with another value where the name is set already.
     *
     * <p>A collection goes comma-joined, unless its elements are maps: those go index by index, as
     * {@code name[0].field}.
     *
     * @throws IllegalArgumentException if the value cannot be written, or the name differs from one set only in case
     */
    public Parameters with(String name, Object value) {
        if (isRows(value)) {
            return withRows(name, (Collection<?>) value, SensitiveNames.contains(name));
        }
        return without(name, false).put(name, Wire.text(name, value), SensitiveNames.contains(name) || isSecret(value));
    }

    /** These parameters and one whose value is a secret: it is sent by POST and never shown. */
    public Parameters withSensitive(String name, Object value) {
        if (isRows(value)) {
            return withRows(name, (Collection<?>) value, true);
        }
        return without(name, false).put(name, Wire.text(name, value), true);
    }

    /** These parameters and one of which it is known whether its value is a secret, whatever its name. */
    Parameters withDeclared(String name, Object value, boolean secret) {
        return without(name, false).put(name, Wire.text(name, value), secret);
    }

    /** These parameters and a map in the style {@code name[0].key=…&name[0].value=…}. */
    public Parameters withEntries(String name, Map<String, ?> entries) {
        return withRows(name, Rows.ofEntries(entries), SensitiveNames.contains(name));
    }

    /**
     * These parameters and rows, index by index.
     *
     * @param secret whether every value of them is one, rather than those that a name gives away
     */
    Parameters withRows(String name, Collection<?> rows, boolean secret) {
        Parameters result = without(name, false);
        int index = 0;
        for (Object row : rows) {
            Map<?, ?> fields = (Map<?, ?>) row;
            boolean held = secret || SensitiveNames.contains(String.valueOf(fields.get("key")));
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                String full = name + "[" + index + "]." + readable(name, field.getKey());
                boolean holdsIt = held && !"key".equals(field.getKey());
                result = result.put(
                        full,
                        Wire.text(full, field.getValue()),
                        holdsIt
                                || SensitiveNames.contains(String.valueOf(field.getKey()))
                                || isSecret(field.getValue()));
            }
            index++;
        }
        return result;
    }

    // The server knows one level of brackets, wherever in the name they stand (protocol.md 3.7).
    private static String readable(String name, Object field) {
        String text = String.valueOf(field);
        if (text.indexOf('[') >= 0 || text.indexOf(']') >= 0) {
            throw new IllegalArgumentException("Parameter " + name + ": the key \"" + text
                    + "\" holds a bracket, and no server reads such a name. Rename the key.");
        }
        return text;
    }

    private static boolean isRows(Object value) {
        return value instanceof Collection<?> rows
                && !rows.isEmpty()
                && rows.stream().allMatch(Map.class::isInstance);
    }

    private static boolean isSecret(@Nullable Object value) {
        return value instanceof UserData
                || (value instanceof Collection<?> elements && elements.stream().anyMatch(UserData.class::isInstance));
    }

    /** These parameters but for one, in whatever case, with all its rows where it is a map. */
    public Parameters without(String name) {
        return without(name, true);
    }

    private Parameters without(String name, boolean anyCase) {
        int kept = 0;
        for (String each : names) {
            if (!isOrBelongsTo(each, name, anyCase)) {
                kept++;
            }
        }
        if (kept == names.length) {
            return this;
        }
        String[] newNames = new String[kept];
        String[] newValues = new String[kept];
        boolean[] newSensitive = new boolean[kept];
        int at = 0;
        for (int i = 0; i < names.length; i++) {
            if (!isOrBelongsTo(names[i], name, anyCase)) {
                newNames[at] = names[i];
                newValues[at] = values[i];
                newSensitive[at++] = sensitive[i];
            }
        }
        return new Parameters(newNames, newValues, newSensitive);
    }

    private static boolean isOrBelongsTo(String full, String name, boolean anyCase) {
        return full.regionMatches(anyCase, 0, name, 0, name.length())
                && (full.length() == name.length() || full.charAt(name.length()) == '[');
    }

    private Parameters put(String name, String value, boolean secret) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A parameter needs a name.");
        }
        int at = Arrays.binarySearch(names, name);
        if (at >= 0) {
            String[] newValues = values.clone();
            newValues[at] = value;
            boolean[] newSensitive = sensitive.clone();
            newSensitive[at] = secret;
            return new Parameters(names, newValues, newSensitive);
        }
        for (String other : names) {
            if (isOtherSpelling(other, name)) {
                throw new IllegalArgumentException("\"" + name + "\" and \"" + other
                        + "\" are one parameter to the server, which does not tell upper from lower case: set one.");
            }
        }
        int place = -at - 1;
        String[] newNames = insert(names, new String[names.length + 1], place);
        newNames[place] = name;
        String[] newValues = insert(values, new String[names.length + 1], place);
        newValues[place] = value;
        boolean[] newSensitive = new boolean[names.length + 1];
        System.arraycopy(sensitive, 0, newSensitive, 0, place);
        newSensitive[place] = secret;
        System.arraycopy(sensitive, place, newSensitive, place + 1, names.length - place);
        return new Parameters(newNames, newValues, newSensitive);
    }

    // The server lower-cases what stands before the brackets, and leaves what follows as it is.
    private static boolean isOtherSpelling(String one, String other) {
        String parameter = beforeBrackets(one);
        String same = beforeBrackets(other);
        return parameter.equalsIgnoreCase(same) && !parameter.equals(same);
    }

    private static String beforeBrackets(String name) {
        int bracket = name.indexOf('[');
        return bracket < 0 ? name : name.substring(0, bracket);
    }

    private static String[] insert(String[] from, String[] into, int place) {
        System.arraycopy(from, 0, into, 0, place);
        System.arraycopy(from, place, into, place + 1, from.length - place);
        return into;
    }

    /** The encoded value of a parameter; null if it is not set. */
    public @Nullable String get(String name) {
        int at = Arrays.binarySearch(names, name);
        return at < 0 ? null : values[at];
    }

    /** Whether a parameter is set, in whatever case and be it as rows. */
    public boolean has(String name) {
        for (String each : names) {
            if (each.length() >= name.length()
                    && each.regionMatches(true, 0, name, 0, name.length())
                    && (each.length() == name.length() || each.charAt(name.length()) == '[')) {
                return true;
            }
        }
        return false;
    }

    /** Visits every name with its encoded value, in the order of the signature. */
    public void forEach(BiConsumer<String, String> visitor) {
        for (int i = 0; i < names.length; i++) {
            visitor.accept(names[i], values[i]);
        }
    }

    /** Visits the values that must never be shown. */
    public void forEachSensitiveValue(Consumer<String> visitor) {
        for (int i = 0; i < names.length; i++) {
            if (sensitive[i]) {
                visitor.accept(values[i]);
            }
        }
    }

    /** Whether any value is a secret, so that the command must go by POST. */
    public boolean anySensitive() {
        for (boolean each : sensitive) {
            if (each) {
                return true;
            }
        }
        return false;
    }

    /** How many names are set. */
    public int size() {
        return names.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Parameters that
                && Arrays.equals(names, that.names)
                && Arrays.equals(values, that.values)
                && Arrays.equals(sensitive, that.sensitive);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(names) + Arrays.hashCode(values);
    }

    /** The names only: a value may be a secret that nobody declared. */
    @Override
    public String toString() {
        return Arrays.toString(names);
    }
}
