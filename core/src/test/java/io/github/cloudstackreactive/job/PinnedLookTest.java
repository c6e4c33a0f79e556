package io.github.cloudstackreactive.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.simulator.Simulator;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** What a failed look at a pinned job means: nothing, where the command may have been sent; its own failure, where not. */
@Timeout(20)
class PinnedLookTest {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String QUERY = "queryAsyncJobResult";

    private Simulator simulator;
    private CloudStackClient cloud;

    @BeforeEach
    void start() {
        simulator = Simulator.builder().vms(0).jobDuration(Duration.ZERO).start();
        cloud = CloudStackClient.builder()
                .endpoint(simulator.endpoint())
                .credentials(simulator.apiKey(), simulator.secretKey())
                .retry(RetryPolicy.DEFAULT.withAttempts(1))
                .jobPolling(PollSchedule.DEFAULT.withFirst(Duration.ofMillis(20)))
                .build();
    }

    @AfterEach
    void stop() {
        cloud.closeLater().block(LONGEST);
        simulator.close();
    }

    private JobMono<JsonNode> group() {
        return cloud.submit(
                Command.async("createAffinityGroup").with("name", "pinned").with("type", "host anti-affinity"));
    }

    @Test
    void aJobThatMayHaveBeenSentIsLookedForOnWhenALookFails() {
        JobMono<JsonNode> pinned = group().freshJobId(UUID.randomUUID());
        pinned.block(LONGEST);
        simulator.faults().onCommand(QUERY).times(2).executeThenReset();
        StepVerifier.create(pinned.map(group -> group.path("name").asString("")))
                .expectNext("pinned")
                .expectComplete()
                .verify(LONGEST);
        assertThat(simulator.faults().pending()).isZero();
        assertThat(simulator.requests("createAffinityGroup")).isEqualTo(1);
    }

    @Test
    void aFreshJobThatNobodyHasSentFailsWithTheLook() {
        JobMono<JsonNode> pinned = group().freshJobId(UUID.randomUUID());
        simulator.faults().onCommand(QUERY).executeThenReset();
        StepVerifier.create(pinned).expectError(TransportException.class).verify(LONGEST);
        assertThat(simulator.requests("createAffinityGroup")).isZero();
        assertThat(pinned.block(LONGEST)).isNotNull();
        assertThat(simulator.requests("createAffinityGroup")).isEqualTo(1);
    }
}
