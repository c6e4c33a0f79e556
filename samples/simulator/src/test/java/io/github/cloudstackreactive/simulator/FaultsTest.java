package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every fault, as a client sees it. */
class FaultsTest {

    @RegisterExtension
    static final SimulatorExtension CLOUD =
            SimulatorExtension.of(b -> b.vms(8000).jobDuration(Duration.ZERO));

    private final Simulator cloud = CLOUD.get();
    private final Caller admin = Caller.admin(cloud);

    @BeforeEach
    void countFromZero() {
        cloud.resetRequests();
    }

    @Test
    void aStatusComesAsOftenAsAskedForAndCountsAsARequest() {
        cloud.faults().onCommand("listZones").times(2).status(503);
        assertThat(admin.get("listHosts").status()).isEqualTo(200);
        assertThat(admin.get("listZones").status()).isEqualTo(503);
        Caller.Reply second = admin.get("listZones");
        assertThat(second.status()).isEqualTo(503);
        assertThat(second.key()).isEqualTo("listzonesresponse");
        assertThat(second.inner().path("errorcode").asInt()).isEqualTo(503);
        assertThat(cloud.faults().pending()).isZero();
        assertThat(admin.get("listZones").status()).isEqualTo(200);
        assertThat(cloud.requests("listZones")).isEqualTo(3);
        assertThat(cloud.requests()).isEqualTo(4);
    }

    @Test
    void aFaultMayComeAfterSomeRequestsOnAnyCommandAndAlways() {
        cloud.faults().onAnyCommand().after(1).always().status(503);
        assertThat(admin.get("listZones").status()).isEqualTo(200);
        assertThat(admin.get("listZones").status()).isEqualTo(503);
        assertThat(admin.get("listHosts").status()).isEqualTo(503);
        cloud.faults().clear();
        assertThat(admin.get("listHosts").status()).isEqualTo(200);
    }

