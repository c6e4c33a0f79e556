package io.github.cloudstackreactive.config;

import static io.github.cloudstackreactive.config.IniReader.Dialect.CMK;
import static io.github.cloudstackreactive.config.IniReader.Dialect.CONFIGPARSER;
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

class IniReaderTest {

    private static final ConfigurationFile FILE = ConfigurationFile.atDefault(Path.of("x.ini"));

    private static Map<String, Map<String, String>> read(String text) {
        return IniReader.read(text, FILE, CONFIGPARSER);
    }

    private static Map<String, Map<String, String>> readAsCmk(String text) {
        return IniReader.read(text, FILE, CMK);
    }

    @Test
    void readsEitherDelimiterWhicheverComesFirst() {
        assertThat(read("[a]\nx = 1\ny: 2\nurl=https://e\ntime: a=b\n z  =  = \nempty=\n")
                        .get("a"))
                .isEqualTo(Map.of("x", "1", "y", "2", "url", "https://e", "time", "a=b\nz  =  =", "empty", ""));
    }

    @Test
    void keysAreOfAnyLetterCaseAndSectionsAreNot() {
        assertThat(read("[A]\nEndPoint = X\n[a]\n")).isEqualTo(Map.of("A", Map.of("endpoint", "X"), "a", Map.of()));
    }

    @Test
    void commentsAreWholeLinesAndAValueMayHoldTheirMarks() {
        assertThat(read("# c\n; c\n[a]\n  # c\nx = 1 # 2 ; 3\n;y = 1\n").get("a"))
                .isEqualTo(Map.of("x", "1 # 2 ; 3"));
    }

    @Test
    void percentSignsAreLiteral() {
        assertThat(read("[a]\nx = 100%%(y)s%\n").get("a")).isEqualTo(Map.of("x", "100%%(y)s%"));
    }

    @Test
    void anIndentedLineContinuesTheValue() {
        assertThat(read("[a]\nx = 1\n  2\n\n  # c\n\t3\ny =\n  4\n").get("a"))
                .isEqualTo(Map.of("x", "1\n2\n3", "y", "4"));
    }

    @Test
    void aSectionIndentedAsAWholeHasNoContinuation() {
        assertThat(read("  [a]\n  x = 1\n  y = 2\n").get("a")).isEqualTo(Map.of("x", "1", "y", "2"));
    }

    @Test
    void anIndentedLineAfterAHeaderBeginsAKey() {
        assertThat(read("[a]\nx = 1\n[b]\n  y = 2\n").get("b")).isEqualTo(Map.of("y", "2"));
    }

    @Test
    void everyLineEndIsOne() {
        assertThat(read("[a]\r\nx = 1\r\ry = 2\n").get("a")).isEqualTo(Map.of("x", "1", "y", "2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x = 1               | 1 | a key stands before any [section].",
                "[a];x               | 2 | neither a [section], a comment nor key = value.",
                "[a];= 1             | 2 | neither a [section], a comment nor key = value.",
                "[a];[]              | 2 | neither a [section], a comment nor key = value.",
                "[a];;[b];x=1;X:2    | 5 | a key is there a second time in its section.",
                "[a];[b];[a]         | 3 | the section [a] is there a second time."
            })
    void whatIsMalformedIsToldByFileAndLine(String lines, int line, String what) {
        assertThatThrownBy(() -> read(lines.replace(';', '\n')))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("x.ini, line " + line + ": " + what);
    }

    @Test
    void theDefaultSectionMayStandTwice() {
        assertThat(read("[DEFAULT]\nx=1\n[a]\n[DEFAULT]\ny=2\n").get("DEFAULT")).isEqualTo(Map.of("x", "1", "y", "2"));
    }

    @Test
    void cmkWritesKeysBeforeAnySection() {
        assertThat(readAsCmk("profile = a\n[a]\nurl = https://e\n"))
                .isEqualTo(Map.of("", Map.of("profile", "a"), "a", Map.of("url", "https://e")));
        assertThat(readAsCmk("[DEFAULT]\nprofile = a\n").get("")).isEqualTo(Map.of("profile", "a"));
    }

    @Test
    void cmkTakesIndentationForNothingAndQuotesOff() {
        assertThat(readAsCmk("[ a ]\nx = \"1\"\n  y = `2`\n  z = '3\"\nq = \"\n")
                        .get("a"))
                .isEqualTo(Map.of("x", "1", "y", "2", "z", "'3\"", "q", "\""));
        assertThat(read("[a]\nx = \"1\"\n").get("a")).isEqualTo(Map.of("x", "\"1\""));
    }

    @Test
    void cmkGoesOnWithARepeatedSectionAndReplacesARepeatedKey() {
        assertThat(readAsCmk("[a]\nx=1\ny=2\n[b]\n[a]\nx=3\n").get("a")).isEqualTo(Map.of("x", "3", "y", "2"));
    }

    @Property(tries = 500)
    void anyTextIsReadOrRefused(@ForAll("texts") String text, @ForAll IniReader.Dialect dialect) {
        try {
            IniReader.read(text, FILE, dialect);
        } catch (ConfigurationException refused) {
            assertThat(refused.getMessage()).startsWith("x.ini, line ");
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "[", "]", "=", ":", "#", ";", " ", "\t", "\n", "\r\n", "a", "b", "[a]\n", "x = 1\n", "\"",
                        "\u2003", "\0", "\uD800", "DEFAULT")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }
}
