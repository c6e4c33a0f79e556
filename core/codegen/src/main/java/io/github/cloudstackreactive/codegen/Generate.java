package io.github.cloudstackreactive.codegen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Generates the typed API: {@code Generate <folder of the catalogs> <folder for the sources>}. */
public final class Generate {

    private static final String BASE = "io.github.cloudstackreactive.";

    private Generate() {}

    public static void main(String[] args) throws IOException {
        Path catalogs = Path.of(args[0]);
        SourceFolder sources = new SourceFolder(Path.of(args[1]));
        generate(catalogs, sources);
        System.out.println("Generated " + sources.finish());
    }

    static void generate(Path catalogs, SourceFolder sources) throws IOException {
        Names names = new Names(read(catalogs.resolve("names.json")));
        Overrides overrides = new Overrides(read(catalogs.resolve("overrides.json")));
        Catalog cloudStack =
                new CatalogReader(overrides, Map.of(), false).read(read(catalogs.resolve("cloudstack-4.22.json")));
        Dialect cloudStackDialect = new Dialect("CloudStackApi", BASE + "api", BASE + "model", names, null, cloudStack);
        new ApiWriter(cloudStackDialect).write(sources);

        Facts exoscaleFacts = read(catalogs.resolve("exoscale-compute-v1.json"));
        Catalog exoscale =
                new CatalogReader(new Overrides(exoscaleFacts), cloudStack.responses(), true).read(exoscaleFacts);
        Dialect exoscaleDialect = new Dialect(
                "ExoscaleApi",
                BASE + "exoscale",
                BASE + "exoscale",
                new Names(exoscaleFacts),
                cloudStackDialect,
                exoscale);
        new ApiWriter(exoscaleDialect).write(sources);
    }

    private static Facts read(Path file) throws IOException {
        return new Facts("", JsonMapper.shared().readTree(Files.readAllBytes(file)));
    }
}