    @Test
    void aThrottlingNamesTheTimeToWait() {
        cloud.faults().onCommand("listZones").throttled(Duration.ofMillis(70));
        Caller.Reply reply = admin.get("listZones");
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.text()).endsWith("please retry after [70] ms.");
    }

    @Test
    void aProxysPageAnEmptyReplyANullAndAnyOtherBody() {
        cloud.faults().onCommand("listZones").html(502);
        cloud.faults().onCommand("listZones").emptyReply();
        cloud.faults().onCommand("listZones").bodyNull();
        cloud.faults().onCommand("listZones").body(200, "application/json", "{\"x\":{\"count\":7}}");
        Caller.Reply page = admin.get("listZones");
        assertThat(page.status()).isEqualTo(502);
        assertThat(page.body()).startsWith("<html>");
        Caller.Reply empty = admin.get("listZones");
        assertThat(empty.status()).isEqualTo(200);
        assertThat(empty.body()).isEmpty();
        assertThat(empty.http().headers().firstValue("content-type")).contains("text/xml");
        assertThat(admin.get("listZones").body()).isEqualTo("null");
        assertThat(admin.get("listZones").body()).isEqualTo("{\"x\":{\"count\":7}}");
    }

    @Test
    void aResetBeforeTheReplyDoesNothing() throws Exception {
        cloud.faults().onCommand("createSSHKeyPair").resetBeforeReply();
        String request = raw("createSSHKeyPair", "name", "never");
        try (Socket socket = open(request)) {
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(admin.get("listSSHKeyPairs", "name", "never").body()).contains("{}");
    }

    @Test
    void aLostReplyLeavesWhatWasDone() throws Exception {
        cloud.faults().onCommand("createSSHKeyPair").executeThenReset();
        try (Socket socket = open(raw("createSSHKeyPair", "name", "lost-reply"))) {
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThat(admin.get("listSSHKeyPairs", "name", "lost-reply")
                        .inner()
                        .path("count")
                        .asInt())
                .isEqualTo(1);
        assertThat(cloud.lastRequests().get(0).status()).isZero();
    }

    @Test
    void aTruncatedReplyPromisesMoreThanItSends() throws Exception {
        cloud.faults().onCommand("listZones").truncateReplyAt(25);
        String received;
        try (Socket socket = open(raw("listZones"))) {
            received = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
        String body = received.substring(received.indexOf("\r\n\r\n") + 4);
        assertThat(body).isEqualTo("{\"listzonesresponse\":{\"co");
        assertThat(received).containsPattern("(?i)content-length: \\d{3,}");
        cloud.faults().onCommand("listZones").truncateReplyAt(25);
        assertThatThrownBy(() -> admin.get("listZones")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aCutReplyEndsWithAResetAfterItsBytesOnThatPageOnly() throws Exception {
        cloud.faults().onCommand("listVirtualMachines").onPage(2).times(2).cutAfter(30_000);
        for (String page : new String[] {"2", "1", "2", "2"}) {
            boolean cut = cloud.faults().pending() > 0 && page.equals("2");
            Body body = read(open(raw("listVirtualMachines", "listall", "true", "page", page, "pagesize", "100")), 0);
            assertThat(body.promised()).isGreaterThan(100_000);
            assertThat(body.bytes()).as("of page " + page).isEqualTo(cut ? 30_000 : body.promised());
            assertThat(body.reset()).isEqualTo(cut);
        }
        assertThat(cloud.faults().pending()).isZero();
        assertThat(cloud.requests("listVirtualMachines")).isEqualTo(4);
    }

    @Test
    void whatWasSentBeforeTheEndArrivesHoweverLateItIsRead() throws Exception {
        cloud.faults().onCommand("listVirtualMachines").truncateReplyAt(15_000_000);
        Body body = read(open(raw("listVirtualMachines", "listall", "true", "pagesize", "-1")), 400);
        assertThat(body.reset()).isFalse();
        // A body of this length comes in chunks, each with a line that tells its length.
        assertThat(body.bytes()).isBetween(15_000_000L, 15_010_000L);
    }

    @Test
    void aPageIsCountedFromOneAndACutFromZero() {
        assertThatThrownBy(() -> cloud.faults().onCommand("listZones").onPage(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cloud.faults().onCommand("listZones").cutAfter(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** What came of a body, and whether its end was a reset. */
    private record Body(long promised, long bytes, boolean reset) {}

    private static Body read(Socket socket, long afterMillis) throws Exception {
        Thread.sleep(afterMillis);
        java.io.ByteArrayOutputStream received = new java.io.ByteArrayOutputStream();
        boolean reset = false;
        long promised = 0;
        int head = 0;
        try (socket) {
            InputStream in = socket.getInputStream();
            byte[] some = new byte[65_536];
            do {
                int count = in.read(some);
                if (count < 0) {
                    break;
                }
                received.write(some, 0, count);
                if (head == 0) {
                    String text = received.toString(StandardCharsets.ISO_8859_1);
                    head = text.indexOf("\r\n\r\n") + 4;
                    java.util.regex.Matcher length = java.util.regex.Pattern.compile("(?i)content-length: (\\d+)")
                            .matcher(text);
                    promised = length.find() ? Long.parseLong(length.group(1)) : 0;
                }
            } while (promised == 0 || received.size() < head + promised);
        } catch (SocketException e) {
            reset = e.getMessage().contains("reset");
        }
        return new Body(promised, received.size() - head, reset);
    }

    @Test
    void aDribblingReplyComesWholeButInPieces() throws Exception {
        cloud.faults().onCommand("listZones").dribble(400, Duration.ofMillis(20));
        long started = System.nanoTime();
        Caller.Reply reply = admin.get("listZones");
        int pieces = (reply.body().length() + 399) / 400;
        assertThat(reply.inner().path("count").asInt()).isEqualTo(2);
        assertThat(pieces).isGreaterThan(2);
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isGreaterThanOrEqualTo(Duration.ofMillis(20L * pieces));
    }

    @Test
    void aConnectionClosedAfterTheReplyWasNotAnnounced() throws Exception {
        cloud.faults().onCommand("listZones").closeAfterReply();
        try (Socket socket = open(raw("listZones"))) {
            String received = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(received).startsWith("HTTP/1.1 200").endsWith("]}}");
            assertThat(received.toLowerCase(java.util.Locale.ROOT)).doesNotContain("connection: close");
        }
    }

    @Test
    void silenceIsNoReplyWithOrWithoutTheCommandCarriedOut() throws Exception {
        cloud.faults().onCommand("createSSHKeyPair").silence();
        cloud.faults().onCommand("createSSHKeyPair").executeThenSilence();
        for (String name : new String[] {"unheard", "heard"}) {
            try (Socket socket = open(raw("createSSHKeyPair", "name", name))) {
                socket.setSoTimeout(100);
                InputStream in = socket.getInputStream();
                assertThatThrownBy(in::read).isInstanceOf(java.net.SocketTimeoutException.class);
            }
        }
        assertThat(admin.get("listSSHKeyPairs", "name", "unheard").body()).contains("{}");
        // A busy machine may take its time to carry it out.
        for (int look = 0; look < 50 && !isKnown("heard"); look++) {
            Thread.sleep(100);
        }
        assertThat(isKnown("heard")).isTrue();
    }

    private boolean isKnown(String keyPair) {
        return admin.get("listSSHKeyPairs", "name", keyPair).body().contains("\"count\":1");
    }

    @Test
    void aLateReplyIsLateButDone() {
        cloud.faults().onCommand("createSSHKeyPair").latency(Duration.ofMillis(150));
        long started = System.nanoTime();
        admin.post("createSSHKeyPair", "name", "late");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started)).isGreaterThanOrEqualTo(150);
        cloud.faults().onCommand("createSSHKeyPair").latency(Duration.ofMinutes(5));
        assertThatThrownBy(() -> impatient("createSSHKeyPair", "name", "given-up"))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(admin.get("listSSHKeyPairs", "name", "given-up").body()).contains("\"count\":1");
    }

    private void impatient(String command, String... parameters) throws Exception {
        java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(
                                        admin.uri(admin.signed(Caller.parameters(command, "json", parameters))))
                                .timeout(Duration.ofMillis(500))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString());
    }

    private String raw(String command, String... parameters) {
        return "GET /client/api?" + Caller.query(admin.signed(Caller.parameters(command, "json", parameters)))
                + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private Socket open(String request) throws IOException {
        Socket socket = new Socket("127.0.0.1", cloud.endpoint().getPort());
        socket.setSoTimeout(5000);
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }
}
