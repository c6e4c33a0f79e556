package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.CloudStackClientBuilder;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.Deadline;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.limit.Load;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.transport.ProxyProvider;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** The way through a proxy, and what may be wrong on it: never sent, so that whatever was asked may be tried again. */
@Timeout(60)
class ProxyTest {

    private static final UntypedCommand<JsonNode> CHANGING =
            Command.of("createNetwork").with("name", "n");
    private static final RetryPolicy TWICE = new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(2), () -> 0.5);
    private static final char[] PASSWORD = ProxyServer.PASSWORD.toCharArray();

    private static CloudStackClientBuilder client(String endpoint, Proxy proxy) {
        return CloudStackClient.builder()
                .endpoint(endpoint)
                .credentials("KEY", "SECRET")
                .connectTimeout(Duration.ofSeconds(2))
                .retry(TWICE)
                .proxy(proxy);
    }

    private static void answers(CloudStackClientBuilder client) {
        try (CloudStackClient cloud = client.build()) {
            assertThat(cloud.execute(CHANGING).block(Duration.ofSeconds(20))).isNotNull();
        }
    }

    private static TransportException failure(CloudStackClientBuilder client) {
        TransportException[] failure = new TransportException[1];
        try (CloudStackClient cloud = client.build()) {
            StepVerifier.create(cloud.execute(CHANGING))
                    .expectErrorSatisfies(thrown -> {
                        assertThat(thrown).isInstanceOf(TransportException.class);
                        failure[0] = (TransportException) thrown;
                    })
                    .verify(Duration.ofSeconds(20));
        }
        assertThat(failure[0].sent()).isFalse();
        for (Throwable each = failure[0]; each != null; each = each.getCause()) {
            assertThat(String.valueOf(each)).doesNotContain(ProxyServer.PASSWORD, ProxyServer.USER);
        }
        return failure[0];
    }

    /** The server's name is the proxy's to look up: this one exists nowhere. */
    @Test
    void anHttpProxyLeadsToTheServer() throws Exception {
        try (Listening server = Listening.plain();
                ProxyServer proxy = new ProxyServer(ProxyServer.Manner.HTTP, server.port())) {
            answers(client("http://cloud.invalid:8080/client/api", Proxy.http("localhost", proxy.port())));
            assertThat(proxy.asked()).containsExactly("cloud.invalid:8080");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void tlsGoesThroughTheProxyToTheServer() throws Exception {
        X509Bundle authority = Certificates.authority("Company");
        X509Bundle certificate = Certificates.serverOf("cloud.invalid").buildIssuedBy(authority);
        try (Listening server = Listening.tls(Certificates.shows(certificate).build());
                ProxyServer proxy = new ProxyServer(ProxyServer.Manner.HTTP, server.port())) {
            answers(client("https://cloud.invalid/client/api", Proxy.http("127.0.0.1", proxy.port()))
                    .tls(Tls.trustingOnly(List.of(authority.getCertificate()))));
            assertThat(proxy.asked()).containsExactly("cloud.invalid:443");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void aSocksProxyLeadsToTheServer() throws Exception {
        try (Listening server = Listening.plain();
                ProxyServer four = new ProxyServer(ProxyServer.Manner.SOCKS4, server.port());
                ProxyServer five = new ProxyServer(ProxyServer.Manner.SOCKS5, server.port());
                ProxyServer asking = new ProxyServer(ProxyServer.Manner.SOCKS5_WITH_CREDENTIALS, server.port())) {
            String endpoint = "http://cloud.invalid:8080/client/api";
            answers(client(
                    endpoint, Proxy.socks4("localhost", four.port()).credentials(ProxyServer.USER, new char[0])));
            answers(client(endpoint, Proxy.socks5("localhost", five.port())));
            answers(client(endpoint, Proxy.socks5("localhost", asking.port()).credentials(ProxyServer.USER, PASSWORD)));
            assertThat(four.asked()).containsExactly(ProxyServer.USER + "@cloud.invalid:8080");
            assertThat(five.asked()).containsExactly("cloud.invalid:8080");
            assertThat(asking.asked()).containsExactly("cloud.invalid:8080");
            assertThat(server.requests()).isEqualTo(3);
        }
    }

    @Test
    void credentialsGoToAProxyThatWantsThem() throws Exception {
        try (Listening server = Listening.plain();
                ProxyServer proxy = new ProxyServer(ProxyServer.Manner.HTTP_WITH_CREDENTIALS, server.port())) {
            Proxy known = Proxy.http("localhost", proxy.port());
            answers(client(server.endpoint(), known.credentials(ProxyServer.USER, PASSWORD)));
            assertThat(server.requests()).isEqualTo(1);

            TransportException failure =
                    failure(client(server.endpoint(), known.credentials(ProxyServer.USER, "wrong".toCharArray())));
            assertThat(failure)
                    .hasMessageContaining("HTTP proxy localhost:" + proxy.port())
                    .hasMessageContaining("(407)")
                    .hasMessageContaining("Proxy.credentials");
            assertThat(failure.mayPass()).isFalse();
            assertThat(failure(client(server.endpoint(), known))).hasMessageContaining("wants credentials");
            assertThat(server.requests()).isEqualTo(1);
            assertThat(proxy.asked()).hasSize(3);
        }
    }

    @Test
    void aConnectionIsWarmWhenTheProxyHasLetItThroughAndNotBefore() throws Exception {
        try (Listening server = Listening.plain();
                ProxyServer open = new ProxyServer(ProxyServer.Manner.HTTP_LATE, server.port());
                ProxyServer closed = new ProxyServer(ProxyServer.Manner.HTTP_WITH_CREDENTIALS, server.port());
                ProxyServer silent = new ProxyServer(ProxyServer.Manner.HTTP_SILENT, server.port())) {
            try (CloudStackClient cloud = client(server.endpoint(), Proxy.http("localhost", open.port()))
                    .build()) {
                cloud.warmUp(3).block(Duration.ofSeconds(20));
                assertThat(open.asked()).hasSize(3);
                assertThat(cloud.execute(CHANGING).block(Duration.ofSeconds(20)))
                        .isNotNull();
                assertThat(open.asked()).hasSize(3);
            }
            warmUpFails(client(server.endpoint(), Proxy.http("localhost", closed.port())), "wants credentials");
            warmUpFails(client(server.endpoint(), Proxy.http("localhost", silent.port())), "in time");
        }
    }

    private static void warmUpFails(CloudStackClientBuilder client, String why) {
        try (CloudStackClient cloud = client.build()) {
            StepVerifier.create(cloud.warmUp(2))
                    .expectErrorSatisfies(thrown -> assertThat(thrown)
                            .isInstanceOf(TransportException.class)
                            .hasMessageContaining(why))
                    .verify(Duration.ofSeconds(20));
        }
    }

    @Test
    void aSocksProxyThatTakesNoSuchCredentials() throws Exception {
        try (Listening server = Listening.plain();
                ProxyServer proxy = new ProxyServer(ProxyServer.Manner.SOCKS5_WITH_CREDENTIALS, server.port())) {
            TransportException failure = failure(client(
                    server.endpoint(),
                    Proxy.socks5("localhost", proxy.port()).credentials(ProxyServer.USER, "wrong".toCharArray())));
            assertThat(failure)
                    .hasMessageContaining("SOCKS5 proxy localhost:" + proxy.port())
                    .hasMessageContaining("Proxy.credentials");
            assertThat(failure.mayPass()).isFalse();
            assertThat(server.everOpened()).isZero();
        }
    }

    /** What may pass is tried again, though the command changes something: the server saw none of it. */
    @ParameterizedTest
    @EnumSource(
            value = ProxyServer.Manner.class,
            names = {"HTTP_FORBIDS", "HTTP_UNAVAILABLE", "HTTP_SILENT", "SOCKS5_UNREACHABLE"})
    void aProxyThatLetsNobodyThrough(ProxyServer.Manner manner) throws Exception {
        try (Listening server = Listening.plain();
                ProxyServer proxy = new ProxyServer(manner, server.port())) {
            Proxy named = kindOf(manner, proxy.port());
            TransportException failure =
                    failure(client(server.endpoint(), named).connectTimeout(Duration.ofMillis(500)));
            assertThat(failure)
                    .hasMessageContaining(named.toString())
                    .hasMessageContaining("127.0.0.1:" + server.port());
            assertThat(failure.mayPass()).isEqualTo(manner != ProxyServer.Manner.HTTP_FORBIDS);
            assertThat(proxy.asked()).hasSize(manner == ProxyServer.Manner.HTTP_FORBIDS ? 1 : 2);
            assertThat(server.everOpened()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ProxyServer.Manner.class,
            names = {"HTTP_SILENT", "SOCKS5_SILENT"})
    void aDeadlineThatPassesAtTheProxyIsOfSomethingUnsent(ProxyServer.Manner manner) throws Exception {
        try (Listening server = Listening.plain();
                ProxyServer proxy = new ProxyServer(manner, server.port());
                CloudStackClient cloud =
                        client(server.endpoint(), kindOf(manner, proxy.port())).build()) {
            Load before = cloud.load();
            StepVerifier.create(cloud.execute(CHANGING).contextWrite(Deadline.in(Duration.ofMillis(300))))
                    .expectErrorSatisfies(thrown -> {
                        assertThat(thrown).isInstanceOf(TransportException.class);
                        assertThat(((TransportException) thrown).sent()).isFalse();
                    })
                    .verify(Duration.ofSeconds(20));
            assertThat(proxy.asked()).hasSize(1);
            assertThat(cloud.load()).as("as many at once as before").isEqualTo(before);
            assertThat(server.everOpened()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ProxyServer.Manner.class,
            names = {"HTTP", "SOCKS4", "SOCKS5"})
    void whatTheProxyLetThroughMayHaveBeenSeen(ProxyServer.Manner manner) throws Exception {
        try (Listening server = Listening.plain((request, response) -> Mono.never());
                ProxyServer proxy = new ProxyServer(manner, server.port());
                CloudStackClient cloud =
                        client(server.endpoint(), kindOf(manner, proxy.port())).build()) {
            StepVerifier.create(cloud.execute(CHANGING).contextWrite(Deadline.in(Duration.ofSeconds(1))))
                    .expectError(OutcomeUnknownException.class)
                    .verify(Duration.ofSeconds(20));
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    /** The deadline passes as the proxy answers, some times before, some times after. */
    @Test
    void whatIsToldToBeUnsentNeverComes() throws Exception {
        Set<String> came = ConcurrentHashMap.newKeySet();
        try (Listening server = Listening.plain((request, response) -> {
                    came.add(request.uri().replaceAll(".*name=(n\\d+).*", "$1"));
                    return response.keepAlive(false).sendString(Mono.just("{\"r\":{\"id\":\"1\"}}"));
                });
                ProxyServer proxy = new ProxyServer(ProxyServer.Manner.HTTP_LATE, server.port());
                CloudStackClient cloud = client(server.endpoint(), Proxy.http("localhost", proxy.port()))
                        .build()) {
            UntypedCommand<JsonNode> get = Command.of("getThing").safe(false);
            cloud.execute(get.with("name", "n0")).block(Duration.ofSeconds(10));
            Set<String> unsent = ConcurrentHashMap.newKeySet();
            Flux.range(1, 300)
                    .flatMap(
                            i -> cloud.execute(get.with("name", "n" + i))
                                    .contextWrite(Deadline.in(Duration.ofMillis(2 + i % 8)))
                                    .then()
                                    .onErrorResume(TransportException.class, failure -> {
                                        assertThat(failure.sent()).isFalse();
                                        unsent.add("n" + i);
                                        return Mono.empty();
                                    })
                                    .onErrorResume(OutcomeUnknownException.class, failure -> Mono.empty()),
                            4)
                    .blockLast(Duration.ofSeconds(30));
            // What is still on its way comes before the last one.
            cloud.execute(get.with("name", "n301")).block(Duration.ofSeconds(10));
            assertThat(unsent).as("some were late").isNotEmpty();
            assertThat(came).contains("n301").doesNotContainAnyElementsOf(unsent);
        }
    }

    @ParameterizedTest
    @EnumSource(ProxyProvider.Proxy.class)
    void aWebServerThatIsTakenForAProxy(ProxyProvider.Proxy kind) throws Exception {
        try (ProxyServer web = new ProxyServer(ProxyServer.Manner.WEB_SERVER, 0)) {
            Proxy proxy = kindOf(kind.name(), web.port());
            assertThat(failure(client("http://cloud.invalid:8080/client/api", proxy)))
                    .hasMessageContaining(proxy.toString())
                    .hasMessageContaining("the right kind of proxy");
            assertThat(web.asked())
                    .isNotEmpty()
                    .noneSatisfy(said -> assertThat(said).contains("createNetwork"));
        }
    }

    /** It comes with the proxy's answer, and so before the request has gone. */
    @ParameterizedTest
    @EnumSource(
            value = ProxyServer.Manner.class,
            names = {"HTTP_TALKS", "SOCKS5_TALKS"})
    void whatComesBeforeTheRequestHasGoneIsNoReply(ProxyServer.Manner manner) throws Exception {
        try (Listening server = Listening.plain();
                ProxyServer proxy = new ProxyServer(manner, server.port());
                CloudStackClient cloud =
                        client(server.endpoint(), kindOf(manner, proxy.port())).build()) {
            StepVerifier.create(cloud.execute(CHANGING))
                    .expectError(CloudStackException.class)
                    .verify(Duration.ofSeconds(20));
            assertThat(server.requests()).isLessThanOrEqualTo(1);
        }
    }

    private static Proxy kindOf(ProxyServer.Manner manner, int port) {
        return kindOf(manner.name(), port);
    }

    private static Proxy kindOf(String name, int port) {
        if (name.startsWith("HTTP")) {
            return Proxy.http("localhost", port);
        }
        return name.startsWith("SOCKS4") ? Proxy.socks4("localhost", port) : Proxy.socks5("localhost", port);
    }

    @Test
    void aProxyThatIsNotThere() throws IOException {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
        try (Listening server = Listening.plain()) {
            TransportException refused = failure(client(server.endpoint(), Proxy.http("127.0.0.1", nobody)));
            assertThat(refused).hasMessageContaining("HTTP proxy 127.0.0.1:" + nobody + " refuses connections");
            assertThat(refused.mayPass()).isTrue();
            TransportException unknown = failure(client(server.endpoint(), Proxy.http("proxy.invalid", 3128)));
            assertThat(unknown).hasMessageContaining("HTTP proxy proxy.invalid:3128 has no known address");
            assertThat(unknown.mayPass()).isTrue();
            assertThat(server.everOpened()).isZero();
        }
    }

    @Test
    void theProxyOfACallersHttpClientIsToldOfToo() throws Exception {
        try (Listening server = Listening.plain();
                ProxyServer proxy = new ProxyServer(ProxyServer.Manner.HTTP_WITH_CREDENTIALS, server.port())) {
            HttpClient own = HttpClient.create()
                    .proxy(spec -> spec.type(ProxyProvider.Proxy.HTTP)
                            .host("localhost")
                            .port(proxy.port()));
            TransportException failure = failure(CloudStackClient.builder()
                    .endpoint(server.endpoint())
                    .credentials("KEY", "SECRET")
                    .httpClient(own));
            assertThat(failure)
                    .hasMessageContaining("the proxy of the HttpClient wants credentials")
                    .hasMessageContaining("(407)");
            assertThat(server.everOpened()).isZero();
        }
    }

    @Test
    void someHostsAreSpokenToDirectly() throws Exception {
        try (Listening server = Listening.plain();
                ProxyServer proxy = new ProxyServer(ProxyServer.Manner.HTTP, server.port())) {
            answers(client(
                    server.endpoint("localhost"),
                    Proxy.http("localhost", proxy.port()).except("LOCALHOST")));
            assertThat(proxy.asked()).isEmpty();
            assertThat(server.requests()).isEqualTo(1);
        }
        Proxy proxy = Proxy.http("proxy.example", 3128).except("*.cloud.example", "alone.example");
        assertThat(proxy.leadsTo("a.cloud.example")).isFalse();
        assertThat(proxy.leadsTo("A.Cloud.Example")).isFalse();
        assertThat(proxy.leadsTo("alone.example")).isFalse();
        assertThat(proxy.leadsTo("not.alone.example")).isTrue();
        assertThat(proxy.leadsTo("cloud.example")).isTrue();
    }

    @Test
    void credentialsDoNotPrint() {
        assertThat(Proxy.http("proxy.example", 3128).credentials(ProxyServer.USER, PASSWORD))
                .hasToString("HTTP proxy proxy.example:3128");
    }

    @Test
    void whatNoProxyCanMeanIsRefused() {
        assertThatThrownBy(() -> Proxy.http(" ", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Proxy.http("proxy", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Proxy.http("proxy", 1).credentials("a:b", PASSWORD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(ProxyServer.PASSWORD);
        assertThatThrownBy(() -> Proxy.socks4("proxy", 1).credentials("a", PASSWORD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(ProxyServer.PASSWORD);
    }
}
