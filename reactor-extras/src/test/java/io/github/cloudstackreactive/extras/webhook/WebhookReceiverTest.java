package io.github.cloudstackreactive.extras.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Deliveries over real sockets; whatever a test does, no secret and nothing of a body is logged. */
class WebhookReceiverTest {

    private static final String SECRET = "canary-secret";
    private static final int LIMIT = 64 * 1024;

    private static final String ENTITY = "e630b999-1c1a-4f6b-8d3e-6a2b7c9d0e1f";
    private static final String COMPLETED = """
            {"eventDateTime":"2026-11-21 00:51:20 +0000","event":"VM.CREATE","entity":"VirtualMachine",\
            "entityuuid":"e630b999-1c1a-4f6b-8d3e-6a2b7c9d0e1f","status":"Completed",\
            "description":"Successfully completed deploying Vm. Vm Id: canary-é",\
            "account":"8a1b7a3e-6b1f-4c55-9f0e-2d6f5c1b7a90","user":"0f0c8c6e-58c4-4b0e-a7d1-3c9f3f2b6d11",\
            "DataCenter":"b3a1f0a2-7d55-4a7e-9d2f-1f0e6c8b4a33",\
            "ServiceOffering":{"status":"Started","entityuuid":"other"}}""";
    private static final String TAGS_COMPLETED = """
            {"event":"CREATE_TAGS","entity":"ResourceTag","status":"Completed","description":"canary"}""";

    // printf '%s' "$body" | openssl dgst -sha256 -hmac "$secret" -binary | base64
    private static final String BY_OPENSSL = "qaoHlVUoyc8PeTzMYjfu5gcTUsj+c9NX93tEV7ldI0s=";
    private static final String BY_OPENSSL_WITH_UMLAUT = "ptbLU2DkjPMyf+XAqmyw0hlAQtO6kLJXNjPGp9iMgmY=";

