package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.CloudStackClientBuilder;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.CloudStackException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import tools.jackson.databind.JsonNode;

/** What a server sends beyond the reply is never taken for the reply to the next request. */
@Timeout(30)
class PairingTest {

    private static final Pattern NUMBER = Pattern.compile("n=(\\d+)");

    /** Answers each request with its own number, and more. */
    private static final class Server implements AutoCloseable {

        private final ServerSocket socket;
        private final @Nullable SSLContext tls;
        private final Answer answer;
        private final AtomicInteger connections = new AtomicInteger();
        private final Semaphore ended = new Semaphore(0);
        private final List<Socket> open = new CopyOnWriteArrayList<>();

        private interface Answer {
            void to(String number, OutputStream out) throws Exception;
        }

        Server(Answer answer) throws IOException {
            this(null, answer);
        }

        Server(@Nullable SSLContext tls, Answer answer) throws IOException {
            this.tls = tls;
            this.answer = answer;
            this.socket = tls == null ? new ServerSocket(0) : Together.listening();
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
                Socket spoken = connection;
                OutputStream out = connection.getOutputStream();
                if (tls != null) {
                    SSLSocket encrypted = (SSLSocket) tls.getSocketFactory().createSocket(connection, null, true);
                    spoken = encrypted;
                    out = ((Together) connection).over(encrypted.getOutputStream());
                }
                byte[] buffer = new byte[8_192];
                StringBuilder head = new StringBuilder();
                for (int read = spoken.getInputStream().read(buffer);
                        read > 0;
                        read = spoken.getInputStream().read(buffer)) {
                    head.append(new String(buffer, 0, read, StandardCharsets.US_ASCII));
                    if (head.indexOf("\r\n\r\n") >= 0) {
                        Matcher number = NUMBER.matcher(head);
                        answer.to(number.find() ? number.group(1) : "none", out);
                        out.flush();
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
            CloudStackClientBuilder client = CloudStackClient.builder();
            if (tls != null) {
                client = client.trustAnyCertificateInsecurely();
            }
            return client.endpoint(
                            (tls != null ? "https" : "http") + "://127.0.0.1:" + socket.getLocalPort() + "/client/api")
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

    /** Sends at once what was encrypted in several records. */
    private static final class Together extends Socket {

        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private boolean holding;

        static ServerSocket listening() throws IOException {
            return new ServerSocket(0) {
                @Override
                public Socket accept() throws IOException {
                    Together accepted = new Together();
                    implAccept(accepted);
                    return accepted;
                }
            };
        }

        /** Encrypts what is written, and sends it when it is flushed. */
        OutputStream over(OutputStream encrypted) {
            return new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    holding = true;
                    encrypted.write(bytes, from, length);
                }

                @Override
                public void flush() throws IOException {
                    holding = false;
                    getOutputStream().write(held.toByteArray(), 0, held.size());
                    held.reset();
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream sent = super.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    (holding ? held : sent).write(bytes, from, length);
                }
            };
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

    /** Each is decrypted by itself, the second when the next request has gone. */
    @Test
    void aReplyThatComesTwiceInRecordsOfItsOwnIsNotTheNextOnes() throws Exception {
        KeyManagerFactory keys = Certificates.serverOf("localhost")
                .buildIssuedBy(Certificates.authority("Company"))
                .toKeyManagerFactory();
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        for (int more : new int[] {30, reply("1").length}) {
            try (Server server = new Server(tls, (number, out) -> {
                        out.write(reply(number));
                        out.write(reply(number), 0, more);
                        out.flush();
                        Thread.sleep(5);
                        out.write(reply(number), more, reply(number).length - more);
                    });
                    CloudStackClient client = server.client()) {
                // The connection is known to be spoilt before the next request goes out, unless the network cut between
                // the two.
                assertThat(assertEachGetsItsOwn(client, 60))
                        .filteredOn("failure"::equals)
                        .hasSizeLessThan(6);
            }
        }
    }

    /** As the decoder holds the beginning of a line, it copies what comes next. */
    @Test
    void aReplyThatCameInPiecesIsFollowedByNothing() throws Exception {
        for (String place : new String[] {"Content-T", "chunked\r\n\r\n1", "\r\n0\r\n\r"}) {
            try (Server server = new Server((number, out) -> {
                        String chunked = chunked(number);
                        String more = chunked("wrong");
                        int cut = chunked.indexOf(place) + place.length();
                        out.write(ascii(chunked.substring(0, cut)));
                        out.flush();
                        Thread.sleep(20);
                        out.write(ascii(chunked.substring(cut) + more.substring(0, 30)));
                        out.flush();
                        Thread.sleep(20);
                        out.write(ascii(more.substring(30)));
                    });
                    CloudStackClient client = server.client()) {
                assertEachGetsItsOwn(client, 12);
            }
        }
    }

    /** Wherever a reply is cut, what comes with its end is seen, and what comes alone is not taken for more. */
    @Test
    void whatComesWithTheEndOfAReplyEndsTheConnectionWhereverItWasCut() {
        String interim = "HTTP/1.1 100 Continue\r\n\r\n";
        String hints = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
        String sized = new String(reply("7"), StandardCharsets.US_ASCII);
        String trailed = chunked("7").replace("\r\n0\r\n\r\n", "\r\n0\r\nA: b\r\nC: d\r\n\r\n");
        String lines =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\na\nb\n\r\n\r\n3\r\n\n\n\n\r\n0\r\n\r\n";
        String empty = "HTTP/1.1 204 No Content\r\nA: b\r\n\r\n";
        for (String whole :
                List.of(sized, chunked("7"), trailed, lines, empty, interim + sized, hints + chunked("7"))) {
            int length = whole.length();
            for (int cut = 0; cut < length; cut++) {
                for (int more : new int[] {0, 1, 9, 30, length}) {
                    assertEndsWithMore(List.of(whole.substring(0, cut), whole.substring(cut)), whole, more);
                    int next = Math.min(cut + 1, length - 1);
                    assertEndsWithMore(
                            List.of(whole.substring(0, cut), whole.substring(cut, next), whole.substring(next)),
                            whole,
                            more);
                }
            }
        }
    }

    private static void assertEndsWithMore(List<String> pieces, String whole, int more) {
        EmbeddedChannel channel = channel();
        AtomicInteger ends = new AtomicInteger();
        channel.pipeline().addLast(new SimpleChannelInboundHandler<HttpObject>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
                // As the pool does: the next request goes out as the reply ends.
                if (message instanceof LastHttpContent) {
                    ends.incrementAndGet();
                    if (Connection.from(context.channel()).isPersistent()) {
                        context.channel().writeAndFlush(request());
                    }
                }
            }
        });
        channel.writeOutbound(request());
        for (int i = 0; i < pieces.size() && channel.isOpen(); i++) {
            String piece = pieces.get(i) + (i == pieces.size() - 1 ? whole.substring(0, more) : "");
            channel.writeInbound(Unpooled.copiedBuffer(piece, StandardCharsets.US_ASCII));
        }
        assertThat(ends).as("%s and %d more", pieces, more).hasValue(1);
        assertThat(channel.isOpen()).as("%s and %d more", pieces, more).isEqualTo(more == 0);
        assertThat(Connection.from(channel).isPersistent()).isEqualTo(more == 0);
        channel.finishAndReleaseAll();
    }

    @Test
    void aBodyIsHandedOnAsItWasRead() {
        EmbeddedChannel channel = channel();
        List<ByteBuf> decoded = new ArrayList<>();
        channel.pipeline().addAfter("cloudstack.bytes", "spy", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                decoded.add((ByteBuf) message);
                context.fireChannelRead(message);
            }
        });
        channel.writeOutbound(request());
        byte[] lines = new byte[64 * 1024];
        Arrays.fill(lines, (byte) '\n');
        int reads = 320;
        channel.writeInbound(Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\nContent-Le", StandardCharsets.US_ASCII));
        channel.writeInbound(
                Unpooled.copiedBuffer("ngth: " + lines.length * reads + "\r\n\r\n", StandardCharsets.US_ASCII));
        assertThat(decoded).as("the head: a line by itself, then the rest").hasSize(3);
        decoded.clear();
        for (int i = 0; i < reads; i++) {
            ByteBuf read = Unpooled.wrappedBuffer(lines);
            channel.writeInbound(read);
            assertThat(decoded).containsExactly(read);
            assertThat(decoded.remove(0)).isSameAs(read);
        }
        assertThat(channel.isOpen()).isTrue();
        channel.finishAndReleaseAll();
    }

