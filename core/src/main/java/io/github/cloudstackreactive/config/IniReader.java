package io.github.cloudstackreactive.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads INI text in either of the two dialects that users' files are written in.
 *
 * <p>Common to both: {@code key = value} or {@code key: value}, keys in any letter case, whole-line comments after
 * {@code #} or {@code ;} (a value may hold both), percent signs as they stand.
 */
final class IniReader {

    /** Whose rules the text follows. */
    enum Dialect {
        /**
         * Python's configparser, as cs uses it: a line indented more than its key continues the value, and a repeated
         * section or key is an error.
         */
        CONFIGPARSER,
        /**
         * gopkg.in/ini.v1, as cmk uses it: indentation means nothing, keys may stand before any section, a repeated
         * section goes on and a repeated key replaces, quotes around a value are taken off.
         */
        CMK
    }

    /** The section of the lines before any header, in the dialect that allows them. */
    static final String UNNAMED = "";

    /** In CONFIGPARSER what every section inherits; in CMK another name of the unnamed section. */
    static final String DEFAULT = "DEFAULT";

    private final ConfigurationFile file;
    private final Dialect dialect;
    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    private int line;
    private @Nullable Map<String, String> section;
    private @Nullable String key;
    private int keyIndent;

    private IniReader(ConfigurationFile file, Dialect dialect) {
        this.file = file;
        this.dialect = dialect;
    }

    /** The sections in the order of the text; keys in lower case, values stripped. */
    static Map<String, Map<String, String>> read(String text, ConfigurationFile file, Dialect dialect) {
        return new IniReader(file, dialect).read(text.lines().toList());
    }

    private Map<String, Map<String, String>> read(List<String> lines) {
        if (dialect == Dialect.CMK) {
            section = sections.computeIfAbsent(UNNAMED, name -> new LinkedHashMap<>());
        }
        for (String text : lines) {
            line++;
            String stripped = text.strip();
            if (stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith(";")) {
                continue;
            }
            int indent = text.indexOf(stripped.charAt(0));
            if (dialect == Dialect.CONFIGPARSER && section != null && key != null && indent > keyIndent) {
                section.merge(key, stripped, (value, more) -> (value + "\n" + more).strip());
                continue;
            }
            keyIndent = indent;
            if (stripped.startsWith("[") && stripped.lastIndexOf(']') > 1) {
                header(stripped.substring(1, stripped.lastIndexOf(']')));
            } else {
                keyAndValue(stripped);
            }
        }
        return sections;
    }

    private void header(String name) {
        key = null;
        if (dialect == Dialect.CMK) {
            String shared = name.strip().equals(DEFAULT) ? UNNAMED : name.strip();
            section = sections.computeIfAbsent(shared, fresh -> new LinkedHashMap<>());
            return;
        }
        // configparser lets DEFAULT, and only it, stand more than once.
        if (sections.containsKey(name) && !name.equals(DEFAULT)) {
            throw file.malformed(line, "the section [" + name + "] is there a second time.");
        }
        section = sections.computeIfAbsent(name, fresh -> new LinkedHashMap<>());
    }

    private void keyAndValue(String text) {
        int delimiter = 0;
        while (delimiter < text.length() && text.charAt(delimiter) != '=' && text.charAt(delimiter) != ':') {
            delimiter++;
        }
        String name = text.substring(0, delimiter).strip().toLowerCase(Locale.ROOT);
        if (delimiter == text.length() || name.isEmpty()) {
            throw file.malformed(line, "neither a [section], a comment nor key = value.");
        }
        if (section == null) {
            throw file.malformed(line, "a key stands before any [section].");
        }
        String value = text.substring(delimiter + 1).strip();
        boolean repeated = section.put(name, dialect == Dialect.CMK ? unquoted(value) : value) != null;
        if (repeated && dialect == Dialect.CONFIGPARSER) {
            throw file.malformed(line, "a key is there a second time in its section.");
        }
        key = name;
    }

    private static String unquoted(String value) {
        int last = value.length() - 1;
        boolean quoted = last > 0 && value.charAt(0) == value.charAt(last) && "\"'`".indexOf(value.charAt(0)) >= 0;
        return quoted ? value.substring(1, last) : value;
    }
}
