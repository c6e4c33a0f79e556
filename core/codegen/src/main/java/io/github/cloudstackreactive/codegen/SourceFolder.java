package io.github.cloudstackreactive.codegen;

import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folder that the sources go to: files are written where their text is new, and what is no longer generated goes. */
final class SourceFolder {

    private final Path folder;
    private final Map<String, String> texts = new TreeMap<>();
    private final Map<String, String> origins = new HashMap<>();

    SourceFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * @param origin what of the catalog it is
     */
    void add(String origin, String packageName, TypeSpec type) {
        String path = packageName.replace('.', '/') + "/" + type.name() + ".java";
        String text = JavaFile.builder(packageName, type)
                .skipJavaLangImports(true)
                .indent("    ")
                .build()
                .toString();
        String other = origins.put(path.toLowerCase(Locale.ROOT), origin);
        if (other != null) {
            throw new CatalogException(
                    packageName + "." + type.name(), other + " and " + origin + " both become this class");
        }
        texts.put(path, text);
    }

    void add(String path, String text) {
        texts.put(path, text);
    }

    /** Writes everything; tells what it did. */
    String finish() throws IOException {
        int written = 0;
        for (Map.Entry<String, String> file : texts.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (!Files.exists(path) || !Files.readString(path).equals(file.getValue())) {
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
                written++;
            }
        }
        int stale = 0;
        for (Path path : files()) {
            if (!texts.containsKey(folder.relativize(path).toString().replace('\\', '/'))) {
                Files.delete(path);
                stale++;
            }
        }
        return texts.size() + " sources: " + written + " written, " + stale + " deleted.";
    }

    // Of whatever else lies there nothing is touched.
    private List<Path> files() throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
