package io.github.cloudstackreactive.extras.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.session.Login;
import io.github.cloudstackreactive.simulator.Simulator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class MeteredCallsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void callsRepliesAndRetriesAreCounted() {
        try (Simulator cloud = Simulator.builder().vms(3).start();
                CloudStackClient client = client(cloud, cloud.secretKey())) {
            cloud.faults().onCommand("listZones").times(1).throttled(Duration.ofMillis(1));
            client.list(Command.of("listZones")).blockLast();
            client.list(Command.of("listVirtualMachines").with("listall", true)).blockLast();
        }

        assertThat(registry.get("cloudstack.calls")
                        .tags("command", "listZones", "outcome", "ok")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("cloudstack.replies")
                        .tags("command", "listZones", "status", "429")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("cloudstack.replies")
                        .tags("command", "listZones", "status", "200")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("cloudstack.retries")
                        .tags("command", "listZones", "cause", "ThrottledException")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("cloudstack.reply.size")
                        .tags("command", "listVirtualMachines")
                        .summary()
                        .totalAmount())
                .isGreaterThan(1_000);
    }

    @Test
    void failuresAreToldApartAndNoSecretBecomesATag() {
        try (Simulator cloud = Simulator.builder().vms(3).start();
                CloudStackClient wrong = client(cloud, "canary-secret")) {
            StepVerifier.create(wrong.list(Command.of("listZones").with("name", "canary-value")))
                    .verifyError();
            assertThat(registry.get("cloudstack.calls")
                            .tags("command", "listZones", "outcome", "AuthenticationException", "code", "401")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.getMetersAsString()).doesNotContain("canary", cloud.apiKey());
        }
    }

    @Test
    void nothingOfALoginBecomesATag() {
        try (Simulator cloud = Simulator.builder().vms(3).start()) {
            for (String password : new String[] {cloud.user().password(), "canary-password"}) {
                try (CloudStackClient client = CloudStackClient.builder()
                        .endpoint(cloud.endpoint())
                        .login(Login.of(cloud.user().name(), password).inDomain("/acme"))
                        .listener(MeteredCalls.in(registry))
                        .build()) {
                    client.execute(Command.of("createSSHKeyPair").withSensitive("name", "canary-name"))
                            .materialize()
                            .block(Duration.ofSeconds(20));
                }
            }
            String sessionKey = cloud.lastRequests().stream()
                    .map(request -> request.parameters().get("sessionkey"))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow();

            assertThat(registry.get("cloudstack.calls")
                            .tags("command", "createSSHKeyPair")
                            .timers())
                    .hasSize(2);
            assertThat(registry.getMetersAsString())
                    .doesNotContain("canary", cloud.user().password(), sessionKey);
        }
    }

    private CloudStackClient client(Simulator cloud, String secret) {
        return CloudStackClient.builder()
                .endpoint(cloud.endpoint())
                .credentials(cloud.apiKey(), secret)
                .listener(MeteredCalls.in(registry))
                .build();
    }
}
