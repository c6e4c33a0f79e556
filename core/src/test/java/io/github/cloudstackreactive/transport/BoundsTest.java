package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** What a reply may be: bounded in its head, its body and what it grows to, and harmless in how it is cut. */
@Timeout(60)
class BoundsTest {

    private static final UntypedCommand<JsonNode> SAFE = Command.of("listZones");
    private static final UntypedCommand<JsonNode> CHANGING =
            Command.of("createNetwork").with("name", "n");
    private static final RetryPolicy ONCE = new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(2), () -> 0.5);

    /** Answers whatever comes first with these bytes. */
    private static void answering(byte[] reply, Consumer<CloudStackClient> talk) {
        DisposableServer server = TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((in, out) -> in.receive()
                        .take(1)
                        .concatMap(asked -> out.send(Mono.just(Unpooled.wrappedBuffer(reply))))
                        .thenMany(Mono.<Void>never()))
                .bindNow(Duration.ofSeconds(10));
        try (CloudStackClient cloud = CloudStackClient.builder()
                .endpoint("http://127.0.0.1:" + server.port() + "/client/api")
                .credentials("KEY", "SECRET")
                .connections(1)
                .retry(ONCE)
                .build()) {
            talk.accept(cloud);
        } finally {
            server.disposeNow(Duration.ofSeconds(10));
        }
    }

    private static byte[] reply(String status, String headers, String body) {
        return ("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + headers + "Content-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Jetty, in which a management server runs, writes 8 KB of headers at most; a proxy may add its own. */
    @Test
    void aLongErrorTextInAHeaderIsTaken() {
        byte[] reply = reply(
                "431 431",
                "X-Description: " + "t".repeat(12_000) + "\r\n",
                "{\"r\":{\"errorcode\":431,\"cserrorcode\":4350,\"errortext\":\"too bad\"}}");
        answering(
                reply,
                cloud -> StepVerifier.create(cloud.execute(SAFE))
                        .expectErrorSatisfies(thrown -> assertThat(thrown)
                                .isInstanceOf(ApiException.class)
                                .hasMessageContaining("too bad"))
                        .verify(Duration.ofSeconds(10)));
    }

    @Test
    void aHeadWithoutEndIsRefused() {
        for (byte[] reply : new byte[][] {
            reply("200 OK", "X-Description: " + "t".repeat(17_000) + "\r\n", "{\"r\":{}}"),
            reply("200 " + "t".repeat(5_000), "", "{\"r\":{}}")
        }) {
            answering(
                    reply,
                    cloud -> StepVerifier.create(cloud.execute(SAFE))
                            .expectErrorSatisfies(thrown -> assertThat(thrown)
                                    .isInstanceOf(TransportException.class)
                                    .hasMessageContaining("the head of the reply")
                                    .hasMessageContaining("16 KB"))
                            .verify(Duration.ofSeconds(10)));
            // It may have been carried out for all that.
            answering(
                    reply,
                    cloud -> StepVerifier.create(cloud.execute(CHANGING))
                            .expectError(OutcomeUnknownException.class)
                            .verify(Duration.ofSeconds(10)));
        }
    }

    @Test
    void extensionsAndTrailersOfChunksAreHarmless() {
        byte[] reply = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "7;name=value;other=\"x\"\r\n{\"r\":{\"\r\n9;" + "e".repeat(3_000) + "\r\nid\":\"1\"}}\r\n"
                        + "0\r\nX-Trailer: t\r\nSet-Cookie: JSESSIONID=x\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        answering(
                reply,
                cloud -> assertThat(cloud.execute(SAFE)
                                .block(Duration.ofSeconds(10))
                                .path("id")
                                .asString())
                        .isEqualTo("1"));
    }

    @Test
    void trailersWithoutEndAreRefused() {
        byte[] reply = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "9\r\n{\"r\":{}} \r\n0\r\nX-Trailer: " + "t".repeat(40_000) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        answering(
                reply,
                cloud -> StepVerifier.create(cloud.execute(CHANGING))
                        .expectError(OutcomeUnknownException.class)
                        .verify(Duration.ofSeconds(10)));
    }

    private static byte[] packed(Consumer<OutputStream> body) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            body.accept(out);
        }
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        reply.writeBytes(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                        + "Content-Length: " + zipped.size() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        reply.writeBytes(zipped.toByteArray());
        return reply.toByteArray();
    }

    private static void write(OutputStream out, String text) {
        try {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException never) {
            throw new IllegalStateException(never);
        }
    }

    /** 50 MB out of 50 KB; within what a reply may be, and of a snapshot, which may be of any size. */
    @Test
    void aReplyThatGrowsOutOfProportionIsGivenUp() throws IOException {
        byte[] bomb = packed(out -> {
            write(out, "{\"listvirtualmachinesresponse\":{\"count\":1,\"virtualmachine\":[");
            for (int i = 0; i < 50; i++) {
                write(out, " ".repeat(1_000_000));
            }
            write(out, "{\"id\":\"1\"}]}}");
        });
        answering(
                bomb,
                cloud -> StepVerifier.create(cloud.execute(SAFE))
                        .expectErrorSatisfies(thrown -> assertThat(thrown)
                                .isInstanceOf(TransportException.class)
                                .hasMessageContaining("grows more than 300 times"))
                        .verify(Duration.ofSeconds(20)));
        answering(
                bomb,
                cloud -> StepVerifier.create(
                                cloud.list(Command.of("listVirtualMachines")).snapshot())
                        .expectErrorSatisfies(thrown -> assertThat(thrown)
                                .isInstanceOf(TransportException.class)
                                .hasMessageContaining("grows more than 300 times"))
                        .verify(Duration.ofSeconds(20)));
    }

    /** The same row over and over: some 250 times, and more than any with ids of its own. */
    @Test
    void whatCannotBeDecompressedDoesNotKeepItsConnection() {
        byte[] reply = reply("200 OK", "Content-Encoding: gzip\r\n", "{\"r\":{\"zone\":[]}}");
        answering(reply, cloud -> {
            for (int i = 0; i < 3; i++) {
                StepVerifier.create(cloud.execute(SAFE))
                        .expectError(TransportException.class)
                        .verify(Duration.ofSeconds(10));
            }
        });
    }

    @Test
    void whatIsCutShortBeforeItWasSentIsToldAsThatAndNotAsBrokenJson() throws IOException {
        byte[] whole =
                packed(out -> write(out, "{\"r\":{\"zone\":[{\"id\":\"wyrzsxqvnkcjtbdl\",\"name\":\"ghfmp\"}]}}"));
        int head = new String(whole, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
        int twoLettersAndTrailer = 12;
        for (int left = 1; left < whole.length - head - twoLettersAndTrailer; left++) {
            byte[] cut = reply("200 OK", "Content-Encoding: gzip\r\n", "x".repeat(left));
            System.arraycopy(whole, head, cut, cut.length - left, left);
            answering(cut, cloud -> {
                for (Publisher<?> call : List.of(cloud.execute(SAFE), cloud.list(Command.of("listZones")))) {
                    StepVerifier.create(call)
                            .thenConsumeWhile(row -> true)
                            .expectErrorSatisfies(thrown -> assertThat(thrown)
                                    .isInstanceOf(TransportException.class)
                                    .hasMessageContaining("was cut short")
                                    .hasMessageNotContaining("JSON"))
                            .verify(Duration.ofSeconds(10));
                }
            });
        }
        answering(
                whole,
                cloud -> StepVerifier.create(cloud.list(Command.of("listZones")))
                        .expectNextCount(1)
                        .verifyComplete());
        answering(
                reply("200 OK", "Content-Encoding: gzip\r\n", ""),
                cloud -> StepVerifier.create(cloud.execute(SAFE))
                        .expectErrorSatisfies(thrown -> assertThat(thrown)
                                .isInstanceOf(ProtocolException.class)
                                .hasMessageContaining("the body is empty"))
                        .verify(Duration.ofSeconds(10)));
    }

    @Test
    void theMostMonotonousListIsRead() throws IOException {
        String row = "{\"id\":\"0e3a76a7-32a8-4ac8-9d9e-4a4c1a2a6f0b\",\"name\":\"web-1\",\"state\":\"Running\","
                + "\"zoneid\":\"6f1a1f3c-6a0b-4f9e-8f0e-1f6b8a1f2c3d\",\"zonename\":\"zone-1\",\"cpunumber\":2,"
                + "\"memory\":2048,\"hypervisor\":\"KVM\",\"created\":\"2026-01-31T10:11:12+0100\"}";
        int rows = 20_000;
        byte[] list = packed(out -> {
            write(out, "{\"listvirtualmachinesresponse\":{\"count\":" + rows + ",\"virtualmachine\":[" + row);
            for (int i = 1; i < rows; i++) {
                write(out, "," + row);
            }
            write(out, "]}}");
        });
        assertThat((double) row.length() * rows / list.length).isBetween(200.0, 299.0);
        answering(
                list,
                cloud -> assertThat(cloud.list(Command.of("listVirtualMachines"))
                                .snapshot()
                                .count()
                                .block(Duration.ofSeconds(30)))
                        .isEqualTo(rows));
    }

    @Test
    void aRedirectTakesNothingElsewhere() {
        try (Listening elsewhere = Listening.plain();
                Listening server = Listening.plain((request, response) -> response.status(307)
                        .header("Location", elsewhere.endpoint())
                        .send());
                CloudStackClient cloud = CloudStackClient.builder()
                        .endpoint(server.endpoint())
                        .authenticator(parameters -> Authenticator.none()
                                .sign(parameters)
                                .map(signed -> new SignedRequest(
                                        signed.query(), Map.of("Cookie", "JSESSIONID=canary", "Authorization", "x"))))
                        .retry(ONCE)
                        .build()) {
            StepVerifier.create(cloud.execute(SAFE))
                    .expectErrorSatisfies(thrown -> assertThat(thrown)
                            .isInstanceOf(ProtocolException.class)
                            .hasMessageContaining("redirects are not followed")
                            .hasMessageNotContaining("canary"))
                    .verify(Duration.ofSeconds(10));
            StepVerifier.create(cloud.execute(CHANGING)).expectError().verify(Duration.ofSeconds(10));
            assertThat(server.requests()).isEqualTo(2);
            assertThat(elsewhere.everOpened()).isZero();
        }
    }
}
