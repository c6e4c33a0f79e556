package io.github.cloudstackreactive;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.simulator.Simulator;
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
