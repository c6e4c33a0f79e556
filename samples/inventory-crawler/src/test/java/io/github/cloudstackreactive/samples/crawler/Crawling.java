package io.github.cloudstackreactive.samples.crawler;

import io.github.cloudstackreactive.config.ConfigurationSearch;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the command in this process, in surroundings of the test's making. */
final class Crawling {

    /** How a run ended, and what it printed. */
    record Run(int exit, String out, String err) {

        List<String> errLines() {
            return err.lines().toList();
        }
    }

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private int columns;

    private Crawling(Path home) {
        this.home = home;
    }

    static Crawling unconfigured(Path home) {
        return new Crawling(home);
    }

    static Crawling of(URI endpoint, Path home) {
        return new Crawling(home).with(endpoint.toString(), "a-key", "a-secret");
    }

    Crawling with(String endpoint, String key, String secret) {
        return with("CLOUDSTACK_ENDPOINT", endpoint).with("CLOUDSTACK_KEY", key).with("CLOUDSTACK_SECRET", secret);
    }

    Crawling with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Crawling onTerminalOf(int columns) {
        this.columns = columns;
        return this;
    }

    Run run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CrawlCommand.Surroundings surroundings = new CrawlCommand.Surroundings(
                ConfigurationSearch.of(environment, Map.of(), home, home),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                columns);
        int exit = CrawlCommand.in(surroundings).execute(args);
        return new Run(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
