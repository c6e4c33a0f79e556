package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.CloudStackClientBuilder;
import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.error.TransportException;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** Whose the connections are, when they open and when they close, as the server counts them. */
@Timeout(60)
class PoolTest {

    private static final UntypedCommand<JsonNode> SAFE = Command.of("listZones");

    private static CloudStackClientBuilder client(Listening server) {
        return CloudStackClient.builder().endpoint(server.endpoint()).credentials("KEY", "SECRET");
    }

    private static void soon(BooleanSupplier condition) {
        Flux.interval(Duration.ofMillis(10))
                .takeUntil(tick -> condition.getAsBoolean())
                .blockLast(Duration.ofSeconds(10));
    }

    private static void calls(CloudStackClient cloud, int calls) {
        Flux.range(0, calls).flatMap(i -> cloud.execute(SAFE), calls).blockLast(Duration.ofSeconds(20));
    }

    @Test
    void closingClosesThePoolOfOnesOwn() {
        try (Listening server = Listening.plain()) {
            CloudStackClient cloud = client(server).build();
            calls(cloud, 8);
            assertThat(server.open()).isPositive();

            cloud.closeLater().block(Duration.ofSeconds(10));
            soon(() -> server.open() == 0);

            assertThat(server.open()).isZero();
            StepVerifier.create(cloud.execute(SAFE))
                    .expectErrorSatisfies(thrown -> {
                        assertThat(thrown)
                                .isInstanceOf(TransportException.class)
                                .hasMessageContaining("is closed");
                        assertThat(((TransportException) thrown).mayPass()).isFalse();
                    })
                    .verify(Duration.ofSeconds(5));
            StepVerifier.create(cloud.warmUp(2))
                    .expectErrorSatisfies(thrown -> assertThat(thrown).hasMessageContaining("is closed"))
                    .verify(Duration.ofSeconds(5));
        }
    }

    @Test
    void whatIsInFlightMayEndWhenItIsClosed() {
        Sinks.Empty<Void> go = Sinks.empty();
        try (Listening server = Listening.plain(
                (request, response) -> response.sendString(go.asMono().then(Mono.just("{\"r\":{\"id\":\"1\"}}"))))) {
            CloudStackClient cloud = client(server).build();
            Mono<JsonNode> inFlight = cloud.execute(SAFE).cache();
            inFlight.subscribe();
            soon(() -> server.requests() == 1);

            long began = System.nanoTime();
            cloud.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
            go.tryEmitEmpty();

            assertThat(inFlight.block(Duration.ofSeconds(10)).path("id").asString())
                    .isEqualTo("1");
            soon(() -> server.open() == 0);
            assertThat(server.open()).isZero();
        }
    }

    @Test
    void aCallersPoolAndLoopsStayTheCallersToClose() {
        ConnectionProvider pool = ConnectionProvider.create("mine", 3);
        LoopResources loops = LoopResources.create("my-loops", 1, true);
        try (Listening server = Listening.plain()) {
            CloudStackClient first =
                    client(server).connectionProvider(pool).loopResources(loops).build();
            calls(first, 9);
            assertThat(server.everOpened()).isBetween(1, 3);
            first.closeLater().block(Duration.ofSeconds(10));

            assertThat(pool.isDisposed()).isFalse();
            assertThat(loops.isDisposed()).isFalse();
            assertThat(server.open()).isPositive();
            String thread = HttpClient.create(pool)
                    .runOn(loops)
                    .get()
                    .uri(URI.create(server.endpoint()))
                    .response()
                    .map(response -> Thread.currentThread().getName())
                    .block(Duration.ofSeconds(10));
            assertThat(thread).startsWith("my-loops");
        } finally {
            pool.disposeLater().block(Duration.ofSeconds(10));
            loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
        }
    }

    @Test
    void theCallersLoopsCarryTheCalls() {
        LoopResources loops = LoopResources.create("my-loops", 1, true);
        try (Listening server = Listening.plain();
                CloudStackClient cloud = client(server).loopResources(loops).build()) {
            String thread = cloud.execute(SAFE)
                    .map(answer -> Thread.currentThread().getName())
                    .block(Duration.ofSeconds(10));
            assertThat(thread).startsWith("my-loops");
        } finally {
            loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
        }
    }

