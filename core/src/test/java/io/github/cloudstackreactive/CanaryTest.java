package io.github.cloudstackreactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.exchange.CallListener;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.job.PollSchedule;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.support.Canary;
import io.github.cloudstackreactive.support.Logged;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;

/**
 * Secrets of all kinds go through every failure there is, from a server that repeats them in every form, and are found
 * nowhere: in no log of ours at TRACE, no message, no field of an exception, no {@code toString}.
 */
@Timeout(180)
class CanaryTest {

    private static final String[] OUR_LOGGERS = {
        "io.github.cloudstackreactive.request",
        "io.github.cloudstackreactive.reply",
        "io.github.cloudstackreactive.retry",
        "io.github.cloudstackreactive.pool",
        "io.github.cloudstackreactive.exchange.Exchange",
        "io.github.cloudstackreactive.job.Tracker",
        "io.github.cloudstackreactive.CloudStackClient",
        // Whatever is dropped is written here, at ERROR.
        "reactor.core.publisher.Operators"
    };

    private static final Canary API_KEY = new Canary("CanaryApiKey-5f2e9d1c7b");
    private static final Canary SECRET_KEY = new Canary("CanarySecretKey+/8a6b4c2d0e=");
    private static final Canary PASSWORD = new Canary("Canary pass\"word\\<&>'é%+/1");
    private static final Canary USER_DATA = new Canary(Base64.getEncoder()
            .encodeToString("#cloud-config canary of user data, long enough".getBytes(StandardCharsets.UTF_8)));
    private static final Canary DECLARED = new Canary("canary-declared-a,canary-declared-b");
    private static final List<Canary> CANARIES = List.of(API_KEY, SECRET_KEY, PASSWORD, USER_DATA, DECLARED);

    private static final int[] STATUSES = {
        200, 302, 400, 401, 404, 405, 408, 414, 429, 431, 432, 500, 502, 503, 504, 511, 530, 531, 532, 533, 534, 535,
        536, 537
    };

    private static final int[] FEW = {200, 401, 530};

    /** How a server may write what it repeats. */
    private static final Map<String, UnaryOperator<String>> FORMS = forms();

    private final Set<String> said = new LinkedHashSet<>();
    private final Set<String> signatures = ConcurrentHashMap.newKeySet();
    private volatile Answer answer = new Answer(200, "application/json", "{}");
    private DisposableServer server;

    /**
     * A reply; in its body, {@code {}} stands for all that was sent.
     *
     * @param form how it is written
     */
    private record Answer(int status, String type, String body, UnaryOperator<String> form) {

        Answer(int status, String type, String body) {
            this(status, type, body, UnaryOperator.identity());
        }
    }

    private static Map<String, UnaryOperator<String>> forms() {
        Map<String, UnaryOperator<String>> forms = new LinkedHashMap<>();
        forms.put("plain", UnaryOperator.identity());
        forms.put("for a URL", value -> java.net.URLEncoder.encode(value, StandardCharsets.UTF_8));
        forms.put("in lower case", value -> value.toLowerCase(java.util.Locale.ROOT));
        forms.put("in Base64", value -> Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
        forms.put("for JSON", value -> new Canary(value).json());
        return forms;
    }

    @BeforeEach
    void start() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::answer)
                .bindNow(Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        server.disposeNow(Duration.ofSeconds(10));
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().defaultIfEmpty("").flatMap(form -> {
            Answer now = answer;
            if (now.status() == 0) {
                response.withConnection(connection -> connection.channel().close());
                return Mono.never();
            }
            if (now.status() < 0) {
                return Mono.never();
            }
            String query = request.uri().contains("?")
                    ? request.uri().substring(request.uri().indexOf('?') + 1)
                    : form;
            String echo = repeated(query, now.form());
            String body = now.body().replace("{}", now.type().contains("json") ? new Canary(echo).json() : echo);
            return response.status(now.status())
                    .header("Content-Type", now.type())
                    .header("Location", "http://elsewhere.example/client/api?" + query)
                    .header("Set-Cookie", "sessionkey=" + PASSWORD.forms().get(1))
                    .sendString(Mono.just(body))
                    .then();
        });
    }

