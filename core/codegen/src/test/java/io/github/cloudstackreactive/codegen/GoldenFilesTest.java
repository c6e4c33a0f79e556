package io.github.cloudstackreactive.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is generated, held text by text against files that were read and found right.
 *
 * <p>After a change that is meant, {@code mvn -pl core/codegen test -Dtest=GoldenFilesTest -Dgolden.write=true} writes the
 * files anew, and fails so that nobody takes it for a check. Read the difference before it is committed.
 */
class GoldenFilesTest {

    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    private static final boolean WRITE = Boolean.getBoolean("golden.write");
    private static final Set<String> REAL = Set.of("ListZones", "DeleteTags");

    @TempDir
    private static Path folder;

    private static Map<String, String> generated = Map.of();
    private static Map<String, String> golden = Map.of();

    @BeforeAll
    static void generate() throws IOException {
        generated = new TreeMap<>();
        Catalogs.generate(Catalogs.SMALL, folder.resolve("small"));
        Catalogs.texts(folder.resolve("small")).forEach((path, text) -> generated.put("small/" + name(path), text));
        Catalogs.generate(Catalogs.REAL, folder.resolve("real"));
        Catalogs.texts(folder.resolve("real")).forEach((path, text) -> {
            String name = name(path);
            if (REAL.stream().anyMatch(each -> name.equals("api/" + each + ".java.txt"))) {
                generated.put("real/" + name, text);
            }
        });
        if (WRITE) {
            rewrite();
        }
        golden = Catalogs.texts(GOLDEN);
    }

    @AfterAll
    static void writingIsNoCheck() {
        if (WRITE) {
            fail("the golden files were written anew: read what changed, and run without golden.write");
        }
    }

    static Set<String> files() {
        return new TreeSet<>(generated.keySet());
    }

    @Test
    void itGeneratesTheseFilesAndNoOthers() {
        assertThat(generated.keySet()).containsExactlyInAnyOrderElementsOf(golden.keySet());
    }

    @ParameterizedTest
    @MethodSource("files")
    void itGeneratesTheTextOfTheGoldenFile(String file) {
        assertThat(generated.get(file).split("\n", -1))
                .as(file)
                .containsExactly(golden.getOrDefault(file, "").split("\n", -1));
    }

    private static String name(String path) {
        return path.replace("io/github/cloudstackreactive/", "") + ".txt";
    }

    private static void rewrite() throws IOException {
        if (Files.exists(GOLDEN)) {
            try (Stream<Path> files = Files.walk(GOLDEN)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
        }
        for (Map.Entry<String, String> file : generated.entrySet()) {
            Path path = GOLDEN.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }
}
