package io.github.cloudstackreactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.discovery.ApiCatalog;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.model.VirtualMachineState;
import io.github.cloudstackreactive.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ReadmeTest {

    private static final Pattern PROGRAM = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

    /** Every line of the README's programs stands in a class that is compiled. */
    @Test
    void theProgramsAreTheOnesThatAreCompiled() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        List<String> shown = PROGRAM.matcher(readme)
                .results()
                .flatMap(program -> program.group(1).lines())
                .map(String::strip)
                .toList();
        List<String> compiled = Files.readString(
                        Path.of("src/test/java/io/github/cloudstackreactive/ReadmeProgram.java"))
                .lines()
                .map(String::strip)
                .toList();

        assertThat(shown).hasSizeGreaterThan(16);
        assertThat(compiled).containsAll(shown);
    }

    @Test
    void thePluginsProgramAndTheDiscoveryRun(@TempDir Path folder) throws IOException {
        try (Simulator cloud = Simulator.builder()
                        .vms(20)
                        .jobDuration(Duration.ofMillis(20))
                        .start();
                CloudStackClient client = CloudStackClient.builder()
                        .endpoint(cloud.endpoint())
                        .credentials(cloud.apiKey(), cloud.secretKey())
                        .build()) {
            assertThat(ReadmeProgram.plugin(client).block().exampleEcho()).isEqualTo("MOO");
            JsonNode stopped = client.list(Command.of("listVirtualMachines").with("state", "Stopped"))
                    .blockFirst();
            Path stored = folder.resolve("catalog.json");
            assertThat(ReadmeProgram.discovery(
                                    client, stored, stopped.path("id").asString())
                            .block()
                            .path("state")
                            .asString())
                    .isEqualTo("Running");
            assertThat(ApiCatalog.fromJson(Files.readString(stored)))
                    .isEqualTo(client.discover().block());
        }
    }

    @Test
    void theProgramRuns() {
        try (Simulator cloud =
                Simulator.builder().vms(20).jobDuration(Duration.ofMillis(20)).start()) {
            System.setProperty("cloudstack.endpoint", cloud.endpoint().toString());
            System.setProperty("cloudstack.key", cloud.apiKey());
            System.setProperty("cloudstack.secret", cloud.secretKey());
            try (CloudStackClient client = CloudStackClient.create()) {
                String zone = client.zones().listZones().blockFirst().id();
                String small =
                        client.offerings().listServiceOfferings().blockFirst().id();
                String debian = client.templates()
                        .listTemplates(list -> list.templateFilter("featured"))
                        .blockFirst()
                        .id();

                ReadmeProgram.run(zone, small, debian);
                ReadmeProgram.value(client);

                VirtualMachine made = client.virtualMachines()
                        .listVirtualMachines(list -> list.name("web-1"))
                        .blockFirst();
                assertThat(made.state()).isSameAs(VirtualMachineState.RUNNING);
                assertThat(ReadmeProgram.made().name()).isEqualTo(made.name());
            } finally {
                System.clearProperty("cloudstack.endpoint");
                System.clearProperty("cloudstack.key");
                System.clearProperty("cloudstack.secret");
            }
        }
    }
}
