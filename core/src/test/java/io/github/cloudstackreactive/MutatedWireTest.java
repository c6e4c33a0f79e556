package io.github.cloudstackreactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.exchange.Deadline;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.job.PollSchedule;
import io.github.cloudstackreactive.support.Capture;
import io.github.cloudstackreactive.support.Mutation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/**
 * A server that speaks broken HTTP: each call ends in a value or in a {@link CloudStackException}, and what it leaves on a
 * connection is never the answer to another call.
 */
class MutatedWireTest {

    private static final int BY_DEFAULT = 330;
    private static final int SOAKED = 20_000;
    private static final int AT_ONCE = 8;

    private static final int LARGEST_REPLY = 1024 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private BrokenServer server;

    @BeforeEach
    void start() throws IOException {
        server = new BrokenServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** A client of one pair of calls: it has one connection, and is not held back by what others met. */
    private CloudStackClient client() {
        return CloudStackClient.builder()
                .endpoint("http://127.0.0.1:" + server.socket.getLocalPort() + "/client/api")
                .unauthenticated()
                .connections(1)
                .maxReplyBytes(LARGEST_REPLY)
                .replyTimeout(Duration.ofMillis(500), Duration.ofMillis(500))
                .jobPolling(PollSchedule.DEFAULT.withCap(Duration.ofMillis(10)))
                // Some of the replies start a job that there is not.
                .jobDeadline(Duration.ofMillis(200))
                .lostReplyGrace(Duration.ofMillis(200))
                .retry(new RetryPolicy(4, Duration.ofMillis(1), Duration.ofMillis(4), () -> 0.5, 1_000))
                .build();
    }

    @Test
    @Timeout(600)
    void brokenHttpIsAValueOrATypedErrorAndTheNextCallWorks() {
        callEach(0, BY_DEFAULT);
    }

    /** The first reply in XML, to a client that asks for JSON, makes nothing that reads files ready on an event loop. */
    @Test
    @Timeout(60)
    void aReplyInXmlThatNobodyAskedForIsReadOnAnEventLoop() {
        callEach(-6_971_373_073_082_819_952L, 1);
    }

    @Test
    @Tag("soak")
    @Timeout(1_800)
    void twentyThousandBrokenRepliesAreValuesOrTypedErrors() {
        callEach(ThreadLocalRandom.current().nextLong(), SOAKED);
    }

    private void callEach(long first, int samples) {
        Long done = Flux.range(0, samples)
                .flatMap(
                        i -> Mono.usingWhen(
                                // To build one reads what an event loop must not wait for.
                                Mono.fromSupplier(this::client).subscribeOn(Schedulers.boundedElastic()),
                                client -> callTwice(client, first + i),
                                CloudStackClient::closeLater),
                        AT_ONCE)
                .count()
                .block(Duration.ofMinutes(30));
        assertThat(done).isEqualTo(samples);
    }

    private Mono<Boolean> callTwice(CloudStackClient cloud, long seed) {
        String what = "BrokenReply.of(" + seed + "L)";
        boolean asList = seed % 2 == 0;
        UntypedCommand<JsonNode> broken = Command.of("listThings").with("sample", seed);
        UntypedCommand<JsonNode> good = Command.of("listThings").with("nonce", seed);
        Mono<Signal<List<JsonNode>>> first = (asList
                        ? cloud.list(broken.paged(false))
                        : cloud.execute(broken).flux())
                .collectList()
                // Some ask for a rest, which would be waited out ten times.
                .contextWrite(Deadline.in(Duration.ofSeconds(5)))
                .materialize();
        Mono<List<JsonNode>> second =
                (asList ? cloud.list(good.paged(false)) : cloud.execute(good).flux()).collectList();
        return first.timeout(LIMIT)
                .doOnNext(end -> {
                    if (end.hasError()) {
                        assertThat(end.getThrowable()).as(what).isInstanceOf(CloudStackException.class);
                    }
                })
                .then(second.timeout(LIMIT))
                .onErrorMap(failure -> new AssertionError("The call after " + what, failure))
                .map(things -> {
                    assertThat(things.toString()).as("the call after %s", what).contains("\"nonce-" + seed + "\"");
                    return true;
                });
    }

    /** What a server may send in place of an HTTP reply. */
    private enum Fault {
        LENGTH_TOO_LONG,
        LENGTH_TOO_SHORT,
        LENGTH_ABSURD,
        TWO_LENGTHS,
        NO_LENGTH,
        CHUNKS_BROKEN,
        CHUNKS_CUT,
        CHUNKS_AND_LENGTH,
        GARBAGE_BEFORE,
        GZIP_BROKEN,
        GZIP_THAT_IS_NONE,
        GZIP_OF_MUCH,
        ODD_STATUS_LINE,
        MANY_HEADERS,
        HUGE_HEADER,
        ODD_HEADERS,
        MANY_CONTINUES,
        SWITCHING,
        CUT,
        NOTHING,
        TWO_REPLIES,
        MUTATED
    }

    /**
     * @param closes whether the connection ends after it
     */
    private record BrokenReply(Fault fault, byte[] bytes, boolean closes) {

        private static final List<Capture> CAPTURES = Capture.all();
        private static final byte[] MUCH = gzip(new byte[64 * LARGEST_REPLY]);

        static BrokenReply of(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            Fault fault = Fault.values()[(int) Math.floorMod(seed, (long) Fault.values().length)];
            byte[] body = CAPTURES.get(random.nextInt(CAPTURES.size())).body().getBytes(StandardCharsets.UTF_8);
            byte[] other = CAPTURES.get(random.nextInt(CAPTURES.size())).body().getBytes(StandardCharsets.UTF_8);
            byte[] body2 = random.nextInt(4) == 0 ? Mutation.of(body, other, random) : body;
            return new BrokenReply(fault, bytes(fault, body2, random), random.nextInt(8) != 0);
        }

        private static byte[] bytes(Fault fault, byte[] body, SplittableRandom random) {
            String type = "Content-Type: application/json;charset=utf-8\r\n";
            String ok = "HTTP/1.1 200 OK\r\n" + type;
            int more = 1 + random.nextInt(1_000);
            return switch (fault) {
                case LENGTH_TOO_LONG -> reply(ok + "Content-Length: " + (body.length + more), body);
                case LENGTH_TOO_SHORT -> reply(ok + "Content-Length: " + Math.max(0, body.length - more), body);
                case LENGTH_ABSURD ->
                    reply(
                            ok + "Content-Length: "
                                    + one(
                                            random,
                                            "-1",
                                            "9223372036854775807",
                                            "99999999999999999999",
                                            "1e3",
                                            "",
                                            "0x10"),
                            body);
                case TWO_LENGTHS -> reply(ok + "Content-Length: " + body.length + "\r\nContent-Length: " + more, body);
                case NO_LENGTH -> reply(ok + "X: 1", body);
                case CHUNKS_BROKEN ->
                    reply(
                            ok + "Transfer-Encoding: chunked",
                            bytes(one(
                                    random,
                                    "zz\r\n",
                                    "-1\r\n",
                                    "7fffffffffffffff\r\n",
                                    "\r\n",
                                    "5;" + "x".repeat(9_000) + "\r\n",
                                    "1\r\n{}\r\n")),
                            body);
                case CHUNKS_CUT ->
                    reply(ok + "Transfer-Encoding: chunked", bytes(Integer.toHexString(body.length) + "\r\n"), body);
                case CHUNKS_AND_LENGTH ->
                    reply(
                            ok + "Transfer-Encoding: chunked\r\nContent-Length: " + more,
                            bytes(Integer.toHexString(body.length) + "\r\n"),
                            body,
                            bytes("\r\n0\r\n\r\n"));
                case GARBAGE_BEFORE -> {
                    byte[] garbage = new byte[more];
                    random.nextBytes(garbage);
                    yield joined(garbage, reply(ok + "Content-Length: " + body.length, body));
                }
                case GZIP_BROKEN -> {
                    byte[] zipped = Mutation.of(gzip(body), body, random);
                    yield reply(ok + "Content-Encoding: gzip\r\nContent-Length: " + zipped.length, zipped);
                }
                case GZIP_THAT_IS_NONE ->
                    reply(
                            ok + "Content-Encoding: " + one(random, "gzip", "deflate", "br", "zstd", "snappy", "none")
                                    + "\r\nContent-Length: " + body.length,
                            body);
                case GZIP_OF_MUCH -> reply(ok + "Content-Encoding: gzip\r\nContent-Length: " + MUCH.length, MUCH);
                case ODD_STATUS_LINE ->
                    reply(
                            one(
                                            random,
                                            "HTTP/9.9 200 OK",
                                            "HTTP/1.1 99 x",
                                            "HTTP/1.1 1000 x",
                                            "HTTP/1.1 -1",
                                            "HTTP/1.1",
                                            "ICY 200 OK",
                                            "HTTP/1.1 204 No",
                                            "HTTP/1.1 304 Not",
                                            "HTTP/1.0 200 OK")
                                    + "\r\nContent-Length: " + body.length,
                            body);
                case MANY_HEADERS -> reply(ok + "a: b\r\n".repeat(5_000) + "Content-Length: " + body.length, body);
                case HUGE_HEADER ->
                    reply(ok + "X: " + "y".repeat(100_000) + "\r\nContent-Length: " + body.length, body);
                case ODD_HEADERS ->
                    reply(
                            ok
                                    + one(
                                            random,
                                            "no colon",
                                            ": no name",
                                            "a\u0000b: c",
                                            "\u00e9: \u0001",
                                            " folded: x",
                                            "Set-Cookie: ;;=",
                                            "Date: never",
                                            "Content-Type: text/xml;charset=:")
                                    + "\r\nContent-Length: " + body.length,
                            body);
                case MANY_CONTINUES ->
                    joined(
                            bytes("HTTP/1.1 100 Continue\r\n\r\n".repeat(1 + random.nextInt(50))),
                            reply(ok + "Content-Length: " + body.length, body));
                case SWITCHING ->
                    reply("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade", body);
                case CUT -> {
                    byte[] whole = reply(ok + "Content-Length: " + body.length, body);
                    yield Arrays.copyOf(whole, random.nextInt(whole.length));
                }
                case NOTHING -> new byte[0];
                case TWO_REPLIES ->
                    joined(
                            reply(ok + "Content-Length: " + body.length, body),
                            reply(ok + "Content-Length: " + body.length, body));
                case MUTATED -> Mutation.of(reply(ok + "Content-Length: " + body.length, body), body, random);
            };
        }

        private static String one(SplittableRandom random, String... texts) {
            return texts[random.nextInt(texts.length)];
        }

        private static byte[] reply(String head, byte[]... parts) {
            return joined(bytes(head + "\r\n\r\n"), joined(parts));
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        private static byte[] joined(byte[]... parts) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] part : parts) {
                all.writeBytes(part);
            }
            return all.toByteArray();
        }