    /** All values that came but the API key and the signature, which go by themselves in no form but that of the query. */
    private String repeated(String query, UnaryOperator<String> form) {
        StringBuilder echo = new StringBuilder("Bad values:");
        new QueryStringDecoder(query, false).parameters().forEach((name, values) -> {
            if (name.equals("signature")) {
                signatures.add(values.get(0));
            } else if (!name.equalsIgnoreCase("apiKey")) {
                echo.append(' ')
                        .append(name)
                        .append(" was ")
                        .append(form.apply(values.get(0)))
                        .append(" !");
            }
        });
        return echo + " in " + query + " and " + URLDecoder.decode(query, StandardCharsets.UTF_8);
    }

    private CloudStackClientBuilder builder() {
        return CloudStackClient.builder()
                .endpoint("http://127.0.0.1:" + server.port() + "/client/api")
                .credentials(API_KEY.secret(), SECRET_KEY.secret())
                .replyTimeout(Duration.ofMillis(300), Duration.ofMillis(300))
                .retry(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), () -> 0.5, 1_000))
                .jobPolling(PollSchedule.DEFAULT.withCap(Duration.ofMillis(10)))
                .jobDeadline(Duration.ofMillis(100))
                .lostReplyGrace(Duration.ofMillis(50));
    }

    private static UntypedCommand<VirtualMachine> deploy() {
        return Command.async("deployVirtualMachine", VirtualMachine.class)
                .with("name", "web-1")
                .with("password", PASSWORD.secret())
                .with("userdata", USER_DATA.secret())
                .withSensitive("declared", DECLARED.secret());
    }

    private static UntypedCommand<VirtualMachine> list() {
        return Command.of("listVirtualMachines", VirtualMachine.class)
                .with("password", PASSWORD.secret())
                .withSensitive("declared", DECLARED.secret());
    }

    @Test
    void aSecretIsFoundNowhereWhateverTheServerAnswers() {
        try (Logged logged = Logged.of(OUR_LOGGERS)) {
            CloudStackClient cloud = builder().build();
            FORMS.forEach((named, form) -> {
                for (int status : named.equals("plain") ? STATUSES : FEW) {
                    answer = new Answer(
                            status,
                            "application/json",
                            "{\"r\":{\"errorcode\":" + status + ",\"errortext\":\"{}\"}}",
                            form);
                    callInEveryWay(cloud);
                    answer = status % 2 == 0
                            ? new Answer(status, "text/html", "<html><body>{}</body></html>", form)
                            : new Answer(status, "text/plain", "{}", form);
                    callInEveryWay(cloud);
                }
                answer = new Answer(
                        200,
                        "application/json",
                        "{\"r\":{\"count\":2,\"vm\":[{\"id\":\"1\",\"password\":\"{}\"},{\"userdata\":[\"{}\"]},null]}}",
                        form);
                callInEveryWay(cloud);
                answer = new Answer(
                        200,
                        "application/json",
                        "{\"r\":{\"jobstatus\":2,\"jobid\":\"j\",\"jobresult\":{\"errorcode\":530,\"errortext\":\"{}\"}}}",
                        form);
                callInEveryWay(cloud);
                answer =
                        new Answer(200, "application/json", "{\"r\":{\"success\":false,\"displaytext\":\"{}\"}}", form);
                callInEveryWay(cloud);
                answer = new Answer(200, "application/json", "{\"r\":{\"zone\":[{\"id\":\"{}\"", form);
                callInEveryWay(cloud);
            });
            say(cloud);
            cloud.closeLater().block(Duration.ofSeconds(10));
            callInEveryWay(cloud);
            isNowhere(logged);
            assertThat(logged.text())
                    .as("the loggers were on")
                    .contains("deployVirtualMachine is answered with HTTP 530", " is open.", " is closed after ");
        }
    }

    @Test
    void aSecretIsFoundNowhereWhateverTheNetworkDoes() {
        try (Logged logged = Logged.of(OUR_LOGGERS)) {
            CloudStackClient cloud = builder().listener(new Throwing()).build();
            answer = new Answer(0, "", "");
            callInEveryWay(cloud);
            answer = new Answer(-1, "", "");
            callInEveryWay(cloud);
            cloud.closeLater().block(Duration.ofSeconds(10));

            CloudStackClient tls = builder()
                    .endpoint("https://127.0.0.1:" + server.port() + "/client/api")
                    .build();
            callInEveryWay(tls);
            tls.closeLater().block(Duration.ofSeconds(10));

            CloudStackClient refused =
                    builder().endpoint("http://127.0.0.1:1/client/api").build();
            callInEveryWay(refused);
            refused.closeLater().block(Duration.ofSeconds(10));

            CloudStackClient narrow = builder().connections(1).build();
            Flux.range(0, 60)
                    .flatMap(i -> narrow.execute(list()).materialize(), 60)
                    .doOnNext(end -> say(end.getThrowable()))
                    .blockLast(Duration.ofSeconds(20));
            narrow.closeLater().block(Duration.ofSeconds(10));
            isNowhere(logged);
        }
    }

    @Test
    void aSecretIsInNoText() {
        CloudStackClientBuilder builder = builder();
        say(builder.toString());
        say(Credentials.of(API_KEY.secret(), SECRET_KEY.secret()).toString());
        say(new SignedRequest(
                        "apiKey=" + API_KEY.secret() + "&password="
                                + PASSWORD.forms().get(1),
                        Map.of("Cookie", PASSWORD.secret()))
                .toString());
        say(deploy().toString());
        say(list().toString());
        say(deploy().parameters().toString());
        say(deploy().description().toString());
        CloudStackClient cloud = builder.build();
        say(cloud.toString() + cloud.endpoint() + cloud.source() + cloud.submit(deploy()) + cloud.list(list()));
        cloud.closeLater().block(Duration.ofSeconds(10));
        isNowhere("");
    }

    @Test
    void aSecretThatLeaksIsFound() {
        for (Canary canary : CANARIES) {
            for (String form : canary.forms()) {
                assertThat(canary.foundIn("x" + form + "y")).isNotNull();
                Throwable leaking = new IllegalStateException(new RuntimeException(form));
                leaking.addSuppressed(new Leaking(form.getBytes(StandardCharsets.UTF_8)));
                assertThat(canary.foundIn(Canary.saidAndHeldBy(leaking))).isNotNull();
            }
        }
        assertThat(API_KEY.foundIn(Canary.saidAndHeldBy(new Leaking("nothing".getBytes(StandardCharsets.UTF_8)))))
                .isNull();
    }

    private static final class Leaking extends RuntimeException {

        @SuppressWarnings("unused") // it is found by reflection
        private final transient Map<String, byte[]> body;

        Leaking(byte[] body) {
            this.body = Map.of("body", body);
        }
    }

    /** Throws at each event. */
    private static final class Throwing implements CallListener {

        @Override
        public void onStart(io.github.cloudstackreactive.exchange.Call call) {
            throw new IllegalStateException(call.toString());
        }
    }

    private void callInEveryWay(CloudStackClient cloud) {
        Flux.merge(
                        cloud.submit(deploy()).materialize(),
                        cloud.execute(deploy().safe(true)).materialize(),
                        cloud.list(list()).collectList().materialize(),
                        cloud.execute(Command.of("createSSHKeyPair").with("password", PASSWORD.secret()))
                                .materialize())
                .doOnNext(end -> say(end.hasError() ? end.getThrowable() : end.get()))
                .blockLast(Duration.ofSeconds(20));
    }

    // A tree is what the server sent, as it was asked for.
    private synchronized void say(Object thing) {
        if (thing instanceof Throwable thrown) {
            said.add(Canary.saidAndHeldBy(thrown));
        } else if (thing != null && !(thing instanceof JsonNode)) {
            said.add(thing.toString());
        }
    }

    private void isNowhere(Logged logged) {
        isNowhere(logged.text());
    }

    private void isNowhere(String log) {
        List<Canary> all = new ArrayList<>(CANARIES);
        signatures.forEach(signature -> all.add(new Canary(signature)));
        for (Canary canary : all) {
            assertThat(canary.foundIn(log)).as("%s in the log", canary).isNull();
            for (String text : said) {
                assertThat(canary.foundIn(text))
                        .as("%s in what was said", canary)
                        .isNull();
            }
        }
    }
}