    private final List<String> woken = new CopyOnWriteArrayList<>();
    private final WebhookReceiver receiver = receiver(SECRET);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes -> routes.post("/cloudstack", receiver).route(any -> true, receiver))
            .bindNow();

    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

    @BeforeEach
    void listenToTheLog() {
        System.setErr(new PrintStream(logged, true, UTF_8));
    }

    @AfterEach
    void nothingOfABodyOrASecretIsLogged() {
        System.setErr(standardError);
        server.disposeNow();
        assertThat(logged.toString(UTF_8)).doesNotContain("canary", ENTITY, BY_OPENSSL);
    }

    @Test
    void aCompletedEventWakesTheJobsOnItsEntity() {
        HttpResponse<String> answer = deliver(COMPLETED, BY_OPENSSL);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).contains("0");
        assertThat(woken).containsExactly(ENTITY);
    }

    @Test
    void anEventWithoutEntityWakesTheJobsOnNoKnownResource() {
        assertThat(deliver(TAGS_COMPLETED).statusCode()).isEqualTo(200);
        assertThat(deliver("{\"status\":\"Completed\",\"entityuuid\":null}").statusCode())
                .isEqualTo(200);
        assertThat(deliver("{\"status\":\"Completed\",\"entityuuid\":\" \"}").statusCode())
                .isEqualTo(200);
        assertThat(deliver("{\"status\":\"Completed\",\"entityuuid\":[7]}").statusCode())
                .isEqualTo(200);
        assertThat(woken).containsExactly("unnamed", "unnamed", "unnamed", "unnamed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Created", "Scheduled", "Started", "STARTED", "scheduled"})
    void anEventThatSomethingHasOnlyBegunWakesNothing(String status) {
        assertThat(deliver(COMPLETED.replace("\"Completed\"", "\"" + status + "\""))
                        .statusCode())
                .isEqualTo(200);
        assertThat(woken).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"completed\"", "\"Failed\"", "\"\"", "null", "3"})
    void anyOtherStatusWakes(String status) {
        assertThat(deliver(COMPLETED.replace("\"Completed\"", status)).statusCode())
                .isEqualTo(200);
        assertThat(woken).containsExactly(ENTITY);
    }

    @Test
    void theDeliveryThatTheServerSendsToTryAWebhookIsAccepted() {
        assertThat(deliver("{ \"CloudStack\": \"works!\" }").statusCode()).isEqualTo(200);
    }

    @Test
    void theSameDeliveryTwiceOnlyWakesTwice() {
        assertThat(deliver(COMPLETED).statusCode()).isEqualTo(200);
        assertThat(deliver(COMPLETED).statusCode()).isEqualTo(200);
        assertThat(woken).containsExactly(ENTITY, ENTITY);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "no base64!",
                "qaoHlVUoyc8PeTzMYjfu5gcTUsj+c9NX93tEV7ldI0",
                "qaoHlVUoyc8PeTzMYjfu5gcTUsj+c9NX93tEV7mdI0s=",
                "bbbHlVUoyc8PeTzMYjfu5gcTUsj+c9NX93tEV7ldI0s=",
                BY_OPENSSL_WITH_UMLAUT
            })
    void aMissingMalformedOrWrongSignatureIsRefused(@Nullable String signature) {
        assertThat(deliver(COMPLETED, signature).statusCode()).isEqualTo(401);
        assertThat(woken).isEmpty();
    }

    @Test
    void aTamperedBodyIsRefused() {
        assertThat(deliver(COMPLETED.replace("VM.CREATE", "VM.REBOOT"), BY_OPENSSL)
                        .statusCode())
                .isEqualTo(401);
        assertThat(deliver("", BY_OPENSSL).statusCode()).isEqualTo(401);
        assertThat(woken).isEmpty();
    }

    @Test
    void anyOfSeveralSecretsWillDoAndIsUtf8() {
        WebhookReceiver rotating = receiver("canary-schlüssel", SECRET);

        assertThat(rotating.receive(COMPLETED.getBytes(UTF_8), BY_OPENSSL)).isEqualTo(WebhookVerdict.ACCEPTED);
        assertThat(rotating.receive(COMPLETED.getBytes(UTF_8), BY_OPENSSL_WITH_UMLAUT))
                .isEqualTo(WebhookVerdict.ACCEPTED);
        assertThat(rotating.receive(COMPLETED.getBytes(UTF_8), signature(COMPLETED, "a third")))
                .isEqualTo(WebhookVerdict.NOT_SIGNED);
        assertThat(woken).containsExactly(ENTITY, ENTITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "canary", "[]", "\"canary\"", "{\"status\":\"Completed\"", "{} canary", "\u00ff"})
    void aSignedBodyThatIsNoJsonObjectIsRefusedAndLoggedWithoutItsContent(String body) {
        assertThat(deliver(body).statusCode()).isEqualTo(400);
        assertThat(woken).isEmpty();
        assertThat(logged.toString(UTF_8)).contains("DEBUG", "no JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD", "PATCH"})
    void anythingButAPostIsRefusedUnread(String method) {
        HttpResponse<String> answer = send(request(COMPLETED, BY_OPENSSL)
                .method(method, method.equals("PUT") ? BodyPublishers.ofString(COMPLETED) : BodyPublishers.noBody())
                .build());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
        assertThat(woken).isEmpty();
    }

    @Test
    void aBodyAtTheLimitIsReadWhetherItsLengthIsToldOrNot() {
        String body = COMPLETED.replace("canary", "c".repeat(LIMIT - COMPLETED.getBytes(UTF_8).length + 6));
        byte[] bytes = body.getBytes(UTF_8);
        assertThat(bytes).hasSize(LIMIT);

        assertThat(deliver(body).statusCode()).isEqualTo(200);
        assertThat(send(request(body, signature(body, SECRET))
                                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                                .build())
                        .statusCode())
                .isEqualTo(200);
        assertThat(woken).containsExactly(ENTITY, ENTITY);
    }

    @Test
    void aLongerBodyIsRefusedByItsToldLengthBeforeAnyOfItIsRead() throws IOException {
        assertThat(answerTo("POST /cloudstack HTTP/1.1\r\nHost: here\r\nContent-Length: " + (LIMIT + 1) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aLongerBodyOfUntoldLengthIsRefusedWithoutReadingOn() throws IOException {
        // One byte too many, and then neither more nor an end: an answer is there only if nothing more is waited for.
        assertThat(answerTo("POST /cloudstack HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(LIMIT + 1) + "\r\n" + "x".repeat(LIMIT + 1)))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aLimitOfOnesOwnHoldsInEitherUse() throws IOException {
        WebhookReceiver small = receiver.maxBodyBytes(10);

        assertThat(small.receive("{        }".getBytes(UTF_8), signature("{        }", SECRET)))
                .isEqualTo(WebhookVerdict.ACCEPTED);
        assertThat(small.receive(COMPLETED.getBytes(UTF_8), BY_OPENSSL)).isEqualTo(WebhookVerdict.TOO_LARGE);
        assertThatThrownBy(() -> receiver.maxBodyBytes(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("largest body");
    }

    @Test
    void aPeerThatGoesAwayAmidItsBodyHarmsNobody() throws IOException {
        try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            peer.getOutputStream()
                    .write("POST /cloudstack HTTP/1.1\r\nHost: here\r\nContent-Length: 500\r\n\r\n{"
                            .getBytes(ISO_8859_1));
        }
        assertThat(deliver(COMPLETED).statusCode()).isEqualTo(200);
        assertThat(woken).containsExactly(ENTITY);
    }

    @Test
    void anotherFrameworkAnswersWithTheStatusOfTheVerdict() {
        assertThat(Arrays.stream(WebhookVerdict.values()).map(WebhookVerdict::status))
                .containsExactly(200, 400, 401, 405, 413);
        assertThat(receiver.receive(COMPLETED.getBytes(UTF_8), BY_OPENSSL)).isEqualTo(WebhookVerdict.ACCEPTED);
        assertThat(receiver.receive(COMPLETED.getBytes(UTF_8), null)).isEqualTo(WebhookVerdict.NOT_SIGNED);
        assertThat(receiver.receive("[]".getBytes(UTF_8), signature("[]", SECRET)))
                .isEqualTo(WebhookVerdict.UNREADABLE);
    }

    @Test
    void noReceiverIsMadeWithoutASecretOrShowsOne() {
        assertThatThrownBy(() -> receiver(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blank")
                .hasMessageContaining("secretKey");
        assertThatThrownBy(() -> receiver(SECRET, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("canary");
        assertThatThrownBy(() -> receiver()).isInstanceOf(IllegalArgumentException.class);
        assertThat(receiver).hasToString("WebhookReceiver[1 secret, bodies up to 65536 bytes]");
        assertThat(receiver(SECRET, "canary-two").maxBodyBytes(10))
                .hasToString("WebhookReceiver[2 secrets, bodies up to 10 bytes]");
        assertThat(new SigningSecret(SECRET).toString()).doesNotContain("canary");
    }

    private WebhookReceiver receiver(String... secrets) {
        return WebhookReceiver.of(
                List.of(secrets), resourceId -> woken.add(resourceId == null ? "unnamed" : resourceId));
    }

    private HttpResponse<String> deliver(String body) {
        return deliver(body, signature(body, SECRET));
    }

    private HttpResponse<String> deliver(String body, @Nullable String signature) {
        return send(request(body, signature).build());
    }

    private HttpRequest.Builder request(String body, @Nullable String signature) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/cloudstack"))
                .header("Content-Type", "application/json; charset=UTF-8")
                .header("X-CS-Event", "VM.CREATE")
                .POST(BodyPublishers.ofString(body));
        return signature == null ? request : request.header("X-CS-Signature", signature);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** What the server answers to these bytes up to the end of the connection, which it has to close itself. */
    private String answerTo(String request) throws IOException {
        try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            peer.setSoTimeout(10_000);
            OutputStream out = peer.getOutputStream();
            out.write(request.getBytes(ISO_8859_1));
            out.flush();
            return new String(peer.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static String signature(String body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