        private static byte[] gzip(byte[] body) {
            ByteArrayOutputStream zipped = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
                gzip.write(body);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return zipped.toByteArray();
        }
    }

    /** Answers {@code sample} with the broken reply of that seed, and {@code nonce} with an answer that holds it. */
    private static final class BrokenServer implements AutoCloseable {

        private static final Pattern ASKED = Pattern.compile("(sample|nonce)=(-?\\d+)");

        final ServerSocket socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "broken-server");
            thread.setDaemon(true);
            return thread;
        });

        BrokenServer() throws IOException {
            threads.execute(() -> {
                try {
                    while (true) {
                        Socket connection = socket.accept();
                        threads.execute(() -> serve(connection));
                    }
                } catch (IOException closed) {
                    // The test is over.
                }
            });
        }

        private static void serve(Socket connection) {
            try (connection) {
                connection.setTcpNoDelay(true);
                for (String head = head(connection); !head.isEmpty(); head = head(connection)) {
                    Matcher asked = ASKED.matcher(head);
                    if (!asked.find()) {
                        return;
                    }
                    long number = Long.parseLong(asked.group(2));
                    if (asked.group(1).equals("nonce")) {
                        String body = "{\"r\":{\"count\":1,\"thing\":[{\"id\":\"nonce-" + number + "\"}]}}";
                        connection
                                .getOutputStream()
                                .write(BrokenReply.reply(
                                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                                + body.length(),
                                        BrokenReply.bytes(body)));
                    } else {
                        BrokenReply reply = BrokenReply.of(number);
                        connection.getOutputStream().write(reply.bytes());
                        if (reply.closes()) {
                            return;
                        }
                    }
                }
            } catch (IOException gone) {
                // The client has closed it.
            }
        }

        private static String head(Socket connection) throws IOException {
            InputStream in = connection.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    return "";
                }
                head.append((char) b);
            }
            return head.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            threads.shutdownNow();
        }
    }
}
