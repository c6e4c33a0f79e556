package io.github.cloudstackreactive;

import io.github.cloudstackreactive.command.Command;
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
    // spotless:on

    private ReadmeProgram() {}
}
