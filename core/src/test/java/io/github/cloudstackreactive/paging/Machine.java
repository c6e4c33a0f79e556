package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.CloudStackClientBuilder;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.simulator.Simulator;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;

/** A row of a list of a simulated cloud, with what tests of lists need to ask for some. */
record Machine(String id, String name, String zoneid) {

    static final String LIST = "listVirtualMachines";

    static final UntypedCommand<Machine> ALL = listed(LIST);

    /** All rows of this list. */
    static UntypedCommand<Machine> listed(String command) {
        return Command.of(command, Machine.class).with("listall", true);
    }

    /** An admin's client, which does not wait long before it tries again. */
    static CloudStackClientBuilder admin(Simulator cloud) {
        return CloudStackClient.builder()
                .endpoint(cloud.endpoint())
                .credentials(cloud.apiKey(), cloud.secretKey())
                .retry(new RetryPolicy(3, Duration.ofMillis(20), Duration.ofSeconds(1), () -> 0.5));
    }

    static List<String> ids(Flux<Machine> rows) {
        return rows.map(Machine::id).collectList().block(Duration.ofSeconds(40));
    }
}
