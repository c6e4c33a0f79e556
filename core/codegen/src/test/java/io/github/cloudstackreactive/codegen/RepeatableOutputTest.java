package io.github.cloudstackreactive.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The same facts make the same sources, and only what changed is written, so that a build recompiles nothing for nothing. */
class RepeatableOutputTest {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    @TempDir
    private Path folder;

    @Test
    void theRealCatalogGivesTheSameBytesTwice() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");

        Generate.main(new String[] {Catalogs.REAL.toString(), first.toString()});
        Generate.main(new String[] {Catalogs.REAL.toString(), second.toString()});

        Map<String, byte[]> files = bytes(first);
        assertThat(files).hasSizeGreaterThan(1_000);
        Map<String, byte[]> others = bytes(second);
        assertThat(others.keySet()).isEqualTo(files.keySet());
        files.forEach((path, bytes) -> assertThat(others.get(path)).as(path).isEqualTo(bytes));
    }

    @Test
    void aSecondRunOverTheRealCatalogTouchesNothing() throws IOException {
        Catalogs.generate(Catalogs.REAL, folder);
        Map<Path, Object> times = times();

        assertThat(Catalogs.generate(Catalogs.REAL, folder)).endsWith(" sources: 0 written, 0 deleted.");
        assertThat(times()).isEqualTo(times);
    }

    @Test
    void aFileThatIsNoLongerGeneratedIsDeleted() throws IOException {
        Catalogs.generate(Catalogs.SMALL, folder);
        Path stale = folder.resolve("io/github/cloudstackreactive/api/NoSuchCommand.java");
        Files.writeString(stale, "class NoSuchCommand {}");

        assertThat(Catalogs.generate(Catalogs.SMALL, folder)).endsWith(" sources: 0 written, 1 deleted.");
        assertThat(stale).doesNotExist();
    }

    @Test
    void whatIsNoSourceIsNotTouched() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "mine");

        assertThat(Catalogs.generate(Catalogs.SMALL, folder)).endsWith(" 0 deleted.");
        assertThat(notes).hasContent("mine");
    }

    @Test
    void aFileThatWasChangedIsWrittenAnew() throws IOException {
        Catalogs.generate(Catalogs.SMALL, folder);
        Map<String, String> before = Catalogs.texts(folder);
        Path changed = folder.resolve("io/github/cloudstackreactive/api/GetThing.java");
        Files.writeString(changed, Files.readString(changed).replace("getThing", "getAnotherThing"));

        assertThat(Catalogs.generate(Catalogs.SMALL, folder)).endsWith(" sources: 1 written, 0 deleted.");
        assertThat(Catalogs.texts(folder)).isEqualTo(before);
    }

    @Test
    void aFileThatIsMissingIsWrittenAnew() throws IOException {
        Catalogs.generate(Catalogs.SMALL, folder);
        Files.delete(folder.resolve("io/github/cloudstackreactive/model/Thing.java"));

        assertThat(Catalogs.generate(Catalogs.SMALL, folder)).endsWith(" sources: 1 written, 0 deleted.");
    }

    @Test
    void theOrderOfCommandsResponsesAndTablesDoesNotMatter() throws IOException {
        Path shuffled = Files.createDirectory(folder.resolve("shuffled"));
        for (String file :
                List.of("names.json", "overrides.json", "cloudstack-4.22.json", "exoscale-compute-v1.json")) {
            ObjectNode catalog = (ObjectNode) MAPPER.readTree(Files.readAllBytes(Catalogs.REAL.resolve(file)));
            for (String key : List.copyOf(catalog.propertyNames())) {
                // The fields that are added to one response keep their order.
                catalog.set(key, key.equals("changedFields") ? catalog.get(key) : reversed(catalog.get(key)));
            }
            Files.write(shuffled.resolve(file), MAPPER.writeValueAsBytes(catalog));
        }

        Catalogs.generate(Catalogs.REAL, folder.resolve("sources"));

        assertThat(Catalogs.generate(shuffled, folder.resolve("sources"))).endsWith(" sources: 0 written, 0 deleted.");
    }

    private static JsonNode reversed(JsonNode node) {
        if (node instanceof ArrayNode array) {
            List<JsonNode> elements = new ArrayList<>();
            array.forEach(elements::add);
            Collections.reverse(elements);
            return MAPPER.createArrayNode().addAll(elements);
        }
        if (node instanceof ObjectNode object) {
            List<String> keys = new ArrayList<>(object.propertyNames());
            Collections.reverse(keys);
            ObjectNode reversed = MAPPER.createObjectNode();
            keys.forEach(key -> reversed.set(key, object.get(key)));
            return reversed;
        }
        return node;
    }

    private static Map<String, byte[]> bytes(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (String path : Catalogs.texts(folder).keySet()) {
            files.put(path, Files.readAllBytes(folder.resolve(path)));
        }
        return files;
    }

    private Map<Path, Object> times() throws IOException {
        Map<Path, Object> times = new TreeMap<>();
        for (String path : Catalogs.texts(folder).keySet()) {
            times.put(Path.of(path), Files.getLastModifiedTime(folder.resolve(path)));
        }
        return times;
    }
}
