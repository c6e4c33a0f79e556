package io.github.cloudstackreactive.extras.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.limit.Lane;
import io.github.cloudstackreactive.simulator.Simulator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** What a client has in hand shows in the gauges while it has it. */
@Timeout(30)
class MeteredLoadTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void showsWhatIsUnderWayAndWhatWaits() throws Exception {
        try (Simulator cloud = Simulator.builder().start();
                CloudStackClient client = CloudStackClient.builder()
                        .endpoint(cloud.endpoint())
                        .credentials(cloud.apiKey(), cloud.secretKey())
                        .callsAtOnce(2)
                        .build()) {
            MeteredLoad.of(client::load).bindTo(registry);
            cloud.faults().onAnyCommand().always().silence();

            Disposable small = calls(client, 5).subscribe();
            Disposable crawl = calls(client, 3).contextWrite(Lane.BULK).subscribe();

            assertThat(value("cloudstack.requests.underway")).isEqualTo(2);
            assertThat(value("cloudstack.requests.limit")).isEqualTo(2);
            assertThat(waiting("normal")).isEqualTo(3);
            assertThat(waiting("bulk")).isEqualTo(3);
            small.dispose();
            crawl.dispose();
            assertThat(value("cloudstack.requests.underway")).isZero();
            assertThat(waiting("normal") + waiting("bulk")).isZero();
        }
    }

    private static Flux<Object> calls(CloudStackClient client, int number) {
        return Flux.range(0, number).flatMap(i -> client.execute(Command.of("getTimeOfDay", Object.class)), number);
    }

    private double value(String name) {
        return registry.get(name).gauge().value();
    }

    private double waiting(String lane) {
        return registry.get("cloudstack.calls.waiting")
                .tag("lane", lane)
                .gauge()
                .value();
    }
}
