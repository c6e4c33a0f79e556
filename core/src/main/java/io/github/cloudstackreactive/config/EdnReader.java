package io.github.cloudstackreactive.config;

import io.github.cloudstackreactive.error.ConfigurationException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the part of EDN that clostack's files use: maps, keywords, strings, numbers, comments after {@code ;} and forms
 * taken out by {@code #_}. Commas are blanks.
 */
final class EdnReader {

    private static final int DEEPEST = 32;
    private static final int END = -1;
    private static final Pattern NUMBER = Pattern.compile("([+-]?[0-9]+(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]+)?)[NM]?");

    private final String text;
    private final ConfigurationFile file;
    private int position;
    private int line = 1;

    private EdnReader(String text, ConfigurationFile file) {
        this.text = text;
        this.file = file;
    }

    /** The map that is the whole text; empty for a text of blanks and comments only. */
    static Edn.Table read(String text, ConfigurationFile file) {
        return new EdnReader(text, file).whole();
    }

    private Edn.Table whole() {
        Edn form = next(0);
        if (form == null && peek() == END) {
            return new Edn.Table(Map.of());
        }
        if (!(form instanceof Edn.Table table)) {
            throw malformed("the text is not one map in braces.");
        }
        if (next(0) != null || peek() != END) {
            throw malformed("something follows the map; a brace may be closed too early.");
        }
        return table;
    }

    /** The next form; null before a closing brace and at the end of the text. */
    private @Nullable Edn next(int depth) {
        if (depth > DEEPEST) {
            throw malformed("maps are nested more than " + DEEPEST + " deep.");
        }
        skipBlanks(depth);
        int c = peek();
        if (c == END || c == '}') {
            return null;
        }
        if (c == '{') {
            return map(depth);
        }
        if (c == '"') {
            return string();
        }
        return token();
    }

    private void skipBlanks(int depth) {
        while (true) {
            int c = peek();
            if (c == ',' || (c != END && Character.isWhitespace(c))) {
                take();
            } else if (c == ';') {
                while (peek() != END && peek() != '\n' && peek() != '\r') {
                    take();
                }
            } else if (text.startsWith("#_", position)) {
                position += 2;
                if (next(depth + 1) == null) {
                    throw malformed("nothing follows #_.");
                }
            } else {
                return;
            }
        }
    }

    private Edn.Table map(int depth) {
        int start = line;
        take();
        Map<String, Edn> entries = new LinkedHashMap<>();
        while (true) {
            Edn key = next(depth + 1);
            if (key == null) {
                close(start);
                return new Edn.Table(entries);
            }
            int keyLine = line;
            Edn value = next(depth + 1);
            if (value == null) {
                throw file.malformed(keyLine, "a key has no value.");
            }
            if (entries.put(name(key, keyLine), value) != null) {
                throw file.malformed(keyLine, "a key is there a second time in its map.");
            }
        }
    }

    private void close(int start) {
        if (peek() == END) {
            throw file.malformed(start, "the map that begins here has no closing brace.");
        }
        take();
    }

    private String name(Edn key, int keyLine) {
        if (key instanceof Edn.Keyword keyword) {
            return keyword.name();
        }
        if (key instanceof Edn.Text string) {
            return string.text();
        }
        throw file.malformed(keyLine, "a key is neither a keyword nor a string.");
    }

    private Edn.Text string() {
        int start = line;
        take();
        StringBuilder string = new StringBuilder();
        while (true) {
            int c = peek();
            if (c == END) {
                throw file.malformed(start, "the string that begins here has no closing quote.");
            }
            take();
            if (c == '"') {
                return new Edn.Text(string.toString());
            }
            string.append(c == '\\' ? escaped() : (char) c);
        }
    }

    private char escaped() {
        int c = peek();
        if (c == END) {
            throw malformed("a backslash ends the text.");
        }
        take();
        return switch (c) {
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '\\', '"' -> (char) c;
            case 'u' -> unicode();
            default -> throw malformed("a string holds an escape that EDN does not have; write a backslash twice.");
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = peek() == END ? -1 : Character.digit(peek(), 16);
            if (digit < 0) {
                throw malformed("four hexadecimal digits must follow \\u.");
            }
            take();
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private Edn token() {
        int start = position;
        while (peek() != END && !Character.isWhitespace(peek()) && ",;\"{}()[]".indexOf(peek()) < 0) {
            take();
        }
        String token = text.substring(start, position);
        if (token.length() > 1 && token.charAt(0) == ':' && token.charAt(1) != ':') {
            return new Edn.Keyword(token.substring(1));
        }
        Matcher number = NUMBER.matcher(token);
        if (number.matches()) {
            return new Edn.Numeral(number.group(1));
        }
        throw malformed("only maps, :keywords, \"strings\", numbers and comments are read here.");
    }

    private int peek() {
        return position < text.length() ? text.charAt(position) : END;
    }

    private void take() {
        if (text.charAt(position++) == '\n') {
            line++;
        }
    }

    private ConfigurationException malformed(String what) {
        return file.malformed(line, what);
    }
}
