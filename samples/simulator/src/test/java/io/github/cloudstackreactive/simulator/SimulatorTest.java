package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The running cloud as a whole: its connections, limits, log, life and size. */
class SimulatorTest {

    @Test
    void theLimitOfCallsIsPerAccountAndSparesTheAdmin() {
        try (Simulator cloud =
                Simulator.builder().vms(1).apiLimit(3, Duration.ofMinutes(1)).start()) {
            Caller user = Caller.user(cloud);
            Caller wrong = Caller.with(cloud, cloud.user().apiKey(), "wrong");
            assertThat(user.get("getApiLimit")
                            .inner()
                            .path("apilimit")
                            .path("apiAllowed")
                            .asInt())
                    .isEqualTo(2);
            assertThat(Capture.shape(user.get("getApiLimit").inner()))
                    .isEqualTo(Capture.shape(Capture.of("getApiLimit.json").inner()));
            assertThat(wrong.get("listZones").status()).isEqualTo(401);
            assertThat(user.get("listZones").status())
                    .as("bad signatures count")
                    .isEqualTo(429);
            assertThat(user.get("queryAsyncJobResult", "jobid", "1").status()).isEqualTo(429);
            for (int i = 0; i < 5; i++) {
                assertThat(Caller.admin(cloud).get("listZones").status()).isEqualTo(200);
            }
        }
        try (Simulator cloud = Simulator.builder()
                .vms(1)
                .apiLimit(1, Duration.ofMillis(200))
                .apiLimitForAdmins(true)
                .start()) {
            Caller admin = Caller.admin(cloud);
            assertThat(admin.get("resetApiLimit").inner().path("success").asBoolean())
                    .isTrue();
            assertThat(admin.get("listZones").status()).isEqualTo(200);
            Caller.Reply refused = admin.get("listZones");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).matches(".*please retry after \\[\\d+] ms\\.");
        }
    }

    @Test
    void itIsCountedAndRememberedWhatWasAskedButNoSecret() {
        try (Simulator cloud = Simulator.builder().vms(1).rememberRequests(2).start()) {
            Caller admin = Caller.admin(cloud);
            admin.get("listZones");
            admin.post("createSSHKeyPair", "name", "k", "password", "hidden-word");
            admin.get("noSuchCommand");
            assertThat(cloud.requests()).isEqualTo(3);
            assertThat(cloud.requests("listZones")).isEqualTo(1);
            assertThat(cloud.requests("noSuchCommand")).isEqualTo(1);
            assertThat(cloud.lastRequests()).hasSize(2);
            RequestRecord record = cloud.lastRequests().get(0);
            assertThat(record.command()).isEqualTo("createSSHKeyPair");
            assertThat(record.method()).isEqualTo("POST");
            assertThat(record.status()).isEqualTo(200);
            assertThat(record.parameters()).containsEntry("name", "k").containsEntry("signature", "***");
            assertThat(cloud.lastRequests().get(1).status()).isEqualTo(401);
            assertThat(cloud.lastRequests().toString() + cloud.admin())
                    .doesNotContain(cloud.apiKey(), cloud.secretKey(), "hidden-word");
        }
    }

    @Test
    void connectionsAreKeptAliveCountedAndClosedWhenIdle() throws Exception {
        try (Simulator cloud =
                Simulator.builder().vms(1).idleTimeout(Duration.ofMillis(300)).start()) {
            String request = "GET /client/api?command=listZones HTTP/1.1\r\nHost: x\r\n\r\n";
            try (Socket socket = new Socket("127.0.0.1", cloud.endpoint().getPort())) {
                socket.setSoTimeout(5000);
                for (int i = 0; i < 2; i++) {
                    socket.getOutputStream().write(request.getBytes());
                    assertThat(new String(socket.getInputStream().readNBytes(12)))
                            .isEqualTo("HTTP/1.1 401");
                    readPast(socket.getInputStream(), "</listzonesresponse>");
                }
                assertThat(cloud.connections()).isEqualTo(new Simulator.Connections(1, 1));
                assertThat(socket.getInputStream().read())
                        .as("closed by the server")
                        .isEqualTo(-1);
            }
            assertThat(cloud.connections().everOpened()).isEqualTo(1);
        }
    }

    private static void readPast(InputStream in, String end) throws Exception {
        StringBuilder read = new StringBuilder();
        while (!read.toString().endsWith(end)) {
            read.append((char) in.read());
        }
    }

    @Test
    void theDateIsTheClocksAndRepliesAreZippedWhenAskedFor() throws Exception {
        Instant then = Instant.parse("2030-01-02T03:04:05Z");
        try (Simulator cloud = Simulator.builder()
                .vms(50)
                .clock(Clock.fixed(then, ZoneOffset.UTC))
                .start()) {
            Caller admin = Caller.admin(cloud);
            URI uri = admin.uri(admin.signed(Caller.parameters("listVirtualMachines", "json", "listall", "true")));
            HttpResponse<InputStream> zipped = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(uri)
                                    .header("Accept-Encoding", "gzip")
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            assertThat(zipped.headers().firstValue("date")).contains("Wed, 02 Jan 2030 03:04:05 GMT");
            assertThat(zipped.headers().firstValue("content-encoding")).contains("gzip");
            String body = new String(new GZIPInputStream(zipped.body()).readAllBytes());
            assertThat(body)
                    .isEqualTo(
                            admin.get("listVirtualMachines", "listall", "true").body());
            Caller.Reply head =
                    Caller.send(HttpRequest.newBuilder(uri).method("HEAD", HttpRequest.BodyPublishers.noBody()));
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
        }
    }

    @Test
    void itStopsAndComesBackOnTheSamePortWithTheSameState() {
        try (Simulator cloud =
                Simulator.builder().vms(5).jobDuration(Duration.ZERO).start()) {
            Caller admin = Caller.admin(cloud);
            URI endpoint = cloud.endpoint();
            admin.post("stopVirtualMachine", "id", Kind.VIRTUAL_MACHINE.id(0));
            cloud.stop();
            assertThat(cloud.connections().open()).isZero();
            assertThatThrownBy(() -> admin.get("listZones")).isInstanceOf(UncheckedIOException.class);
            cloud.restart();
            assertThat(cloud.endpoint()).isEqualTo(endpoint);
            assertThat(admin.get("listZones").status()).isEqualTo(200);
            assertThat(cloud.vmsByState()).containsEntry("Stopped", 2L);
        }
    }

    @Test
    void noThreadIsLeftBehind() {
        Simulator cloud = Simulator.builder().vms(5).start();
        Caller.admin(cloud).get("listVirtualMachines", "name", "x");
        assertThat(threads()).isPositive();
        assertThatThrownBy(() ->
                        Simulator.builder().port(cloud.endpoint().getPort()).start())
                .hasMessageContaining("bind");
        cloud.close();
        cloud.close();
        for (int i = 0; i < 200 && threads() > 0; i++) {
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
        assertThat(threads()).isZero();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().startsWith("simulated-cloud"))
                .count();
    }

    /** 400 MB of rows in one reply, with a heap of which they would not leave much; the rows are made while they are sent. */
    @Test
    void aMillionMachinesTakeNoMemoryAndTheFarthestPageIsAsNearAsTheFirst() throws Exception {
        try (Simulator cloud = Simulator.builder().vms(1_000_000).volumes(0).start()) {
            Caller admin = Caller.admin(cloud);
            Caller.Reply last = admin.get("listVirtualMachines", "listall", "true", "page", "2000", "pagesize", "500");
            assertThat(last.inner().path("virtualmachine").get(499).path("name").asString())
                    .isEqualTo("vm-0999999");
            assertThat(cloud.vmsByState()).containsEntry("Stopped", 200_000L);
            URI all = admin.uri(admin.signed(Caller.parameters(
                    "listVirtualMachines",
                    "json",
                    "zoneid",
                    Kind.ZONE.id(1),
                    "state",
                    "Stopped",
                    "details",
                    "min",
                    "listall",
                    "true",
                    "pagesize",
                    "-1")));
            HttpResponse<InputStream> reply = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(all).build(), HttpResponse.BodyHandlers.ofInputStream());
            long bytes = 0;
            byte[] buffer = new byte[1 << 16];
            for (int n = reply.body().read(buffer); n >= 0; n = reply.body().read(buffer)) {
                bytes += n;
            }
            assertThat(bytes).isGreaterThan(100_000_000L);
        }
    }

    @Test
    void aMillionMachinesInOneReplyAreMadeAsTheyAreReadAndNoMoreOnceNobodyReads() throws Exception {
        try (Simulator cloud = Simulator.builder().vms(1_000_000).volumes(0).start()) {
            String list = "listVirtualMachines";
            String query = Caller.query(
                    Caller.admin(cloud).signed(Caller.parameters(list, "json", "listall", "true", "pagesize", "-1")));
            try (Socket socket = new Socket("127.0.0.1", cloud.endpoint().getPort())) {
                socket.getOutputStream()
                        .write(("GET /client/api?" + query + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes());
                long unread = settled(cloud, list);
                // Two megabytes wait in the simulator, the rest in the system's buffers.
                assertThat(unread).isBetween(1L, 9_000_000L);
                assertThat(socket.getInputStream().readNBytes(40_000_000)).hasSize(40_000_000);
                // The system's buffers have grown meanwhile, to no more than 38 MB.
                assertThat(settled(cloud, list)).isBetween(39_900_000L, 80_000_000L);
            }
            assertThat(settled(cloud, list)).isLessThan(100_000_000L);
            assertThat(Caller.admin(cloud).get("listZones").status()).isEqualTo(200);
        }
    }

    /** How many bytes were handed over once no more are. */
    private static long settled(Simulator cloud, String command) throws Exception {
        long before = -1;
        long now = cloud.bodyBytes(command);
        while (now != before || now == 0) {
            Thread.sleep(200);
            before = now;
            now = cloud.bodyBytes(command);
        }
        return now;
    }

    @Test
    void theMainMethodsArgumentsAreRead() {
        try (Simulator cloud = SimulatorMain.parse("--vms", "7", "--unauthenticated", "--page-size", "5")
                .start()) {
            assertThat(cloud.vms()).isEqualTo(7);
        }
        assertThatThrownBy(() -> SimulatorMain.parse("--nonsense", "1")).hasMessageContaining("--nonsense");
        assertThatThrownBy(() -> SimulatorMain.parse("--vms")).hasMessageContaining("--vms");
        assertThatThrownBy(() -> SimulatorMain.parse("--vms", "many")).hasMessageContaining("many");
    }
}