    /** Closed as its head is read: what is left of the read is released, and so is what comes after. */
    @Test
    void aConnectionThatIsClosedBetweenTheLineAndTheRest() {
        EmbeddedChannel channel = channel();
        channel.pipeline().addLast(new SimpleChannelInboundHandler<HttpObject>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
                context.close();
            }
        });
        channel.writeOutbound(request());
        List<ByteBuf> reads = Stream.of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r", "\nhel", "lo and more")
                .map(text -> Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII))
                .toList();
        reads.forEach(read -> channel.pipeline().fireChannelRead(read));
        channel.finishAndReleaseAll();
        assertThat(reads).allSatisfy(read -> assertThat(read.refCnt()).isZero());
    }

    private static EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(NettyPipeline.HttpCodec, new HttpClientCodec());
        channel.pipeline().addLast(NettyPipeline.HttpDecompressor, new HttpContentDecompressor(0));
        Pairing.watch(channel.pipeline());
        return channel;
    }

    private static DefaultFullHttpRequest request() {
        return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/client/api", Unpooled.EMPTY_BUFFER);
    }

    private static String chunked(String number) {
        String body = "{\"r\":{\"t\":{\"n\":\"" + number + "\"}}}";
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
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
        assertEachGetsItsOwn(client, 60);
    }

    private static List<String> assertEachGetsItsOwn(CloudStackClient client, int calls) {
        List<String> answers = Flux.range(0, calls)
                .flatMap(
                        i -> call(client, i)
                                .map(answer -> answer.path("n").asString().equals("" + i) ? "own" : "another's")
                                .onErrorResume(CloudStackException.class, failure -> Mono.just("failure")),
                        10)
                .collectList()
                .block(Duration.ofSeconds(20));
        assertThat(answers).hasSize(calls).doesNotContain("another's").contains("own");
        return answers;
    }

    private static Mono<JsonNode> call(CloudStackClient client, int number) {
        return client.execute(Command.of("getThing").with("n", number));
    }
}
