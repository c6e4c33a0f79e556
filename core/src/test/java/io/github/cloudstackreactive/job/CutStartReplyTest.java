package io.github.cloudstackreactive.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.Call;
import io.github.cloudstackreactive.exchange.CallListener;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.simulator.Simulator;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import tools.jackson.databind.JsonNode;

/**
 * Start replies that are cut off at every byte, requests that are cut off at every byte, and a server that restarts between
 * them: no command is ever sent twice, and whatever the server has begun is found where it knows the ids of our choosing.
 */
@Timeout(300)
class CutStartReplyTest {

    record Machine(String id, String name, String state) {}

    private static final String DEPLOY = "deployVirtualMachine";
    private static final int AT_ONCE = 64;

    /** By default so many bytes lie between two cuts; in a soak, none is left out. */
    private static final int STEP = 7;

    private Simulator simulator;
    private Relay relay;
    private CloudStackClient cloud;
    private UntypedCommand<Machine> deploy;

    private void start(boolean ignoresOurIds) throws IOException {
        simulator = Simulator.builder()
                .vms(0)
                .volumes(0)
                .jobDuration(Duration.ofMillis(5))
                .ignoreCustomJobId(ignoresOurIds)
                .rememberRequests(100_000)
                .start();
        relay = new Relay(simulator);
        cloud = client(CallListener.NONE);
        deploy = Command.async(DEPLOY, Machine.class)
                .with("zoneid", first("listZones", ""))
                .with("serviceofferingid", first("listServiceOfferings", ""))
                .with("templateid", first("listTemplates", "all"));
    }

