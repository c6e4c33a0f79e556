package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.CloudStackException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What a server sends beyond the reply is never taken for the reply to the next request. */
@Timeout(30)
class PairingTest {

    private static final Pattern NUMBER = Pattern.compile("n=(\\d+)");

    /** Answers each request with its own number, and more. */
    private static final class Server implements AutoCloseable {

        private final ServerSocket socket;
        private final Answer answer;
        private final AtomicInteger connections = new AtomicInteger();
        private final Semaphore ended = new Semaphore(0);
        private final List<Socket> open = new CopyOnWriteArrayList<>();

        private interface Answer {
            void to(String number, OutputStream out) throws Exception;
        }

        Server(Answer answer) throws IOException {
            this.answer = answer;
            this.socket = new ServerSocket(0);
            daemon(this::accept);
        }

        private static void daemon(Runnable task) {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            try {
                while (true) {
                    Socket connection = socket.accept();
                    connection.setTcpNoDelay(true);
                    connections.incrementAndGet();
                    open.add(connection);
                    daemon(() -> serve(connection));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        private void serve(Socket connection) {
            try {
                byte[] buffer = new byte[8_192];
                StringBuilder head = new StringBuilder();
                for (int read = connection.getInputStream().read(buffer);
                        read > 0;
                        read = connection.getInputStream().read(buffer)) {
                    head.append(new String(buffer, 0, read, StandardCharsets.US_ASCII));
                    if (head.indexOf("\r\n\r\n") >= 0) {
                        Matcher number = NUMBER.matcher(head);
                        answer.to(number.find() ? number.group(1) : "none", connection.getOutputStream());
                        head.setLength(0);
                    }
                }
            } catch (Exception broken) {
                // The client closed it, as it should.
            } finally {
                ended.release();
            }
        }

        CloudStackClient client() {
            return CloudStackClient.builder()
                    .endpoint("http://127.0.0.1:" + socket.getLocalPort() + "/client/api")
                    .unauthenticated()
                    .connections(1)
                    .build();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (Socket connection : open) {
                connection.close();
            }
        }
    }

    private static byte[] reply(String number) {
        String body = "{\"r\":{\"t\":{\"n\":\"" + number + "\"}}}";
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[] one, byte[] other, int ofOther) {
        byte[] both = new byte[one.length + ofOther];
        System.arraycopy(one, 0, both, 0, one.length);
        System.arraycopy(other, 0, both, one.length, ofOther);
        return both;
    }

    @Test
    void aReplyThatComesTwiceIsNotTheNextOnes() throws Exception {
        try (Server server = new Server(
                        (number, out) -> out.write(joined(reply(number), reply(number), reply(number).length)));
                CloudStackClient client = server.client()) {
            assertEachGetsItsOwn(client);
        }
    }

    @Test
    void theBeginningOfAnotherReplyIsNotTheNextOnes() throws Exception {
        for (int more : new int[] {1, 9, 20, 60}) {
            try (Server server = new Server((number, out) -> {
                        out.write(joined(reply(number), reply("wrong"), more));
                        out.flush();
                        Thread.sleep(20);
                        out.write(reply("wrong"), more, reply("wrong").length - more);
                    });
                    CloudStackClient client = server.client()) {
                assertEachGetsItsOwn(client);
            }
        }
    }

    @Test
    void whatComesUnaskedClosesTheConnection() throws Exception {
        try (Server server = new Server((number, out) -> {
                    out.write(reply(number));
                    out.flush();
                    Thread.sleep(50);
                    out.write(reply("wrong"));
                });
                CloudStackClient client = server.client()) {
            for (int i = 0; i < 5; i++) {
                assertThat(call(client, i)
                                .block(Duration.ofSeconds(5))
                                .path("n")
                                .asString())
                        .isEqualTo("" + i);
                assertThat(server.ended.tryAcquire(5, TimeUnit.SECONDS))
                        .as("the connection was closed")
                        .isTrue();
            }
            assertThat(server.connections).hasValue(5);
        }
    }

    @Test
    void anInterimReplyIsNoEnd() throws Exception {
        byte[] interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        try (Server server =
                        new Server((number, out) -> out.write(joined(interim, reply(number), reply(number).length)));
                CloudStackClient client = server.client()) {
            for (int i = 0; i < 5; i++) {
                assertThat(call(client, i)
                                .block(Duration.ofSeconds(5))
                                .path("n")
                                .asString())
                        .isEqualTo("" + i);
            }
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void aGoodConnectionIsKept() throws Exception {
        try (Server server = new Server((number, out) -> out.write(reply(number)));
                CloudStackClient client = server.client()) {
            assertEachGetsItsOwn(client);
            assertThat(server.connections).hasValue(1);
        }
    }

    /** Ten at a time over one connection, so that the next request goes out as a reply ends. */
    private static void assertEachGetsItsOwn(CloudStackClient client) {
        List<String> answers = Flux.range(0, 60)
                .flatMap(
                        i -> call(client, i)
                                .map(answer -> answer.path("n").asString().equals("" + i) ? "own" : "another's")
                                .onErrorResume(CloudStackException.class, failure -> Mono.just("failure")),
                        10)
                .collectList()
                .block(Duration.ofSeconds(20));
        assertThat(answers).hasSize(60).doesNotContain("another's").contains("own");
    }

    private static Mono<JsonNode> call(CloudStackClient client, int number) {
        return client.execute(Command.of("getThing").with("n", number));
    }
}
