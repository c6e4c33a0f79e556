package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How fast the bytes of a body come, and how many of them have come. */
class PaceTest {

    private static final String LIST = "listVirtualMachines";

    @RegisterExtension
    static final SimulatorExtension CLOUD = SimulatorExtension.of(b -> b.vms(500));

    private final Simulator cloud = CLOUD.get();
    private final Caller admin = Caller.admin(cloud);

    @BeforeEach
    void countFromZero() {
        cloud.resetRequests();
    }

    private HttpResponse<InputStream> open() throws Exception {
        URI page = admin.uri(
                admin.signed(Caller.parameters(LIST, "json", "listall", "true", "page", "1", "pagesize", "500")));
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void bytesOfBodiesAreCountedUntilTheCountIsReset() {
        int one = admin.get("listZones").body().length();
        assertThat(cloud.bodyBytes("listZones")).isEqualTo(one);
        admin.get("listZones");
        int page = admin.get(LIST, "listall", "true").body().length();
        assertThat(cloud.bodyBytes("listZones")).isEqualTo(2L * one);
        assertThat(cloud.bodyBytes(LIST)).isEqualTo(page).isGreaterThan(500_000);
        assertThat(cloud.bodyBytes("listHosts")).isZero();
        cloud.resetRequests();
        assertThat(cloud.bodyBytes("listZones")).isZero();
    }

    @Test
    void aDribblingPageIsReadWhileMostOfItIsNotYetSent() throws Exception {
        cloud.faults().onCommand(LIST).dribble(20_000, Duration.ofMillis(20));
        try (InputStream body = open().body()) {
            assertThat(body.readNBytes(30_000)).hasSize(30_000);
            // Three pieces hold them, or a few more if this machine was slow to look.
            assertThat(cloud.bodyBytes(LIST)).isBetween(40_000L, 240_000L);
            int rest = body.readAllBytes().length;
            assertThat(cloud.bodyBytes(LIST)).isEqualTo(30_000 + rest).isGreaterThan(960_000);
        }
    }

    @Test
    void aBodyMayPauseAfterSomeBytesAndThenComesWhole() throws Exception {
        cloud.faults().onCommand(LIST).pauseAfter(100_000, Duration.ofMillis(600));
        long started = System.nanoTime();
        try (InputStream body = open().body()) {
            assertThat(body.readNBytes(100_000)).hasSize(100_000);
            assertThat(cloud.bodyBytes(LIST)).isEqualTo(100_000);
            assertThat(body.read()).isNotNegative();
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(Duration.ofMillis(600));
            int rest = body.readAllBytes().length;
            assertThat(cloud.bodyBytes(LIST)).isEqualTo(100_001 + rest).isGreaterThan(960_000);
        }
    }

    @Test
    void aPaceWithoutBytesIsRefused() {
        Faults.Rule rule = cloud.faults().onCommand(LIST);
        assertThatThrownBy(() -> rule.dribble(0, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rule.pauseAfter(-1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
