package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.CloudStackClientBuilder;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.StepVerifier;

/** What never reached anybody is told from what somebody took and broke, though the command was sent in neither. */
@Timeout(30)
class ReachedTest {

    private static final RetryPolicy ONCE = new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(2), () -> 0.5);

    private static CloudStackClientBuilder client(String endpoint) {
        return CloudStackClient.builder()
                .endpoint(endpoint)
                .credentials("KEY", "SECRET")
                .connectTimeout(Duration.ofSeconds(2))
                .retry(ONCE);
    }

    private static TransportException failure(CloudStackClient cloud) {
        TransportException[] failure = new TransportException[1];
        StepVerifier.create(cloud.execute(Command.of("createNetwork").with("name", "n")))
                .expectErrorSatisfies(thrown -> {
                    assertThat(thrown).isInstanceOf(TransportException.class);
                    failure[0] = (TransportException) thrown;
                })
                .verify(Duration.ofSeconds(20));
        assertThat(failure[0].sent()).isFalse();
        assertThat(failure[0].again().reached()).isEqualTo(failure[0].reached());
        return failure[0];
    }

    private static TransportException failure(CloudStackClientBuilder client) {
        try (CloudStackClient cloud = client.build()) {
            return failure(cloud);
        }
    }

    @Test
    void whereNobodyListensNobodyIsReached() throws IOException {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
        assertThat(failure(client("https://127.0.0.1:" + nobody + "/client/api"))
                        .reached())
                .isFalse();
        assertThat(failure(client("http://cloud.invalid/client/api")).reached()).isFalse();
        assertThat(failure(client("http://cloud.invalid/client/api").proxy(Proxy.http("127.0.0.1", nobody)))
                        .reached())
                .isFalse();
        assertThat(failure(client("http://cloud.invalid/client/api").proxy(Proxy.http("proxy.invalid", 3128)))
                        .reached())
                .isFalse();
    }

    @Test
    void aClosedClientReachesNobody() {
        CloudStackClient cloud = client("http://127.0.0.1:1/client/api").build();
        cloud.close();
        TransportException failure = failure(cloud);
        assertThat(failure.reached()).isFalse();
        assertThat(failure.mayPass()).isFalse();
    }

    @Test
    void whoClosesWhatHeTookWasReached() throws Exception {
        try (Closing server = new Closing()) {
            assertThat(failure(client("https://127.0.0.1:" + server.port() + "/client/api"))
                            .reached())
                    .isTrue();
            assertThat(failure(client("http://cloud.invalid/client/api").proxy(Proxy.http("127.0.0.1", server.port())))
                            .reached())
                    .isTrue();
        }
    }

    @Test
    void aConnectionThatIsResetWhileItIsMadeWasTaken() {
        assertThat(named(new ConnectException("finishConnect(..) failed with error(-104): Connection reset by peer"))
                        .reached())
                .isTrue();
        assertThat(named(new ConnectException("Connection refused")).reached()).isFalse();
        assertThat(named(new NoRouteToHostException("Host is unreachable")).reached())
                .isFalse();
    }

    private static TransportException named(Throwable thrown) {
        return (TransportException)
                Faults.named("listZones", URI.create("http://cloud.example/"), thrown, false, Duration.ofSeconds(1));
    }

    /** Reads what is said first, and closes. */
    private static final class Closing implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        Closing() throws IOException {
            Thread thread = new Thread(() -> {
                try {
                    while (true) {
                        try (Socket taken = socket.accept()) {
                            taken.getInputStream().read(new byte[8_192]);
                        }
                    }
                } catch (IOException over) {
                    // The test is over.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
