package io.github.cloudstackreactive.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.api.AddImageStore;
import io.github.cloudstackreactive.api.CreateTags;
import io.github.cloudstackreactive.api.DeleteTags;
import io.github.cloudstackreactive.api.DeployVirtualMachine;
import io.github.cloudstackreactive.api.TagFilter;
import io.github.cloudstackreactive.auth.ApiKeyAuthenticator;
import io.github.cloudstackreactive.auth.Credentials;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/**
 * What goes on the wire, read back as the server reads it.
 *
 * <p>The reading is written anew from the server's rule: one level of brackets, the name before them in lower case, the
 * field after them as it is, rows in the order of their numbers.
 */
class ParameterEncodingTest {

    private static final String AWKWARD = "&=+%~*.,;:/?#@!$'()\"\\ <>{}|^`-_éßΩж中 ";

    /** A parameter's rows by their numbers; a parameter without brackets is one row with one field of no name. */
    private static Map<String, Map<Integer, Map<String, String>>> readByServer(String query) {
        Map<String, Map<Integer, Map<String, String>>> parameters = new TreeMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(pair.substring(0, equals));
            String value = decoded(pair.substring(equals + 1));
            int open = name.indexOf('[');
            int close = name.indexOf(']');
            if (open < 0) {
                row(parameters, name, 0).put("", value);
                continue;
            }
            int dot = name.indexOf('.');
            if (open != name.lastIndexOf('[') || close != name.lastIndexOf(']') || close < open || dot < close) {
                throw new AssertionError("430: " + name);
            }
            String before = row(parameters, name.substring(0, open), Integer.parseInt(name.substring(open + 1, close)))
                    .put(name.substring(dot + 1), value);
            assertThat(before).as("twice: " + name).isNull();
        }
        return parameters;
    }

    private static Map<String, String> row(
            Map<String, Map<Integer, Map<String, String>>> parameters, String name, int index) {
        return parameters
                .computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new TreeMap<>())
                .computeIfAbsent(index, any -> new TreeMap<>());
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, Map<Integer, Map<String, String>>> sent(Parameters parameters) {
        return readByServer(
                ApiKeyAuthenticator.of(Credentials.of("key", "secret"), Duration.ofMinutes(10), Clock.systemUTC())
                        .sign(parameters)
                        .block()
                        .query());
    }

    private static List<Map<String, String>> rows(Parameters parameters, String name) {
        Map<Integer, Map<String, String>> rows = sent(parameters).getOrDefault(name, Map.of());
        assertThat(rows.keySet()).containsExactlyElementsOf(numbers(rows.size()));
        return List.copyOf(rows.values());
    }

    private static List<Integer> numbers(int end) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < end; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(20),
                        Arbitraries.strings().withChars(AWKWARD + "[]aA").ofMaxLength(12),
                        Arbitraries.just(""),
                        Arbitraries.of("😀", "a😀b", "\u0000", "\n", "ｆｕｌｌ", "İıſ"))
                // Half of a surrogate pair is no text, and becomes a question mark.
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
    }

    @Provide
    Arbitrary<Map<String, String>> maps() {
        return Arbitraries.maps(texts(), texts()).ofMaxSize(14);
    }

    @Property(tries = 300)
    void entriesAreAPairARow(@ForAll("maps") Map<String, String> map) {
        List<Map<String, String>> expected = new ArrayList<>();
        map.forEach((key, value) -> expected.add(Map.of("key", key, "value", value)));

        assertThat(rows(new CreateTags().tags(map).parameters(), "tags")).isEqualTo(expected);
        assertThat(rows(new AddImageStore().details(map).parameters(), "details"))
                .isEqualTo(expected);
        assertThat(rows(Command.of("x").withEntries("Tags", map).parameters(), "tags"))
                .isEqualTo(expected);
    }

    @Property(tries = 300)
    void namedMapsAreOneRow(@ForAll("maps") Map<String, String> map) {
        boolean readable = map.keySet().stream().noneMatch(key -> key.contains("[") || key.contains("]"));
        if (!readable) {
            assertThatThrownBy(() -> new DeployVirtualMachine().details(map))
                    .isInstanceOf(IllegalArgumentException.class);
            return;
        }
        assertThat(rows(new DeployVirtualMachine().details(map).parameters(), "details"))
                .isEqualTo(map.isEmpty() ? List.of() : List.of(map));
    }

    @Property(tries = 200)
    void rowsGoByTheirNumbers(@ForAll("maps") Map<String, String> map, @ForAll("texts") String lone) {
        List<TagFilter> filters = new ArrayList<>();
        List<Map<String, String>> expected = new ArrayList<>();
        map.forEach((key, value) -> {
            filters.add(new TagFilter().key(key).value(value));
            expected.add(Map.of("key", key, "value", value));
        });
        filters.add(new TagFilter().key(lone));
        expected.add(Map.of("key", lone));

        assertThat(rows(new DeleteTags().tags(filters).parameters(), "tags")).isEqualTo(expected);
    }

    @Property(tries = 200)
    void moreThanTenRowsKeepTheirOrder(@ForAll @Size(min = 11, max = 120) List<Integer> values) {
        List<Map<String, String>> rows = new ArrayList<>();
        values.forEach(value -> rows.add(Map.of("networkid", String.valueOf(value))));

        assertThat(rows(new DeployVirtualMachine().dhcpOptionsNetworkList(rows).parameters(), "dhcpoptionsnetworklist"))
                .isEqualTo(rows);
    }

    @Property(tries = 300)
    void aListIsSplitAtItsCommas(@ForAll("texts") String one, @ForAll("texts") String two) {
        if (one.contains(",") || two.contains(",")) {
            assertThatThrownBy(() -> new DeployVirtualMachine().securityGroupNames(one, two))
                    .isInstanceOf(IllegalArgumentException.class);
            return;
        }
        String joined = rows(
                        new DeployVirtualMachine().securityGroupNames(one, two).parameters(), "securitygroupnames")
                .get(0)
                .get("");
        assertThat(joined.split(",", -1)).containsExactly(one, two);
    }

    @Property(tries = 300)
    void aTextComesAsItIsBesideOthers(@ForAll("texts") String text, @ForAll("maps") Map<String, String> map) {
        DeployVirtualMachine command =
                new DeployVirtualMachine().name(text).keypair("").startVm(false);
        Map<String, Map<Integer, Map<String, String>>> sent =
                sent(command.with("more", new LinkedHashMap<>(map).toString()).parameters());

        assertThat(sent.get("name")).isEqualTo(Map.of(0, Map.of("", text)));
        assertThat(sent.get("keypair")).isEqualTo(Map.of(0, Map.of("", "")));
        assertThat(sent.get("startvm")).isEqualTo(Map.of(0, Map.of("", "false")));
        assertThat(sent.get("more")).isEqualTo(Map.of(0, Map.of("", new LinkedHashMap<>(map).toString())));
        assertThat(sent.keySet())
                .containsExactlyInAnyOrder(
                        "apikey", "expires", "keypair", "more", "name", "signature", "signatureversion", "startvm");
    }

    /** The order of the signature is that of the names as they are sent, by their code units. */
    @Property(tries = 100)
    void namesAreSorted(@ForAll("maps") Map<String, String> map) {
        List<String> names = new ArrayList<>();
        new CreateTags().tags(map).resourceType("t").parameters().forEach((name, value) -> names.add(name));

        assertThat(names).isSorted().hasSize(2 * map.size() + 1);
    }
}
