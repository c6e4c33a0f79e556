package io.github.cloudstackreactive.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.error.ConfigurationException;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdnReaderTest {

    private static final ConfigurationFile FILE = ConfigurationFile.atDefault(Path.of("x.edn"));

    private static Map<String, Edn> read(String text) {
        return EdnReader.read(text, FILE).entries();
    }

    private static Edn value(String text) {
        return read("{:x " + text + "}").get("x");
    }

    @Test
    void readsMapsOfKeywordsStringsAndNumbers() {
        assertThat(read("{:default :prod :prod {:api-key \"k\" :expiration 600} \"s\" :a/b.c*}"))
                .isEqualTo(Map.of(
                        "default",
                        new Edn.Keyword("prod"),
                        "prod",
                        new Edn.Table(Map.of("api-key", new Edn.Text("k"), "expiration", new Edn.Numeral("600"))),
                        "s",
                        new Edn.Keyword("a/b.c*")));
    }

    @Test
    void commasAreBlanksAndDelimitersNeedNone() {
        assertThat(read(",{:a,:b,,:c\"d\"\t:e{}\r\n},"))
                .isEqualTo(Map.of("a", new Edn.Keyword("b"), "c", new Edn.Text("d"), "e", new Edn.Table(Map.of())));
    }

    @Test
    void commentsAndFormsTakenOutAreBlanks() {
        assertThat(read("; c {\n{:a #_ \"x\" :b ; :c }\n #_{:x {:y 1}} #_ #_ :d :e :f #_:g 1 #_ :last} ;"))
                .isEqualTo(Map.of("a", new Edn.Keyword("b"), "f", new Edn.Numeral("1")));
        assertThat(value("\"a;b,#_c\"")).isEqualTo(new Edn.Text("a;b,#_c"));
    }

    @Test
    void stringsHoldEscapesAndLineBreaks() {
        assertThat(value("\"a\\\"b\\\\c\\n\\t\\r\\b\\f\\u00e9\\uD83D\\uDE00 d\ne\""))
                .isEqualTo(new Edn.Text("a\"b\\c\n\t\r\b\f\u00e9\uD83D\uDE00 d\ne"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "+5, +5", "-1, -1", "600N, 600", "1.5, 1.5", "1.5M, 1.5", "2e3, 2e3"})
    void numbersLoseTheirSuffix(String text, String number) {
        assertThat(value(text)).isEqualTo(new Edn.Numeral(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "; only a comment", "#_{:a 1}"})
    void aTextOfBlanksHoldsNothing(String text) {
        assertThat(read(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                ":a               | 1 | the text is not one map in braces.",
                "}                | 1 | the text is not one map in braces.",
                "{} {}            | 1 | something follows the map; a brace may be closed too early.",
                "{}~}             | 2 | something follows the map; a brace may be closed too early.",
                "~{:a {:b 1}~     | 2 | the map that begins here has no closing brace.",
                "{:a 1~ :b~}      | 2 | a key has no value.",
                "{:a 1~ :a 2}     | 2 | a key is there a second time in its map.",
                "{:a 1 ~ \"a\" 2} | 2 | a key is there a second time in its map.",
                "{1 :a}           | 1 | a key is neither a keyword nor a string.",
                "{{} :a}          | 1 | a key is neither a keyword nor a string.",
                "{:a~\"b~c}       | 2 | the string that begins here has no closing quote.",
                "{:a~\"b\\        | 2 | a backslash ends the text.",
                "{:a \"~\\q\"}    | 2 | a string holds an escape that EDN does not have; write a backslash twice.",
                "{:a \"\\u12x4\"} | 1 | four hexadecimal digits must follow \\u.",
                "{:a \"\\u12      | 1 | four hexadecimal digits must follow \\u.",
                "{:a~#_}          | 2 | nothing follows #_.",
                "#_               | 1 | nothing follows #_."
            })
    void whatIsMalformedIsToldByFileAndLine(String text, int line, String what) {
        assertThatThrownBy(() -> read(text.replace('~', '\n')))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("x.edn, line " + line + ": " + what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1]",
                "(1)",
                "#{1}",
                "#inst \"x\"",
                "CANARY",
                "true",
                "nil",
                "\\c",
                ":",
                "::a",
                "1x",
                "0x1F",
                "-",
                "'a"
            })
    void whatIsOutsideTheSubsetIsRefusedAndNotShown(String text) {
        assertThatThrownBy(() -> value("\n" + text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("x.edn, line 2: only maps, :keywords, \"strings\", numbers and comments are read here.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{:a ", "#_", "{", "{:a 1 #_"})
    void nestingIsBounded(String open) {
        assertThatThrownBy(() -> read(open.repeat(100_000)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("x.edn, line 1: maps are nested more than 32 deep.");
        assertThat(value("{:a ".repeat(30) + "1" + "}".repeat(30))).isInstanceOf(Edn.Table.class);
    }

    @Test
    void noValuePrintsWhatItHolds() {
        assertThat(read("{:a \"CANARY\" :b 1 :c :CANARY :d {:CANARY \"CANARY\"}}")
                        .values())
                .extracting(Edn::toString)
                .containsExactly("string", "number", "keyword", "map");
    }

    @Property(tries = 500)
    void anyTextIsReadOrRefused(@ForAll("texts") String text) {
        try {
            EdnReader.read(text, FILE);
        } catch (ConfigurationException refused) {
            assertThat(refused.getMessage()).startsWith("x.edn, line ");
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "{",
                        "}",
                        ":a ",
                        ":b ",
                        "\"",
                        "\\",
                        "\\u",
                        "1",
                        "#_",
                        "#",
                        ";",
                        ",",
                        " ",
                        "\n",
                        "[",
                        "é",
                        "\uD800",
                        "\0",
                        "1e",
                        "N",
                        "{:a \"b\"}")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }
}
