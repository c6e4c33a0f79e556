package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.CloudStackClientBuilder;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.netty.buffer.Unpooled;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** Whatever is wrong with a server's TLS is told with its remedy, and what changes something is known not to have been sent. */
@Timeout(60)
class BadTlsTest {

    private static final UntypedCommand<JsonNode> CHANGING =
            Command.of("createNetwork").with("name", "n");
    private static final RetryPolicy TWICE = new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(2), () -> 0.5);

    private static X509Bundle authority;

    @BeforeAll
    static void authority() throws Exception {
        authority = Certificates.authority("Company");
    }

    private static CloudStackClientBuilder client(String endpoint) {
        return CloudStackClient.builder()
                .endpoint(endpoint)
                .credentials("KEY", "SECRET")
                .connectTimeout(Duration.ofSeconds(2))
                .retry(TWICE);
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
        return failure[0];
    }

    private static void isLasting(Listening server, Tls tls, String... words) {
        isLasting(server, client -> client.tls(tls), words);
    }

    private static void isLasting(
            Listening server, UnaryOperator<CloudStackClientBuilder> configured, String... words) {
        TransportException failure = failure(configured.apply(client(server.endpoint())));
        assertThat(failure).hasMessageContainingAll(words).hasMessageContaining("127.0.0.1:" + server.port());
        assertThat(failure.mayPass()).isFalse();
        assertThat(server.requests()).isZero();
        // One that lasts is not met twice.
        assertThat(server.everOpened()).isEqualTo(1);
    }

    private static Tls companyOnly() {
        return Tls.trustingOnly(List.of(authority.getCertificate()));
    }

    @Test
    void anExpiredCertificate() throws Exception {
        X509Bundle certificate = Certificates.expired().buildIssuedBy(authority);
        try (Listening server = Listening.tls(Certificates.shows(certificate).build())) {
            isLasting(server, companyOnly(), "has expired", "renewed", "clock");
        }
    }

    @Test
    void aCertificateForAnotherHost() throws Exception {
        X509Bundle certificate = Certificates.serverOf("cloud.example").buildIssuedBy(authority);
        try (Listening server = Listening.tls(Certificates.shows(certificate).build())) {
            isLasting(server, companyOnly(), "for another host", "Tls.serverName");
        }
    }

    @Test
    void aCertificateThatIsSignedByItself() throws Exception {
        X509Bundle certificate =
                Certificates.server().setIsCertificateAuthority(true).buildSelfSigned();
        try (Listening server = Listening.tls(Certificates.shows(certificate).build())) {
            isLasting(server, UnaryOperator.identity(), "signed by itself", "trust store");
        }
    }

    @Test
    void anAuthorityThatNobodyKnows() throws Exception {
        X509Bundle certificate = Certificates.server().buildIssuedBy(authority);
        try (Listening server = Listening.tls(Certificates.shows(certificate).build())) {
            isLasting(server, UnaryOperator.identity(), "private authority", "trust store");
        }
    }

    @Test
    void anAuthorityOtherThanThePinnedOne() throws Exception {
        X509Bundle certificate = Certificates.server().buildIssuedBy(Certificates.authority("Another"));
        try (Listening server = Listening.tls(Certificates.shows(certificate).build())) {
            isLasting(server, companyOnly(), "nobody in the trust store vouches for it");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientCertificateThatIsWantedAndNotGiven(String version) throws Exception {
        X509Bundle certificate = Certificates.server().buildIssuedBy(authority);
        try (Listening server = Listening.tls(Certificates.wantsClient(certificate, authority, version))) {
            isLasting(server, companyOnly(), "client certificate", "Tls.clientCertificate");
        }
    }

    @Test
    void oldTlsIsNotSpoken() throws Exception {
        X509Bundle certificate = Certificates.server().buildIssuedBy(authority);
        try (Listening server = Listening.tls(
                Certificates.shows(certificate).protocols("TLSv1.2").build())) {
            isLasting(server, companyOnly().onlyTls13(), "or 1.3 alone (Tls.onlyTls13)");
        }
    }

    /** A server of TLS 1.0 only answers a hello that offers more with a hello of 1.0, or with an alert. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerOfTls10Only(boolean alert) {
        byte[] hello = {
            22,
            3,
            1,
            0,
            42, // a handshake record of TLS 1.0
            2,
            0,
            0,
            38,
            3,
            1, // server hello, TLS 1.0
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            9,
            10,
            11,
            12,
            13,
            14,
            15,
            16, // its random
            17,
            18,
            19,
            20,
            21,
            22,
            23,
            24,
            25,
            26,
            27,
            28,
            29,
            30,
            31,
            32, //
            0,
            (byte) 0xC0,
            0x13,
            0 // no session, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, which is offered on any JDK, no compression
        };
        byte[] refusal = {21, 3, 1, 0, 2, 2, 70};
        AtomicInteger connections = new AtomicInteger();
        DisposableServer server = TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .doOnConnection(connection -> connections.incrementAndGet())
                .handle((in, out) -> in.receive()
                        .take(1)
                        .concatMap(asked -> out.send(Mono.just(Unpooled.wrappedBuffer(alert ? refusal : hello))))
                        .thenMany(Mono.<Void>never()))
                .bindNow(Duration.ofSeconds(10));
        try {
            TransportException failure = failure(client("https://127.0.0.1:" + server.port() + "/client/api"));
            assertThat(failure).hasMessageContaining("none of the versions that it was asked for");
            assertThat(failure.mayPass()).isFalse();
            assertThat(connections).hasValue(1);
        } finally {
            server.disposeNow(Duration.ofSeconds(10));
        }
    }

    @Test
    void httpsToAPortOfPlainHttp() {
        try (Listening server = Listening.plain()) {
            TransportException failure = failure(client("https://127.0.0.1:" + server.port() + "/client/api"));
            assertThat(failure).hasMessageContaining("does not speak TLS").hasMessageContaining("http://");
            assertThat(failure.mayPass()).isFalse();
            assertThat(server.everOpened()).isEqualTo(1);
        }
    }

    /** Nobody answers the handshake: that may pass, and ends in time. */
    @Test
    void aServerThatAnswersNoHandshake() {
        AtomicInteger connections = new AtomicInteger();
        DisposableServer server = TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .doOnConnection(connection -> connections.incrementAndGet())
                .handle((in, out) -> in.receive().then())
                .bindNow(Duration.ofSeconds(10));
        try {
            TransportException failure = failure(client("https://127.0.0.1:" + server.port() + "/client/api")
                    .connectTimeout(Duration.ofMillis(300)));
            assertThat(failure.mayPass()).isTrue();
            // Nothing was sent, so that it is tried again.
            assertThat(connections).hasValue(2);
        } finally {
            server.disposeNow(Duration.ofSeconds(10));
        }
    }

    /** What is no TLS where there was some before may have come after the command was carried out. */
    @Test
    void whatBreaksInOnTlsAfterTheRequestLeavesItsOutcomeOpen() throws Exception {
        X509Bundle certificate = Certificates.server().buildIssuedBy(authority);
        AtomicInteger carriedOut = new AtomicInteger();
        try (Listening server = Listening.tls(Certificates.shows(certificate).build(), (request, response) -> {
                    carriedOut.incrementAndGet();
                    return response.withConnection(connection -> connection
                                    .channel()
                                    .pipeline()
                                    .firstContext()
                                    .writeAndFlush(Unpooled.copiedBuffer(
                                            "HTTP/1.1 408 Request Timeout\r\n\r\n", StandardCharsets.US_ASCII)))
                            .then(Mono.never());
                });
                CloudStackClient cloud =
                        client(server.endpoint()).tls(companyOnly()).build()) {
            StepVerifier.create(cloud.execute(CHANGING))
                    .expectErrorSatisfies(thrown -> assertThat(thrown)
                            .isInstanceOf(OutcomeUnknownException.class)
                            .hasCauseInstanceOf(TransportException.class)
                            .cause()
                            .hasMessageContaining("TLS connection with 127.0.0.1:" + server.port() + " broke"))
                    .verify(Duration.ofSeconds(20));
            assertThat(carriedOut).hasValue(1);
        }
    }
}
