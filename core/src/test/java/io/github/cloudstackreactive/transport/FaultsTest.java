package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.StepVerifier;

/** What the network throws is told with its cause and a remedy. */
@Timeout(30)
class FaultsTest {

    private static TransportException failure(String scheme, Answer answer) throws IOException {
        TransportException[] failure = new TransportException[1];
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> serve(socket, answer));
            server.setDaemon(true);
            server.start();
            try (CloudStackClient cloud = CloudStackClient.builder()
                    .endpoint(scheme + "://127.0.0.1:" + socket.getLocalPort() + "/client/api")
                    .unauthenticated()
                    .retry(new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(2), () -> 0.5))
                    .build()) {
                StepVerifier.create(cloud.execute(Command.of("getThing")))
                        .expectErrorSatisfies(thrown -> {
                            assertThat(thrown).isInstanceOf(TransportException.class);
                            failure[0] = (TransportException) thrown;
                        })
                        .verify(Duration.ofSeconds(20));
            }
        }
        return failure[0];
    }

    private interface Answer {
        void to(Socket taken) throws IOException;
    }

    private static void serve(ServerSocket socket, Answer answer) {
        try {
            while (true) {
                try (Socket taken = socket.accept()) {
                    taken.getInputStream().read(new byte[8_192]);
                    answer.to(taken);
                }
            }
        } catch (IOException over) {
            // The test is over.
        }
    }

    @Test
    void aTlsHandshakeThatIsCutOff() throws IOException {
        assertThat(failure("https", taken -> {}))
                .hasMessageContaining("closed the connection before TLS was up")
                .hasMessageContaining("does the port speak TLS")
                .hasMessageNotContaining("Exception");
        assertThat(failure("https", taken -> taken.setSoLinger(true, 0)))
                .hasMessageContaining("reset the connection before TLS was up")
                .hasMessageNotContaining("Exception");
    }

    @Test
    void aReplyThatCannotBeDecompressed() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"r\":{\"id\":\"1\"}}".getBytes(StandardCharsets.US_ASCII));
        }
        byte[] spoilt = packed.toByteArray();
        // Of the sum at its end.
        spoilt[spoilt.length - 6] ^= 0x55;
        assertThat(failure("http", taken -> {
                    taken.getOutputStream()
                            .write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                                            + "Content-Length: " + spoilt.length + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                    taken.getOutputStream().write(spoilt);
                    taken.getInputStream().read();
                }))
                .hasMessageContaining("cannot be decompressed")
                .hasMessageContaining("on the way")
                .hasMessageNotContaining("is not HTTP");
    }

    @Test
    void whatDoesNotConnectIsNotAllRefused() {
        assertThat(named(new ConnectException("finishConnect(..) failed with error(-104): Connection reset by peer")))
                .hasMessageContaining("reset it at once")
                .hasMessageNotContaining("refuses");
        assertThat(named(new ConnectException("Connection timed out")))
                .hasMessageContaining("took no connection in time")
                .hasMessageNotContaining("refuses");
        assertThat(named(new NoRouteToHostException("Host is unreachable"))).hasMessageContaining("no way leads to");
        assertThat(named(new ConnectException("Connection refused"))).hasMessageContaining("refuses connections");
        assertThat(named(new ThroughProxy(Proxy.http("proxy.example", 3128), new ConnectException("Connection reset"))))
                .hasMessageContaining("HTTP proxy proxy.example:3128 took the connection and reset it at once");
    }

    private static TransportException named(Throwable thrown) {
        return (TransportException)
                Faults.named("listZones", URI.create("http://cloud.example/"), thrown, false, Duration.ofSeconds(1));
    }
}