    private CloudStackClient client(CallListener listener) {
        return CloudStackClient.builder()
                .endpoint(relay.endpoint())
                .credentials(simulator.apiKey(), simulator.secretKey())
                .connections(2 * AT_ONCE)
                .replyTimeout(Duration.ofSeconds(20), Duration.ofSeconds(20))
                .retry(new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(20), () -> 0.5, 1_000))
                .jobPolling(new PollSchedule(Duration.ofMillis(10), 1.5, Duration.ofMillis(50), () -> 0.5))
                .jobTracking(JobTracking.DEFAULT.perSecond(1_000))
                .jobDeadline(Duration.ofSeconds(40))
                .lostReplyGrace(Duration.ofMillis(300))
                .listener(listener)
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        cloud.closeLater().block(Duration.ofSeconds(10));
        relay.close();
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStartReplyThatIsCutOffIsNeverFollowedByASecondSend(boolean ignoresOurIds) throws IOException {
        cutReplies(ignoresOurIds, STEP);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("soak")
    void aStartReplyCutOffAtWhateverByteIsNeverFollowedByASecondSend(boolean ignoresOurIds) throws IOException {
        cutReplies(ignoresOurIds, 1);
    }

    private void cutReplies(boolean ignoresOurIds, int step) throws IOException {
        start(ignoresOurIds);
        int length = lengthOfAStartReply();

        Map<String, Signal<Machine>> ends = deployEach("reply", length, step);

        Map<String, Long> sent = sent();
        Map<String, Long> made = made();
        for (int at = length; at >= 0; at -= step) {
            String name = name("reply", at);
            assertThat(sent.get(name)).as("sends of %s", name).isEqualTo(1);
            assertThat(made.get(name)).as("machines of %s", name).isEqualTo(1);
            if (ignoresOurIds && at < relay.shortestReply()) {
                isUnknown(name, ends.get(name));
            } else if (!ignoresOurIds || at >= relay.longestReply()) {
                isDone(name, ends.get(name));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestThatIsCutOffIsNeverFollowedByASecondSend(boolean ignoresOurIds) throws IOException {
        cutRequests(ignoresOurIds, STEP);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("soak")
    void aRequestCutOffAtWhateverByteIsNeverFollowedByASecondSend(boolean ignoresOurIds) throws IOException {
        cutRequests(ignoresOurIds, 1);
    }

    private void cutRequests(boolean ignoresOurIds, int step) throws IOException {
        start(ignoresOurIds);
        lengthOfAStartReply();
        // A signature may take some bytes more than those seen.
        int length = relay.longestRequest() + 16;

        Map<String, Signal<Machine>> ends = deployEach("request", length, step);

        Map<String, Long> sent = sent();
        Map<String, Long> made = made();
        assertThat(relay.sends())
                .as("sends that the relay saw")
                .allSatisfy((name, sends) -> assertThat(sends).as(name).isEqualTo(1));
        for (int at = length; at >= 0; at -= step) {
            String name = name("request", at);
            boolean arrived = sent.containsKey(name);
            assertThat(sent.getOrDefault(name, 0L)).as("sends of %s", name).isLessThanOrEqualTo(1);
            assertThat(made.getOrDefault(name, 0L)).as("machines of %s", name).isEqualTo(arrived ? 1 : 0);
            if (arrived && !ignoresOurIds) {
                isDone(name, ends.get(name));
            } else {
                isUnknown(name, ends.get(name));
            }
        }
        assertThat(sent.keySet())
                .as("one that arrived, and whose reply was not waited for")
                .contains(name("request", length));
    }

    @Test
    void aServerThatRestartsAfterItHasBegunIsAskedAgainAndKnows() throws IOException {
        start(false);

        for (int i = 0; i < 3; i++) {
            String name = name("restart-after", i);
            isDone(name, deployed(name).block(Duration.ofSeconds(20)));
        }
        assertThat(sent())
                .hasSize(3)
                .allSatisfy((name, sends) -> assertThat(sends).as(name).isEqualTo(1));
    }

    @Test
    void aServerThatRestartsBeforeItHasReadTheRequestIsNotSentItAgain() throws IOException {
        start(false);

        for (int i = 0; i < 3; i++) {
            String name = name("restart-before", i);
            isUnknown(name, deployed(name).block(Duration.ofSeconds(20)));
        }
        assertThat(sent()).isEmpty();
        assertThat(relay.sends())
                .hasSize(3)
                .allSatisfy((name, sends) -> assertThat(sends).as(name).isEqualTo(1));
    }

    @Test
    void whatNoConnectionTookIsSentOnceTheServerIsThere() throws IOException {
        start(false);
        String name = name("whole", 0);
        List<CloudStackException> refusals = new CopyOnWriteArrayList<>();
        // A client of its own, since nothing is refused where a connection is kept alive.
        cloud.closeLater().block(Duration.ofSeconds(10));
        cloud = client(new CallListener() {
            @Override
            public void onRetry(Call call, CloudStackException failure, Duration wait) {
                refusals.add(failure);
                if (refusals.size() == 2) {
                    relay.listen();
                }
            }
        });
        relay.refuse();

        isDone(name, deployed(name).block(Duration.ofSeconds(20)));
        assertThat(refusals).hasSize(2).hasOnlyElementsOfType(TransportException.class);
        assertThat(sent().get(name)).isEqualTo(1);
    }

    // What is done, and what has come of it.

    private int lengthOfAStartReply() {
        for (int i = 0; i < 5; i++) {
            isDone(name("whole", i), deployed(name("whole", i)).block(Duration.ofSeconds(20)));
        }
        return relay.longestReply();
    }

    private Map<String, Signal<Machine>> deployEach(String fate, int length, int step) {
        return Flux.range(0, length / step + 1)
                .map(cut -> name(fate, length - cut * step))
                .flatMap(name -> deployed(name).map(end -> Map.entry(name, end)), AT_ONCE)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .block(Duration.ofSeconds(50));
    }

    private Mono<Signal<Machine>> deployed(String name) {
        return cloud.submit(deploy.with("name", name)).materialize();
    }

    private static String name(String fate, int at) {
        return "%s-%04d".formatted(fate, at);
    }

    private static void isDone(String name, Signal<Machine> end) {
        assertThat(end.getThrowable()).as(name).isNull();
        assertThat(end.get().name()).isEqualTo(name);
        assertThat(end.get().state()).isEqualTo("Running");
    }

    private static void isUnknown(String name, Signal<Machine> end) {
        assertThat(end.getThrowable()).as(name).isInstanceOfSatisfying(OutcomeUnknownException.class, unknown -> {
            assertThat(unknown.command()).isEqualTo(DEPLOY);
            assertThat(unknown.jobId()).isNotNull();
            assertThat(unknown).hasMessageContaining("Look for its job by the id");
        });
    }

    private Map<String, Long> sent() {
        Map<String, Long> sent = new HashMap<>();
        simulator.lastRequests().stream()
                .filter(request -> DEPLOY.equals(request.command()))
                .forEach(request -> sent.merge(request.parameters().get("name"), 1L, Long::sum));
        return sent;
    }

    private Map<String, Long> made() {
        Map<String, Long> made = new HashMap<>();
        cloud.list(Command.of("listVirtualMachines", Machine.class).with("listall", true))
                .doOnNext(machine -> made.merge(machine.name(), 1L, Long::sum))
                .then()
                .block(Duration.ofSeconds(10));
        return made;
    }

    private String first(String list, String filter) {
        UntypedCommand<JsonNode> command = Command.of(list);
        return cloud.list(filter.isEmpty() ? command : command.with("templatefilter", filter))
                .blockFirst(Duration.ofSeconds(10))
                .path("id")
                .asString();
    }

    /** Stands between client and server, and does to a deploy what the machine's name says. */
    private static final class Relay implements AutoCloseable {

        private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
        private static final Pattern NAME = Pattern.compile("[?&]?name=([a-z-]+)-(\\d{4})(?=&|$| )");

        private final Simulator simulator;
        private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "relay");
            thread.setDaemon(true);
            return thread;
        });
        private final List<Integer> requests = new ArrayList<>();
        private final List<Integer> replies = new ArrayList<>();
        private final Map<String, Integer> sends = new HashMap<>();
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();
        private volatile ServerSocket socket;
        private final int port;

        Relay(Simulator simulator) throws IOException {
            this.simulator = simulator;
            this.socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
            this.port = socket.getLocalPort();
            accept(socket);
        }

        String endpoint() {
            return "http://127.0.0.1:" + port + "/client/api";
        }

        synchronized int longestRequest() {
            return requests.stream().mapToInt(each -> each).max().orElseThrow();
        }

        synchronized int longestReply() {
            return replies.stream().mapToInt(each -> each).max().orElseThrow();
        }

        synchronized int shortestReply() {
            return replies.stream().mapToInt(each -> each).min().orElseThrow();
        }

        synchronized Map<String, Integer> sends() {
            Map<String, Integer> cut = new HashMap<>(sends);
            cut.keySet().removeIf(name -> name.startsWith("whole"));
            return cut;
        }

        void refuse() throws IOException {
            socket.close();
            // A thread that is still within accept keeps the socket listening for a moment.
            while (true) {
                try (Socket taken = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    reset(taken);
                } catch (ConnectException refused) {
                    return;
                } catch (SocketException reset) {
                    // It was still accepted; and once more.
                }
            }
        }

        void listen() {
            try {
                socket = new ServerSocket();
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                accept(socket);
            } catch (IOException taken) {
                throw new UncheckedIOException(taken);
            }
        }

        private void accept(ServerSocket from) {
            threads.execute(() -> {
                try {
                    while (true) {
                        Socket connection = from.accept();
                        open.add(connection);
                        threads.execute(() -> serve(connection));
                    }
                } catch (IOException closed) {
                    // It listens no more.
                }
            });
        }

        private void serve(Socket client) {
            try (client) {
                client.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(client.getInputStream());
                for (byte[] request = message(in); request.length > 0; request = message(in)) {
                    String text = new String(request, StandardCharsets.ISO_8859_1);
                    Matcher name = NAME.matcher(text);
                    if (!text.contains("command=" + DEPLOY) || !name.find()) {
                        client.getOutputStream().write(forwarded(request, request.length, true));
                    } else if (!deploy(client, request, name.group(1), Integer.parseInt(name.group(2)))) {
                        return;
                    }
                }
            } catch (IOException | InterruptedException gone) {
                // The client has closed it, or the server is down.
            } finally {
                open.remove(client);
            }
        }

        /** @return whether the connection goes on */
        private boolean deploy(Socket client, byte[] request, String fate, int at)
                throws IOException, InterruptedException {
            synchronized (this) {
                sends.merge(name(fate, at), 1, Integer::sum);
                requests.add(request.length);
            }
            switch (fate) {
                case "request" -> forwarded(request, Math.min(at, request.length), at >= request.length);
                case "restart-before" -> restart(client);
                case "restart-after" -> {
                    forwarded(request, request.length, true);
                    restart(client);
                }
                default -> {
                    byte[] reply = forwarded(request, request.length, true);
                    synchronized (this) {
                        replies.add(reply.length);
                    }
                    if (fate.equals("whole")) {
                        client.getOutputStream().write(reply);
                        return true;
                    }
                    client.getOutputStream().write(reply, 0, Math.min(at, reply.length));
                }
            }
            if (at % 2 == 0 && at < longestReply(fate)) {
                reset(client);
            }
            return false;
        }

        // A reset takes with it what has not been read yet; of a whole reply that would be a part.
        private synchronized int longestReply(String fate) {
            return fate.equals("reply") ? shortestReply() : Integer.MAX_VALUE;
        }

        private void restart(Socket client) throws InterruptedException {
            simulator.stop();
            reset(client);
            Thread.sleep(100);
            simulator.restart();
        }

        private static void reset(Socket client) {
            try {
                client.setSoLinger(true, 0);
                client.close();
            } catch (IOException closed) {
                // It is.
            }
        }

        /** Hands on so much of a request over a connection of its own. */
        private byte[] forwarded(byte[] request, int length, boolean waits) throws IOException {
            try (Socket server = new Socket(
                    InetAddress.getLoopbackAddress(), simulator.endpoint().getPort())) {
                server.getOutputStream().write(request, 0, length);
                return waits ? message(new BufferedInputStream(server.getInputStream())) : new byte[0];
            }
        }

        /** One request or one reply as it came; empty where there is none. */
        private static byte[] message(InputStream in) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            String head = until(in, all, "\r\n\r\n");
            Matcher length = LENGTH.matcher(head);
            if (length.find()) {
                all.writeBytes(in.readNBytes(Integer.parseInt(length.group(1))));
            } else if (head.toLowerCase().contains("transfer-encoding: chunked")) {
                int size;
                do {
                    size = Integer.parseInt(until(in, all, "\r\n").strip(), 16);
                    all.writeBytes(in.readNBytes(size + 2));
                } while (size > 0);
            }
            return all.toByteArray();
        }

        private static String until(InputStream in, ByteArrayOutputStream all, String end) throws IOException {
            StringBuilder text = new StringBuilder();
            while (text.length() < end.length()
                    || !text.substring(text.length() - end.length()).equals(end)) {
                int b = in.read();
                if (b < 0) {
                    return "";
                }
                all.write(b);
                text.append((char) b);
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            threads.shutdownNow();
        }
    }
}
