package io.github.cloudstackreactive.transport;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.CloudStackClientBuilder;
import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.OverloadedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.support.Capture;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** What networks and proxies do, on real sockets. */
@Timeout(60)
class HttpTransportTest {

    private static final UntypedCommand<JsonNode> SAFE = Command.of("listZones");
    private static final UntypedCommand<JsonNode> UNSAFE =
            Command.of("createNetwork").with("name", "n");
    private static final RetryPolicy TWICE = new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(2), () -> 0.5);

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().dynamicHttpsPort())
            .build();

    private static CloudStackClientBuilder client() {
        return client("http://127.0.0.1:" + SERVER.getPort() + "/client/api");
    }

    private static CloudStackClientBuilder client(String endpoint) {
        return CloudStackClient.builder()
                .endpoint(endpoint)
                .credentials("KEY", "SECRET")
                .connectTimeout(Duration.ofSeconds(2))
                .retry(TWICE);
    }

    private static int requests() {
        return SERVER.getAllServeEvents().size();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aFaultIsTriedAgainWhereThatIsSafe(Fault fault) {
        SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withFault(fault)));
        try (CloudStackClient cloud = client().build()) {
            StepVerifier.create(cloud.execute(SAFE))
                    .verifyErrorSatisfies(thrown -> assertThat(thrown)
                            .isInstanceOfAny(TransportException.class, ProtocolException.class)
                            .hasMessageContaining("listZones"));
            assertThat(requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aFaultIsAnUnknownOutcomeWhereItIsNot(Fault fault) {
        SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withFault(fault)));
        try (CloudStackClient cloud = client().build()) {
            StepVerifier.create(cloud.execute(UNSAFE)).verifyError(OutcomeUnknownException.class);
            assertThat(requests()).isEqualTo(1);
        }
    }

    @Test
    void aReplyThatDribblesIsWaitedForAsLongAsAllowed() {
        SERVER.stubFor(any(anyUrl())
                .willReturn(okJson("{\"listzonesresponse\":{\"count\":1,\"zone\":[{\"id\":\"1\"}]}}")
                        .withChunkedDribbleDelay(10, 600)));
        try (CloudStackClient patient = client().build()) {
            assertThat(patient.list(SAFE).count().block()).isEqualTo(1);
        }
        SERVER.resetRequests();
        try (CloudStackClient hasty = client().replyTimeout(Duration.ofMillis(200), Duration.ofSeconds(9))
                .build()) {
            StepVerifier.create(hasty.list(SAFE))
                    .verifyErrorSatisfies(thrown -> assertThat(thrown)
                            .isInstanceOf(TransportException.class)
                            .hasMessageContaining("no whole reply within 0.2 s"));
            assertThat(requests()).isEqualTo(2);
        }
    }

    @Test
    void aReplyThatDoesNotComeEndsInTime() {
        SERVER.stubFor(any(anyUrl()).willReturn(okJson("{}").withFixedDelay(3_000)));
        try (CloudStackClient hasty = client().replyTimeout(Duration.ofMillis(100), Duration.ofMillis(150))
                .build()) {
            StepVerifier.create(hasty.execute(SAFE)).verifyError(TransportException.class);
            StepVerifier.create(hasty.execute(UNSAFE)).verifyError(OutcomeUnknownException.class);
        }
    }

    @Test
    void aReplyMayTakeItsTimeToBeginAndAgainToEnd() {
        SERVER.stubFor(any(anyUrl())
                .willReturn(okJson("{\"r\":{}}").withFixedDelay(600).withChunkedDribbleDelay(4, 900)));
        try (CloudStackClient first = client().build()) {
            // The server's own first time is long.
            first.execute(SAFE).block();
        }
        try (CloudStackClient patient = client().replyTimeout(Duration.ofMillis(1_300), Duration.ofMillis(1_300))
                .build()) {
            assertThat(patient.execute(SAFE).block()).isEmpty();
            assertThat(patient.execute(UNSAFE).block()).isEmpty();
        }
        assertThat(requests()).isEqualTo(3);
    }

    @Test
    void theTimeOfOneReplyIsNotThatOfTheNextOnItsConnection() {
        SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"r\":{}}").withFixedDelay(400)));
        // Whatever client it goes over, the time that this one was given counts.
        HttpClient own = HttpClient.create(ConnectionProvider.create("one", 1)).responseTimeout(Duration.ofMillis(100));
        try (CloudStackClient patient = client().httpClient(own)
                .replyTimeout(Duration.ofMillis(1_000), Duration.ofMillis(1_000))
                .build()) {
            for (int i = 0; i < 4; i++) {
                patient.execute(SAFE).block();
            }
            assertThat(requests()).isEqualTo(4);
            Disposable cancelled = patient.execute(SAFE).subscribe();
            Mono.delay(Duration.ofMillis(200)).block();
            cancelled.dispose();
            for (int i = 0; i < 3; i++) {
                patient.execute(SAFE).block();
            }
        }
        assertThat(requests()).isEqualTo(8);
    }

    @Test
    void theAuthenticatorsHeadersGoWithEitherMethod() {
        SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"r\":{}}")));
        Authenticator session = parameters -> Authenticator.none()
                .sign(parameters)
                .map(signed -> new SignedRequest(signed.query(), Map.of("Cookie", "JSESSIONID=mine")));
        try (CloudStackClient cloud = client().authenticator(session).build()) {
            cloud.execute(SAFE).block();
            cloud.execute(UNSAFE).block();
        }
        SERVER.verify(getRequestedFor(anyUrl()).withHeader("Cookie", equalTo("JSESSIONID=mine")));
        SERVER.verify(postRequestedFor(anyUrl()).withHeader("Cookie", equalTo("JSESSIONID=mine")));
    }

    @Test
    void aRequestCutOffWhileItIsWrittenDoesNotHandItsReplyToTheNext() throws IOException {
        try (StallingServer server = new StallingServer(Duration.ofMillis(1_500));
                CloudStackClient cloud = client(server.endpoint())
                        .connections(1)
                        .replyTimeout(Duration.ofSeconds(10), Duration.ofMillis(500))
                        .build()) {
            StepVerifier.create(cloud.execute(Command.of("registerUserData").with("userdata", "x".repeat(16_000_000))))
                    .expectError(OutcomeUnknownException.class)
                    .verify(Duration.ofSeconds(20));

            assertThat(cloud.execute(SAFE).block().path("replyto").asString()).isEqualTo("listZones");
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        SERVER.stubFor(any(anyUrl())
                .willReturn(aResponse().withStatus(302).withHeader("Location", "http://127.0.0.1:1/login?next=x")));
        try (CloudStackClient cloud = client().build()) {
            StepVerifier.create(cloud.execute(SAFE))
                    .verifyErrorSatisfies(thrown -> assertThat(thrown)
                            .isInstanceOf(ProtocolException.class)
                            .hasMessageContaining("redirects are not followed")
                            .hasMessageContaining("http://127.0.0.1:1."));
            assertThat(requests()).isEqualTo(1);
        }
    }

    @Test
    void readingGoesAsAQueryAndChangingAsAForm() {
        SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"r\":{}}")));
        try (CloudStackClient cloud = client().build()) {
            cloud.execute(SAFE.with("name", "a b")).block();
            cloud.execute(UNSAFE).block();
        }
        SERVER.verify(getRequestedFor(urlPathEqualTo("/client/api"))
                .withQueryParam("name", equalTo("a b"))
                .withHeader("Accept", equalTo("application/json, text/xml;q=0.9")));
        SERVER.verify(postRequestedFor(urlEqualTo("/client/api"))
                .withHeader("Content-Type", containing("x-www-form-urlencoded; charset=UTF-8"))
                .withHeader("Content-Length", matching("\\d+"))
                .withHeader("Transfer-Encoding", absent())
                .withRequestBody(containing("name=n")));
    }

    @Test
    void aCompressedReplyIsRead() {
        // WireMock compresses what a client says it takes.
        SERVER.stubFor(any(anyUrl())
                .willReturn(okJson(Capture.of("listVirtualMachines-page1.json").body())));
        try (CloudStackClient cloud = client().pageSize(500).build()) {
            assertThat(cloud.list(Command.of("listVirtualMachines"))
                            .take(5)
                            .count()
                            .block())
                    .isEqualTo(5);
        }
        SERVER.verify(getRequestedFor(anyUrl()).withHeader("Accept-Encoding", containing("gzip")));
    }

    @Test
    void aReplyBeyondTheLimitIsRefusedNotHeld() {
        SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"r\":{\"x\":\"" + "y".repeat(100_000) + "\"}}")));
        try (CloudStackClient cloud = client().maxReplyBytes(50_000).build()) {
            StepVerifier.create(cloud.execute(SAFE))
                    .verifyErrorSatisfies(thrown -> assertThat(thrown)
                            .isInstanceOf(ProtocolException.class)
                            .hasMessageContaining("larger than 50000 bytes")
                            .hasMessageContaining("maxReplyBytes"));
            assertThat(requests()).isEqualTo(1);
        }
    }

    @Test
    void aFullQueueIsAnErrorThatNamesRemedies() {
        SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"r\":{}}").withFixedDelay(200)));
        try (CloudStackClient narrow = client().connections(1).build()) {
            List<Throwable> failures = Flux.range(0, 40)
                    .flatMap(
                            i -> narrow.execute(SAFE)
                                    .then(Mono.<Throwable>empty())
                                    .onErrorResume(Mono::just),
                            40)
                    .collectList()
                    .block();
            assertThat(failures)
                    .hasSize(40 - 1 - 16)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(OverloadedException.class)
                            .hasMessageContaining("flatMap takes a concurrency"));
        }
    }

    @Test
    void aPortThatNobodyListensOnIsNamed() {
        try (CloudStackClient cloud = client("http://127.0.0.1:1/client/api").build()) {
            StepVerifier.create(cloud.execute(UNSAFE)).verifyErrorSatisfies(thrown -> {
                assertThat(thrown).hasMessageContaining("127.0.0.1:1 refuses connections");
                assertThat(((TransportException) thrown).sent()).isFalse();
            });
        }
    }

    @Test
    void aHostThatNobodyKnowsIsNamed() {
        try (CloudStackClient cloud =
                client("http://no-such-host.invalid/client/api").build()) {
            StepVerifier.create(cloud.execute(SAFE))
                    .verifyErrorSatisfies(thrown -> assertThat(thrown).hasMessageContaining("no-such-host.invalid"));
        }
    }

    @Test
    void httpsToAPortThatSpeaksHttpIsNamed() {
        SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"r\":{}}")));
        try (CloudStackClient cloud =
                client("https://127.0.0.1:" + SERVER.getPort() + "/client/api").build()) {
            StepVerifier.create(cloud.execute(UNSAFE)).verifyErrorSatisfies(thrown -> {
                assertThat(thrown).hasMessageContaining("does not speak TLS").hasMessageContaining("http://");
                assertThat(((TransportException) thrown).sent()).isFalse();
            });
        }
    }

    @Test
    void httpToAPortThatSpeaksHttpsIsAnErrorWithARemedy() {
        try (CloudStackClient cloud = client("http://127.0.0.1:" + SERVER.getHttpsPort() + "/client/api")
                .build()) {
            StepVerifier.create(cloud.execute(SAFE))
                    .verifyErrorSatisfies(thrown -> assertThat(thrown)
                            .isInstanceOf(CloudStackException.class)
                            .hasMessageContaining("https://"));
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefusedUnlessTrustIsForced() {
        SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"r\":{\"id\":\"1\"}}")));
        String https = "https://127.0.0.1:" + SERVER.getHttpsPort() + "/client/api";
        try (CloudStackClient careful = client(https).build()) {
            StepVerifier.create(careful.execute(UNSAFE)).verifyErrorSatisfies(thrown -> {
                assertThat(thrown).hasMessageContaining("no trusted TLS connection");
                assertThat(((TransportException) thrown).sent()).isFalse();
            });
            assertThat(requests()).isZero();
        }
        try (CloudStackClient careless =
                client(https).trustAnyCertificateInsecurely().build()) {
            assertThat(careless.execute(SAFE).block().path("id").asString()).isEqualTo("1");
        }
    }

    @Test
    void aCallersOwnHttpClientIsUsedAndLeftOpen() {
        SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"r\":{}}")));
        HttpClient own = HttpClient.create().headers(headers -> headers.set("X-Mine", "yes"));
        CloudStackClient first = client().httpClient(own).build();
        first.execute(SAFE).block();
        first.closeLater().block();
        try (CloudStackClient second = client().httpClient(own).build()) {
            second.execute(SAFE).block();
        }
        SERVER.verify(2, getRequestedFor(anyUrl()).withHeader("X-Mine", equalTo("yes")));
    }

    @Test
    void sessionCookiesOfTheServerAreNotSentBack() {
        SERVER.stubFor(any(anyUrl())
                .willReturn(okJson("{\"r\":{}}").withHeader("Set-Cookie", "JSESSIONID=abc; Path=/client")));
        try (CloudStackClient cloud = client().build()) {
            cloud.execute(SAFE).block();
            cloud.execute(SAFE).block();
        }
        SERVER.verify(0, getRequestedFor(anyUrl()).withHeader("Cookie", containing("JSESSIONID")));
    }
}
