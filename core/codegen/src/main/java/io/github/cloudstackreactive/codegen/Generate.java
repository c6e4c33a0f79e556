package io.github.cloudstackreactive.codegen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/** Generates the typed API: {@code Generate <folder of the catalogs> <folder for the sources>}. */
public final class Generate {

    private static final String BASE = "io.github.cloudstackreactive.";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Generate() {}

    public static void main(String[] args) throws IOException {
        Path catalogs = Path.of(args[0]);
        SourceFolder sources = new SourceFolder(Path.of(args[1]));
        generate(catalogs, sources);
        System.out.println("Generated " + sources.finish());
    }

    static void generate(Path catalogs, SourceFolder sources) throws IOException {
        Facts namesFacts = read(catalogs.resolve("names.json"));
        Names names = new Names(namesFacts);
        namesFacts.end();
        Facts overridesFacts = read(catalogs.resolve("overrides.json"));
        Overrides overrides = new Overrides(overridesFacts);
        overridesFacts.end();
        Facts cloudStackFacts = read(catalogs.resolve("cloudstack-4.22.json"));
        Catalog cloudStack = new CatalogReader(overrides, Map.of(), false).read(cloudStackFacts);
        cloudStackFacts.ignoring("version", "source", "note").end();
        Dialect cloudStackDialect = new Dialect("CloudStackApi", BASE + "api", BASE + "model", names, null, cloudStack);
        new ApiWriter(cloudStackDialect).write(sources);

        Facts exoscaleFacts = read(catalogs.resolve("exoscale-compute-v1.json"));
        Catalog exoscale =
                new CatalogReader(new Overrides(exoscaleFacts), cloudStack.responses(), true).read(exoscaleFacts);
        Names exoscaleNames = new Names(exoscaleFacts);
        exoscaleFacts.ignoring("version", "source", "note", "endpoint").end();
        Dialect exoscaleDialect = new Dialect(
                "ExoscaleApi", BASE + "exoscale", BASE + "exoscale", exoscaleNames, cloudStackDialect, exoscale);
        new ApiWriter(exoscaleDialect).write(sources);
    }

    private static Facts read(Path file) throws IOException {
        String name = file.getFileName().toString();
        try {
            return new Facts(name, MAPPER.readTree(Files.readString(file)));
        } catch (JacksonException malformed) {
            throw new CatalogException(
                    name + ", line " + malformed.getLocation().getLineNr(), malformed.getOriginalMessage());
        }
    }
}
