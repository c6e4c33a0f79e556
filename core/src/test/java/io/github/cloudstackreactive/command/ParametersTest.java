package io.github.cloudstackreactive.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Several parameters at once, against the same one by one. */
class ParametersTest {

    @Provide
    Arbitrary<Map<String, String>> few() {
        Arbitrary<String> names =
                Arbitraries.strings().withChars("abAB").ofMinLength(1).ofMaxLength(2);
        Arbitrary<String> rows = Arbitraries.of("", "", "[0].k", "[1].K", "[10].k");
        return Arbitraries.maps(
                        net.jqwik.api.Combinators.combine(names, rows).as(String::concat),
                        Arbitraries.strings().alpha().ofMaxLength(2))
                .ofMaxSize(5);
    }

    @Property(tries = 2_000)
    void manyAtOnceAreAsManyOneByOne(@ForAll("few") Map<String, String> set, @ForAll("few") Map<String, String> added) {
        Parameters parameters = oneByOne(Parameters.NONE, set);
        Parameters others = oneByOne(Parameters.NONE, added);
        if (parameters == null || others == null) {
            return;
        }
        Map<String, String> given = new LinkedHashMap<>();
        others.forEach(given::put);
        // Rows replace nothing but themselves, whatever is added before them.
        Parameters expected = oneByOne(parameters, given);
        if (expected == null) {
            assertThatThrownBy(() -> parameters.withAll(others)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(parameters.withAll(others)).isEqualTo(expected);
        }
    }

    private static Parameters oneByOne(Parameters parameters, Map<String, String> added) {
        Parameters result = parameters;
        try {
            for (Map.Entry<String, String> each : added.entrySet()) {
                result = result.with(each.getKey(), each.getValue());
            }
            return result;
        } catch (IllegalArgumentException twoSpellings) {
            return null;
        }
    }

    @Test
    void anotherValueTakesThePlaceOfTheFirst() {
        Parameters parameters =
                Parameters.NONE.with("b", 1).withSensitive("a", 2).with("c", 3).with("a", 4);

        assertThat(parameters)
                .isEqualTo(Parameters.NONE.with("a", 4).with("b", 1).with("c", 3));
        assertThat(parameters.anySensitive()).isFalse();
        assertThat(parameters.size()).isEqualTo(3);
    }

    @Test
    void rowsTakeThePlaceOfAllThatWentByTheName() {
        Parameters before = Parameters.NONE
                .with("tags", List.of(Map.of("key", "a"), Map.of("key", "b")))
                .with("tagsother", "x");

        assertThat(before.with("tags", List.of(Map.of("key", "c"))).toString()).isEqualTo("[tags[0].key, tagsother]");
        assertThat(before.with("tags", "plain").toString()).isEqualTo("[tags, tagsother]");
        assertThat(before.withRows("tags", List.of(), false).toString()).isEqualTo("[tagsother]");
        assertThatThrownBy(() -> before.with("Tags", List.of(Map.of("key", "c"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("are one parameter to the server");
    }

    @Test
    void aSecretStaysOneAmongRows() {
        List<String> secrets = new ArrayList<>();
        Parameters.NONE
                .with("zone", "z")
                .with("details", List.of(Map.of("key", "password", "value", "s3"), Map.of("key", "name", "value", "n")))
                .with("after", "a")
                .forEachSensitiveValue(secrets::add);

        assertThat(secrets).containsExactly("s3");
    }

    @Test
    void aNameThatIsBlankIsRefused() {
        assertThatThrownBy(() -> Parameters.NONE.with(" ", "x")).hasMessageContaining("needs a name");
    }
}
