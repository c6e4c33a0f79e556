package io.github.cloudstackreactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.api.DeployVirtualMachine;
import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.discovery.ApiCatalog;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.model.VirtualMachineState;
import io.github.cloudstackreactive.paging.PageCursor;
import io.github.cloudstackreactive.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ReadmeTest {

    private static final Pattern PROGRAM = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

    private static final List<Path> PROGRAMS = List.of(
            Path.of("src/test/java/io/github/cloudstackreactive/ReadmeProgram.java"),
            Path.of("../reactor-extras/src/test/java/io/github/cloudstackreactive/extras/ReadmeProgram.java"));

    /** Every line of the README's programs stands in a class that is compiled. */
    @Test
    void theProgramsAreTheOnesThatAreCompiled() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        List<String> shown = PROGRAM.matcher(readme)
                .results()
                .flatMap(program -> program.group(1).lines())
                .map(String::strip)
                .toList();
        List<String> compiled = new ArrayList<>();
        for (Path program : PROGRAMS) {
            Files.readString(program).lines().map(String::strip).forEach(compiled::add);
        }

        assertThat(shown).hasSizeGreaterThan(16);
        assertThat(compiled).containsAll(shown);
    }

    @Test
    void theProgramOfLongListsGoesOnWhereItStopped(@TempDir Path folder) throws IOException {
        try (Simulator cloud = Simulator.builder().vms(1_200).start();
                CloudStackClient client = CloudStackClient.builder()
                        .endpoint(cloud.endpoint())
                        .credentials(cloud.apiKey(), cloud.secretKey())
                        .build()) {
            PageCursor next = client.virtualMachines()
                    .listVirtualMachines(list -> list.listAll(true))
                    .byPage()
                    .blockFirst()
                    .next();
            Path place = Files.writeString(folder.resolve("place"), next.toString());

            assertThat(ReadmeProgram.lists(client, place)
                            .map(page -> page.rows().size())
                            .collectList()
                            .block())
                    .containsExactly(500, 200);
        }
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
    void theProgramsThatLogInAndRotateKeysRun() {
        try (Simulator cloud =
                Simulator.builder().vms(20).secondFactor("305638").start()) {
            Credentials keys = ReadmeProgram.login(
                    cloud.endpoint(), cloud.user().name(), cloud.user().password(), "305638");

            try (CloudStackClient client = ReadmeProgram.rotating(cloud.endpoint(), new AtomicReference<>(keys))) {
                assertThat(client.zones().listZones().blockFirst()).isNotNull();
            }
            assertThat(cloud.requests("login")).isEqualTo(1);
        }
    }

    @Test
    void whatADeployLeavesBehindIsDestroyed() {
        try (Simulator cloud = Simulator.builder()
                        .vms(20)
                        .jobDuration(Duration.ofMillis(20))
                        .failJobs(job -> job.command().equals("deployVirtualMachine"), 533, "no room")
                        .start();
                CloudStackClient client = CloudStackClient.builder()
                        .endpoint(cloud.endpoint())
                        .credentials(cloud.apiKey(), cloud.secretKey())
                        .build()) {
            DeployVirtualMachine web = new DeployVirtualMachine()
                    .name("web-1")
                    .zoneId(client.zones().listZones().blockFirst().id())
                    .serviceOfferingId(client.offerings()
                            .listServiceOfferings()
                            .blockFirst()
                            .id())
                    .templateId(client.templates()
                            .listTemplates(list -> list.templateFilter("featured"))
                            .blockFirst()
                            .id());

            assertThatThrownBy(() -> ReadmeProgram.compensation(client, web).block())
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining("no room");
            assertThat(cloud.requests("destroyVirtualMachine")).isEqualTo(1);
            assertThat(client.virtualMachines()
                            .listVirtualMachines(list -> list.name("web-1"))
                            .collectList()
                            .block())
                    .isEmpty();
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
