package io.github.cloudstackreactive.benchmarks.chaos;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the cloud holds when all is over, by name: the states of the things of that name.
 *
 * @param byName a thing without a state has an empty one
 */
record Holdings(Map<String, List<String>> byName) {

    private static final List<String> LISTS = List.of(
            "listVirtualMachines",
            "listSSHKeyPairs",
            "listSecurityGroups",
            "listNetworks",
            "listAffinityGroups",
            "listVolumes");
    private static final Duration LONGEST = Duration.ofSeconds(20);

    /** Asks the cloud itself, over a network that does not fail, when its jobs have ended. */
    static Holdings of(Simulator simulator) {
        try (CloudStackClient client = CloudStackClient.builder()
                .endpoint(simulator.endpoint())
                .credentials(simulator.apiKey(), simulator.secretKey())
                .build()) {
            Mono.delay(Duration.ofMillis(20))
                    .repeat(() -> simulator.pendingJobs() > 0)
                    .blockLast(LONGEST);
            Map<String, List<String>> byName = Flux.fromIterable(LISTS)
                    .concatMap(list -> client.list(Command.of(list).with("listall", true)))
                    .collect(Collectors.groupingBy(
                            Scene::nameOf,
                            Collectors.mapping(
                                    row -> row.path("state").asString(""), Collectors.toCollection(ArrayList::new))))
                    .<Map<String, List<String>>>map(Map::copyOf)
                    .blockOptional(LONGEST)
                    .orElse(Map.of());
            client.closeLater().block(LONGEST);
            return new Holdings(byName);
        }
    }

    List<String> of(String name) {
        return byName.getOrDefault(name, List.of());
    }
}
