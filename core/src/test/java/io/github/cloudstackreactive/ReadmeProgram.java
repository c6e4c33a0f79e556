package io.github.cloudstackreactive;

import io.github.cloudstackreactive.call.Calls;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UserData;
import io.github.cloudstackreactive.discovery.ApiCatalog;
import io.github.cloudstackreactive.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The program that the README shows, to the letter. */
final class ReadmeProgram {

    // spotless:off
    // [program]
    record Machine(String id, String name, String state) {}

    static void run(String id) {
        try (CloudStackClient cloud = CloudStackClient.create()) {
            Flux<Machine> running = cloud.list(Command.of("listVirtualMachines", Machine.class).with("state", "Running"));
            Mono<Machine> stopped = cloud.submit(Command.async("stopVirtualMachine", Machine.class).with("id", id));
            Mono<JsonNode> limits = cloud.execute(Command.of("getApiLimit"));

            running.doOnNext(machine -> System.out.println(machine.name())).blockLast();
            System.out.println(stopped.zipWith(limits).block());
        }
    }

    static void scope(CloudStackClient cloud, String projectId) {
        Calls project = cloud.inProject(projectId);               // or cloud.asAccount("bob", domainId)
        project.list(Command.of("listVirtualMachines", Machine.class).takes("projectid"));
    }

    record TimeOfDay(String timeOfDay, String exampleEcho, boolean isasync) {}

    static Mono<TimeOfDay> plugin(CloudStackClient cloud) {
        Mono<TimeOfDay> now = cloud.execute(Command.of("getTimeOfDay", TimeOfDay.class).with("example", "moo"));
        return now;
    }

    static Mono<JsonNode> discovery(CloudStackClient cloud, Path stored, String id) throws IOException {
        ApiCatalog catalog = cloud.discover().block();            // one request: what this account may call on this server
        Files.writeString(stored, catalog.toJson());              // read back by ApiCatalog.fromJson
        Calls checked = cloud.checkedBy(catalog);                 // an unknown or missing parameter is never sent
        Mono<JsonNode> started = checked.execute(catalog.describe(Command.of("startVirtualMachine").with("id", id)));
        return started;
    }

    static Mono<Machine> userData(CloudStackClient cloud) {
        UserData cloudConfig = UserData.of("#cloud-config\nhostname: web-1\n");
        Mono<Machine> web1 = cloud.submit(Command.async("deployVirtualMachine", Machine.class).with("userdata", cloudConfig));
        return web1;
    }

    static void test() {
        try (Simulator cloud = Simulator.builder().vms(1_000).jobDuration(Duration.ofMillis(50)).start();
                CloudStackClient client = CloudStackClient.builder()
                        .endpoint(cloud.endpoint())
                        .credentials(cloud.apiKey(), cloud.secretKey())
                        .build()) {
            cloud.faults().onCommand("deployVirtualMachine").executeThenReset();   // carried out, its reply lost
            // … call what you wrote; then
            cloud.requests("deployVirtualMachine");                                // how often it was asked
        }
    }
    // spotless:on

    private ReadmeProgram() {}
}
