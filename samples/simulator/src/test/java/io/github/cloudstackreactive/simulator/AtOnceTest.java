package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that are in flight at the same time. */
class AtOnceTest {

    private static final String LIST = "listVirtualMachines";

    private final HttpClient http = HttpClient.newHttpClient();
    private Simulator cloud;

    @BeforeEach
    void start() {
        cloud = Simulator.builder().vms(500).start();
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private HttpRequest request(Simulator of, String command) {
        Caller admin = Caller.admin(of);
        URI uri = admin.uri(admin.signed(Caller.parameters(command, "json", "listall", "true")));
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
    }

    /** The statuses of so many calls sent without waiting. */
    private List<Integer> together(Simulator of, String command, int calls) {
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            sent.add(http.sendAsync(request(of, command), HttpResponse.BodyHandlers.ofString()));
        }
        return sent.stream().map(each -> each.join().statusCode()).sorted().toList();
    }

    @Test
    void theMostCallsAtOnceAreCountedForEachCommand() {
        cloud.faults().onAnyCommand().always().latency(Duration.ofSeconds(1));
        assertThat(together(cloud, "listZones", 6)).containsOnly(200);
        assertThat(together(cloud, "listHosts", 2)).containsOnly(200);
        assertThat(cloud.mostAtOnce("listZones")).isEqualTo(6);
        assertThat(cloud.mostAtOnce("listHosts")).isEqualTo(2);
        assertThat(cloud.mostAtOnce("listPods")).isZero();
        cloud.resetRequests();
        assertThat(cloud.mostAtOnce("listZones")).isZero();
        assertThat(together(cloud, "listZones", 1)).containsOnly(200);
        assertThat(cloud.mostAtOnce("listZones")).isEqualTo(1);
    }

    @Test
    void whoCallsWhenTheLastReplyIsThereIsNeverCountedTwice() throws Exception {
        HttpClient other = HttpClient.newHttpClient();
        for (int i = 0; i < 200; i++) {
            for (HttpClient each : List.of(http, other)) {
                assertThat(each.send(
                                        request(cloud, i % 10 == 0 ? LIST : "listZones"),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
        assertThat(cloud.mostAtOnce("listZones")).isEqualTo(1);
        assertThat(cloud.mostAtOnce(LIST)).isEqualTo(1);
    }

    @Test
    void callsBeyondSomeAtOnceAreRefusedAndNoOthers() {
        cloud.faults().onAnyCommand().always().latency(Duration.ofSeconds(1));
        cloud.faults().onCommand("listZones").whenMoreThan(4).always().status(503);
        assertThat(together(cloud, "listZones", 7)).containsExactly(200, 200, 200, 200, 503, 503, 503);
        assertThat(together(cloud, "listZones", 4)).containsOnly(200);
        assertThat(together(cloud, "listHosts", 6)).containsOnly(200);
        assertThat(cloud.requests("listZones")).isEqualTo(11);
        cloud.faults().onAnyCommand().whenMoreThan(5).always().throttled(Duration.ofMillis(70));
        assertThat(together(cloud, "listHosts", 6)).containsExactly(200, 200, 200, 200, 200, 429);
        assertThatThrownBy(() -> cloud.faults().onAnyCommand().whenMoreThan(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** However a call ends, it is in flight no more; while it has no reply, it is. */
    @Test
    void aCallIsInFlightUntilItIsAnsweredCutOrGivenUp() throws Exception {
        cloud.faults().onCommand(LIST).resetBeforeReply();
        cloud.faults().onCommand(LIST).executeThenReset();
        cloud.faults().onCommand(LIST).truncateReplyAt(1000);
        cloud.faults().onCommand(LIST).cutAfter(1000);
        cloud.faults().onCommand(LIST).emptyReply();
        cloud.faults().onCommand(LIST).dribble(400_000, Duration.ofMillis(1));
        cloud.faults().onCommand(LIST).silence();
        cloud.faults().onCommand(LIST).whenMoreThan(1).always().status(503);
        for (int i = 0; i < 6; i++) {
            try (Socket socket = ask()) {
                byte[] some = new byte[100_000];
                while (socket.getInputStream().read(some) >= 0) {
                    // To the end.
                }
            } catch (java.io.IOException e) {
                assertThat(e).hasMessageContaining("reset");
            }
        }
        assertThat(cloud.mostAtOnce(LIST)).isEqualTo(1);
        Socket silent = ask();
        for (int look = 0; look < 100 && cloud.requests(LIST) < 7; look++) {
            Thread.sleep(20);
        }
        assertThat(together(cloud, LIST, 1)).containsExactly(503);
        silent.close();
        List<Integer> seen = together(cloud, LIST, 1);
        for (int look = 0; look < 100 && seen.contains(503); look++) {
            Thread.sleep(20);
            seen = together(cloud, LIST, 1);
        }
        assertThat(seen).containsExactly(200);
    }

    private Socket ask() throws Exception {
        Socket socket = new Socket("127.0.0.1", cloud.endpoint().getPort());
        socket.setSoTimeout(10_000);
        String text = "GET " + request(cloud, LIST).uri().toString().replaceFirst("http://[^/]+", "")
                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void repliesAreLaterTheMoreCallsAreInFlight() {
        try (Simulator busy = Simulator.builder()
                .vms(1)
                .latency(Duration.ofSeconds(1))
                .latencyPerOtherCall(Duration.ofMillis(200))
                .start()) {
            assertThat(timeOf(busy, 5)).isGreaterThanOrEqualTo(Duration.ofMillis(1000 + 4 * 200));
            assertThat(busy.mostAtOnce("listZones")).isEqualTo(5);
        }
        try (Simulator idle = Simulator.builder()
                .vms(1)
                .latencyPerOtherCall(Duration.ofSeconds(10))
                .start()) {
            assertThat(timeOf(idle, 1)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private Duration timeOf(Simulator of, int calls) {
        long started = System.nanoTime();
        assertThat(together(of, "listZones", calls)).containsOnly(200);
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