    @Test
    void warmConnectionsAreOpenBeforeTheyAreNeededAndThenUsed() throws Exception {
        X509Bundle authority = Certificates.authority("Company");
        X509Bundle certificate = Certificates.server().buildIssuedBy(authority);
        try (Listening server = Listening.tls(Certificates.shows(certificate).build());
                CloudStackClient cloud = client(server)
                        .tls(Tls.trustingOnly(List.of(authority.getCertificate())))
                        .build()) {
            Mono<Void> warmUp = cloud.warmUp(5);
            assertThat(server.everOpened()).isZero();

            warmUp.block(Duration.ofSeconds(20));
            assertThat(server.everOpened()).isEqualTo(5);
            assertThat(server.open()).isEqualTo(5);
            assertThat(server.requests()).isZero();

            // They are free, and those that are open already are enough.
            cloud.warmUp(5).block(Duration.ofSeconds(20));
            assertThat(server.everOpened()).isEqualTo(5);

            calls(cloud, 5);
            assertThat(server.requests()).isEqualTo(5);
            assertThat(server.everOpened()).isEqualTo(5);
        }
    }

    @Test
    void noMoreAreWarmedThanThePoolTakes() {
        try (Listening server = Listening.plain();
                CloudStackClient cloud = client(server).connections(2).build()) {
            cloud.warmUp(50).block(Duration.ofSeconds(20));
            calls(cloud, 4);
            assertThat(server.everOpened()).isEqualTo(2);
            assertThatThrownBy(() -> cloud.warmUp(0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aWarmUpThatFailsSaysWhy() {
        try (CloudStackClient cloud = CloudStackClient.builder()
                .endpoint("http://127.0.0.1:1/client/api")
                .credentials("KEY", "SECRET")
                .build()) {
            StepVerifier.create(cloud.warmUp(3))
                    .expectErrorSatisfies(thrown -> {
                        assertThat(thrown).hasMessageContaining("127.0.0.1:1 refuses connections");
                        assertThat(((TransportException) thrown).sent()).isFalse();
                    })
                    .verify(Duration.ofSeconds(10));
        }
    }

    @Test
    void aWarmUpOfMoreThanACallersPoolTakesEndsInTime() {
        ConnectionProvider pool = ConnectionProvider.create("two", 2);
        try (Listening server = Listening.plain();
                CloudStackClient cloud = client(server)
                        .connectionProvider(pool)
                        .connectTimeout(Duration.ofMillis(300))
                        .build()) {
            StepVerifier.create(cloud.warmUp(3))
                    .expectErrorSatisfies(thrown -> assertThat(thrown)
                            .isInstanceOf(TransportException.class)
                            .hasMessageContaining("Does the pool take so many"))
                    .verify(Duration.ofSeconds(10));
            // And leaves the pool as it should be.
            calls(cloud, 4);
            assertThat(server.requests()).isEqualTo(4);
        } finally {
            pool.disposeLater().block(Duration.ofSeconds(10));
        }
    }

    private static final class Heard implements PoolListener {

        private final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void onOpened(String connection) {
            events.add("opened " + connection);
            throw new IllegalStateException("a listener's fault");
        }

        @Override
        public void onClosed(String connection, Ending ending, Duration age) {
            events.add("closed " + connection + " " + ending + " " + !age.isNegative());
        }

        @Override
        public void onRefused(boolean queueFull) {
            events.add("refused " + queueFull);
        }
    }

    private static HttpTransport heardBy(PoolListener listener, Listening server, @Nullable Tls tls) {
        return HttpTransport.pooled(
                URI.create(server.endpoint()),
                new WireSettings(1, Duration.ofSeconds(5), 1 << 20, false, tls, null, null, null, listener));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoClosesAConnectionIsTold(boolean overTls) throws Exception {
        X509Bundle authority = Certificates.authority("Company");
        X509Bundle certificate = Certificates.server().buildIssuedBy(authority);
        Tls tls = overTls ? Tls.trustingOnly(List.of(authority.getCertificate())) : null;
        try (Listening server =
                overTls ? Listening.tls(Certificates.shows(certificate).build()) : Listening.plain()) {
            Heard mine = new Heard();
            HttpTransport transport = heardBy(mine, server, tls);
            transport.warmUp(1).block(Duration.ofSeconds(10));
            assertThat(mine.events).singleElement().asString().startsWith("opened ");
            String name = mine.events.get(0).substring("opened ".length());
            transport.close().block(Duration.ofSeconds(10));
            soon(() -> mine.events.size() == 2);
            assertThat(mine.events.get(1)).isEqualTo("closed " + name + " BY_CLIENT true");

            Heard servers = new Heard();
            transport = heardBy(servers, server, tls);
            transport.warmUp(1).block(Duration.ofSeconds(10));
            soon(() -> server.open() == 1);
            server.hangUp();
            soon(() -> servers.events.size() == 2);
            assertThat(servers.events.get(1)).endsWith(" BY_SERVER true");
            transport.close().block(Duration.ofSeconds(10));
        }
    }

    @Test
    void aHandshakeThatFailsIsToldAsABrokenConnection() throws Exception {
        X509Bundle certificate = Certificates.server().buildIssuedBy(Certificates.authority("Company"));
        try (Listening server = Listening.tls(Certificates.shows(certificate).build())) {
            Heard heard = new Heard();
            HttpTransport transport = heardBy(heard, server, Tls.systemTrust());
            StepVerifier.create(transport.warmUp(1))
                    .expectError(TransportException.class)
                    .verify(Duration.ofSeconds(10));
            soon(() -> heard.events.size() == 2);
            assertThat(heard.events.get(1)).endsWith(" BROKEN true");
            transport.close().block(Duration.ofSeconds(10));
        }
    }

    @Test
    void whoGetsNoConnectionIsTold() {
        Sinks.Empty<Void> go = Sinks.empty();
        try (Listening server = Listening.plain(
                (request, response) -> response.sendString(go.asMono().then(Mono.just("{}"))))) {
            Heard heard = new Heard();
            HttpTransport transport = heardBy(heard, server, null);
            SignedRequest request = new SignedRequest("command=listZones", Map.of());
            Flux<Throwable> failures = Flux.range(0, 1 + 16 + 3)
                    .flatMap(
                            i -> transport
                                    .roundTrip(Method.GET, request, Duration.ofSeconds(10), new Sending(() -> {}))
                                    .then(Mono.<Throwable>empty())
                                    .onErrorResume(Mono::just),
                            64);
            assertThat(failures.take(3).collectList().block(Duration.ofSeconds(10)))
                    .hasSize(3);
            assertThat(heard.events).filteredOn("refused true"::equals).hasSize(3);
            transport.close().block(Duration.ofSeconds(10));
        }
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        CloudStackClientBuilder[] refused = {
            builder("https").httpClient(HttpClient.create()).tls(Tls.systemTrust()),
            builder("https").httpClient(HttpClient.create()).proxy(Proxy.http("proxy", 1)),
            builder("https").httpClient(HttpClient.create()).connectionProvider(ConnectionProvider.create("x", 1)),
            builder("https").httpClient(HttpClient.create()).loopResources(LoopResources.create("x")),
            builder("https").connections(3).connectionProvider(ConnectionProvider.create("x", 1)),
            builder("http").tls(Tls.systemTrust()),
        };
        for (CloudStackClientBuilder each : refused) {
            assertThatThrownBy(each::build)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageMatching(".*(Leave|leave it) out.*|.*leave out.*");
        }
    }

    private static CloudStackClientBuilder builder(String scheme) {
        return CloudStackClient.builder()
                .endpoint(scheme + "://127.0.0.1/client/api")
                .credentials("KEY", "SECRET");
    }
}
