package io.github.cloudstackreactive.codegen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where the catalogs are, and what is generated from them. */
final class Catalogs {

    /** Made by hand, to show every case. */
    static final Path SMALL = Path.of("src", "test", "resources", "catalog");

    /** The one that is shipped. */
    static final Path REAL = Path.of("..", "catalog");

    private Catalogs() {}

    /** Generates everything into a folder; tells what it did. */
    static String generate(Path catalogs, Path folder) {
        try {
            SourceFolder sources = new SourceFolder(folder);
            Generate.generate(catalogs, sources);
            return sources.finish();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The texts of all files of a folder by their paths in it, with slashes. */
    static Map<String, String> texts(Path folder) {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(folder.relativize(file).toString().replace('\\', '/'), text(file));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return texts;
    }

    /** The text of a file, byte by byte but for line ends that a checkout may have changed. */
    static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    /** Copies the files of a folder that has no folders. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }
}
