package io.github.cloudstackreactive.command;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
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

    // For building: what is set before anybody sees it.
    private Parameters(int size) {
        this(new String[size], new String[size], new boolean[size]);
    }

    private void set(int at, String name, String value, boolean secret) {
        names[at] = name;
        values[at] = value;
        sensitive[at] = secret;
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
        return put(name, Wire.text(name, value), SensitiveNames.contains(name) || isSecret(value));
    }

    /** These parameters and one whose value is a secret: it is sent by POST and never shown. */
    public Parameters withSensitive(String name, Object value) {
        if (isRows(value)) {
            return withRows(name, (Collection<?>) value, true);
        }
        return put(name, Wire.text(name, value), true);
    }

    /** These parameters and one of which it is known whether its value is a secret, whatever its name. */
    Parameters withDeclared(String name, Object value, boolean secret) {
        return put(name, Wire.text(name, value), secret);
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
        NavigableMap<String, Parameter> run = new TreeMap<>();
        int index = 0;
        for (Object row : rows) {
            Map<?, ?> fields = (Map<?, ?>) row;
            boolean held = secret || SensitiveNames.contains(String.valueOf(fields.get("key")));
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                String full = name + "[" + index + "]." + readable(name, field.getKey());
                boolean holdsIt = held && !"key".equals(field.getKey());
                run.put(
                        full,
                        new Parameter(
                                Wire.text(full, field.getValue()),
                                holdsIt
                                        || SensitiveNames.contains(String.valueOf(field.getKey()))
                                        || isSecret(field.getValue())));
            }
            index++;
        }
        return without(name, false).merged(of(run));
    }

    private record Parameter(String value, boolean secret) {}

    private static Parameters of(NavigableMap<String, Parameter> run) {
        Parameters sorted = new Parameters(run.size());
        int at = 0;
        for (Map.Entry<String, Parameter> each : run.entrySet()) {
            sorted.set(
                    at++,
                    each.getKey(),
                    each.getValue().value(),
                    each.getValue().secret());
        }
        return sorted;
    }

    /**
     * These parameters and others, which win where both set a name.
     *
     * @throws IllegalArgumentException if a name differs from one set only in case
     */
    public Parameters withAll(Parameters others) {
        Parameters kept = this;
        for (String name : others.names) {
            kept = kept.without(name, false);
        }
        return kept.merged(others);
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
        Parameters result = new Parameters(kept);
        int at = 0;
        for (int i = 0; i < names.length; i++) {
            if (!isOrBelongsTo(names[i], name, anyCase)) {
                result.set(at++, names[i], values[i], sensitive[i]);
            }
        }
        return result;
    }

    private static boolean isOrBelongsTo(String full, String name, boolean anyCase) {
        return full.regionMatches(anyCase, 0, name, 0, name.length())
                && (full.length() == name.length() || full.charAt(name.length()) == '[');
    }

    private Parameters put(String name, String value, boolean secret) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A parameter needs a name.");
        }
        int kept = 0;
        for (String each : names) {
            if (!isOrBelongsTo(each, name, false)) {
                refuseOtherSpelling(each, name);
                kept++;
            }
        }
        Parameters result = new Parameters(kept + 1);
        int at = 0;
        boolean isSet = false;
        for (int i = 0; i < names.length; i++) {
            if (!isOrBelongsTo(names[i], name, false)) {
                if (!isSet && names[i].compareTo(name) > 0) {
                    result.set(at++, name, value, secret);
                    isSet = true;
                }
                result.set(at++, names[i], values[i], sensitive[i]);
            }
        }
        if (!isSet) {
            result.set(at, name, value, secret);
        }
        return result;
    }

    /** One merge of two sorted runs that have no name in common. */
    private Parameters merged(Parameters run) {
        if (run.names.length == 0) {
            return this;
        }
        for (String name : names) {
            for (String other : run.names) {
                refuseOtherSpelling(name, other);
            }
        }
        Parameters result = new Parameters(names.length + run.names.length);
        int i = 0;
        int j = 0;
        for (int at = 0; at < result.names.length; at++) {
            boolean mine = j == run.names.length || i < names.length && names[i].compareTo(run.names[j]) < 0;
            if (mine) {
                result.set(at, names[i], values[i], sensitive[i++]);
            } else {
                result.set(at, run.names[j], run.values[j], run.sensitive[j++]);
            }
        }
        return result;
    }

    private static void refuseOtherSpelling(String set, String name) {
        if (isOtherSpelling(set, name)) {
            throw new IllegalArgumentException("\"" + name + "\" and \"" + set
                    + "\" are one parameter to the server, which does not tell upper from lower case: set one.");
        }
    }

    // The server lower-cases what stands before the brackets, and leaves what follows as it is.
    private static boolean isOtherSpelling(String one, String other) {
        int length = lengthBeforeBrackets(one);
        return length == lengthBeforeBrackets(other)
                && one.regionMatches(true, 0, other, 0, length)
                && !one.regionMatches(0, other, 0, length);
    }

    private static int lengthBeforeBrackets(String name) {
        int bracket = name.indexOf('[');
        return bracket < 0 ? name.length() : bracket;
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
