package io.github.cloudstackreactive.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.simulator.Simulator;
import io.github.cloudstackreactive.simulator.chaos.ChaosProxy;
import io.github.cloudstackreactive.simulator.chaos.ChaosSchedule;
import io.github.cloudstackreactive.simulator.chaos.Fault;
import io.github.cloudstackreactive.simulator.chaos.Fault.Kind;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

/** A network that gives every other reply twice: no call takes what was another's. */
class DoubledRepliesTest {

    private static final int CALLS = 300;
    private static final Duration LONGEST = Duration.ofSeconds(40);

    private static final ChaosSchedule EVERY_OTHER = new ChaosSchedule() {
        @Override
        public Fault ofRequest(long number) {
            return number % 2 == 0 ? Fault.of(Kind.DUPLICATE_REPLY) : Fault.NONE;
        }
    };

    @Test
    @Timeout(60)
    void eachOfManyCallsHasItsOwnAnswerOrATypedError() {
        try (Simulator cloud = Simulator.builder().eventLoops(1).start();
                ChaosProxy proxy = ChaosProxy.start(cloud.endpoint(), EVERY_OTHER)) {
            CloudStackClient client = CloudStackClient.builder()
                    .endpoint(proxy.endpoint())
                    .credentials(cloud.apiKey(), cloud.secretKey())
                    .connections(4)
                    .build();
            Map<String, Long> ends = Flux.range(0, CALLS)
                    .flatMap(
                            number -> client.execute(Command.of("getTimeOfDay").with("example", "call-" + number))
                                    .map(time -> time.path("exampleEcho").asString(""))
                                    .map(echo -> echo.equals("CALL-" + number) ? "own" : "another's, " + echo)
                                    .onErrorReturn(CloudStackException.class, "typed error"),
                            16)
                    .groupBy(end -> end)
                    .flatMap(same -> same.count().map(count -> Map.entry(same.key(), count)))
                    .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                    .blockOptional(LONGEST)
                    .orElse(Map.of());
            client.closeLater().block(LONGEST);

            assertThat(ends).containsKey("own");
            assertThat(ends.keySet()).isSubsetOf("own", "typed error");
            assertThat(ends.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(CALLS);
            // Fewer than half: some requests meet a connection that is about to be closed.
            assertThat(proxy.counts().faults().get(Kind.DUPLICATE_REPLY)).isGreaterThan(CALLS / 4);
        }
    }
}
