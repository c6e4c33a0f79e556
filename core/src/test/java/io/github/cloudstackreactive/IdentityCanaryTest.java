package io.github.cloudstackreactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.session.Login;
import io.github.cloudstackreactive.support.Canary;
import io.github.cloudstackreactive.support.Logged;
import io.github.cloudstackreactive.transport.Proxy;
import io.github.cloudstackreactive.transport.Tls;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The secrets of who asks, such as passwords, codes, session keys and keys that change, go through whatever may fail, and are
 * found in no log of ours at TRACE, no message, no field of an exception, no {@code toString}.
 */
@Timeout(120)
class IdentityCanaryTest {

    private static final String[] OUR_LOGGERS = {
        "io.github.cloudstackreactive.request",
        "io.github.cloudstackreactive.reply",
        "io.github.cloudstackreactive.retry",
        "io.github.cloudstackreactive.pool",
        "io.github.cloudstackreactive.exchange.Exchange",
        "io.github.cloudstackreactive.job.Tracker",
        "io.github.cloudstackreactive.CloudStackClient",
        "reactor.core.publisher.Operators"
    };

    private static final Canary PASSWORD = new Canary("Canary pass\"word\\<&>'é%+/2");
    private static final Canary CODE = new Canary("305638");
    private static final Canary SESSION_KEY = new Canary("CanarySessionKey_9f3b7c1d5e");
    private static final Canary COOKIE = new Canary("CanaryCookie0A1B2C3D4E5F.node7");
    private static final Canary USERS_KEY = new Canary("CanaryKeyOfTheUser-1c2d3e4f");
    private static final Canary USERS_SECRET = new Canary("CanarySecretOfTheUser-5a6b7c");
    private static final Canary OLD_SECRET = new Canary("CanaryOldSecret+/1a2b3c4d=");
    private static final Canary NEW_SECRET = new Canary("CanaryNewSecret+/5e6f7a8b=");
    private static final Canary OLD_KEY = new Canary("CanaryOldKey-9c8d7e6f5a");
    private static final Canary NEW_KEY = new Canary("CanaryNewKey-4b3c2d1e0f");
    private static final Canary OF_THE_PROXY = new Canary("CanaryOfTheProxy+/7d6e5f");
    private static final Canary OF_THE_STORE = new Canary("CanaryOfTheKeyStore-3e2d1c");
    private static final Canary OF_THE_FILE = new Canary("CanaryOfTheKeyFile-8f7e6d");
    private static final Canary WRONG = new Canary("CanaryOfAWrongPassword-2b3c4d");
    private static final List<Canary> CANARIES = List.of(
            PASSWORD,
            CODE,
            SESSION_KEY,
            COOKIE,
            USERS_KEY,
            USERS_SECRET,
            OLD_SECRET,
            NEW_SECRET,
            OLD_KEY,
            NEW_KEY,
            OF_THE_PROXY,
            OF_THE_STORE,
            OF_THE_FILE,
            WRONG);

    private static final String VERIFICATION = "validateUserTwoFactorAuthenticationCode";
    private static final int[] STATUSES = {200, 401, 403, 500, 503, 511, 530, 531};
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Set<String> said = new LinkedHashSet<>();
    private final Set<String> signatures = ConcurrentHashMap.newKeySet();
    private volatile String failing = "";
    private volatile int status = 200;
    private volatile boolean json = true;
    private DisposableServer server;

    @TempDir
    private Path folder;

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

    /** Logs in and answers, but repeats all that was sent, as an error, where the command is the one that fails. */
    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().defaultIfEmpty("").flatMap(form -> {
            String uri = request.uri();
            String query = uri.contains("?") ? uri.substring(uri.indexOf('?') + 1) : form;
            String command = new QueryStringDecoder(query, false)
                    .parameters()
                    .get("command")
                    .get(0);
            boolean fails = failing.equals("all") || command.equals(failing);
            if (command.equals("login") && !fails) {
                response.header("Set-Cookie", "JSESSIONID=" + COOKIE.secret() + "; Path=/client; HttpOnly");
            }
            String repeated = repeated(query) + " " + request.requestHeaders().get("Cookie", "") + " in Cookie";
            String body = !fails
                    ? wellDone(command)
                    : json
                            ? "{\"r\":{\"errorcode\":" + status + ",\"errortext\":\"" + new Canary(repeated).json()
                                    + "\"}}"
                            : repeated;
            return response.status(fails ? status : 200)
                    .header("Content-Type", !fails || json ? "application/json" : "text/plain")
                    .sendString(Mono.just(body))
                    .then();
        });
    }

    private static String wellDone(String command) {
        return switch (command) {
            case "login" ->
                "{\"loginresponse\":{\"userid\":\"u\",\"username\":\"walter\",\"sessionkey\":\"" + SESSION_KEY.secret()
                        + "\",\"is2faenabled\":\"true\",\"is2faverified\":\"false\",\"providerfor2fa\":\"totp\"}}";
            case "getUserKeys" ->
                "{\"r\":{\"userkeys\":{\"apikey\":\"" + USERS_KEY.secret() + "\",\"secretkey\":\""
                        + USERS_SECRET.secret() + "\"}}}";
            default -> "{\"r\":{\"success\":\"true\"}}";
        };
    }

    /** All that was sent, and a key's secret, which the server knows; a signature in no form but that of the query. */
    private String repeated(String query) {
        StringBuilder echo = new StringBuilder("Bad values:");
        new QueryStringDecoder(query, false).parameters().forEach((name, values) -> {
            if (name.equals("signature")) {
                signatures.add(values.get(0));
            } else {
                new Canary(values.get(0))
                        .forms()
                        .forEach(written -> echo.append(' ')
                                .append(name)
                                .append(" was ")
                                .append(written)
                                .append(" !"));
            }
        });
        Map.of(OLD_KEY, OLD_SECRET, NEW_KEY, NEW_SECRET, SESSION_KEY, COOKIE).forEach((proof, more) -> {
            if (query.contains(proof.secret())) {
                more.forms().forEach(written -> echo.append(" or ").append(written));
            }
        });
        return echo + " in " + query + " and " + URLDecoder.decode(query, StandardCharsets.UTF_8);
    }

    private CloudStackClientBuilder builder() {
        return CloudStackClient.builder()
                .endpoint("http://127.0.0.1:" + server.port() + "/client/api")
                .replyTimeout(Duration.ofSeconds(5), Duration.ofSeconds(5))
                .retry(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), () -> 0.5, 1_000));
    }

    @Test
    void aLoginItsCodeAndItsSessionShowNowhere() {
        Login login = Login.of("walter", PASSWORD.secret()).inDomain("/acme");
        say(login);
        try (Logged logged = Logged.of(OUR_LOGGERS)) {
            for (String each : List.of("", "login", VERIFICATION, "getUserKeys", "listZones", "logout", "all")) {
                for (int with : each.isEmpty() ? new int[] {200} : STATUSES) {
                    failing = each;
                    status = with;
                    json = with % 2 == 0;
                    CloudStackClientBuilder builder = builder().login(login);
                    if (with % 3 != 0) {
                        builder.secondFactor(Mono.just(CODE.secret()));
                    }
                    CloudStackClient cloud = builder.build();
                    callInASession(cloud);
                    say(builder + " " + cloud + " " + cloud.session());
                    cloud.closeLater().block(SOON);
                }
            }
            isNowhere(logged);
            assertThat(logged.text())
                    .as("the loggers were on")
                    .contains("listZones is answered with HTTP 530", "listZones is sent again", " is open.");
            assertThat(said).anyMatch(text -> text.startsWith("LoggedIn[") && text.contains("walter"));
        }
    }

    private void callInASession(CloudStackClient cloud) {
        Flux.concat(
                        cloud.session()
                                .login()
                                .doOnNext(this::say)
                                .flatMap(step -> step instanceof io.github.cloudstackreactive.session.CodeNeeded needed
                                        ? needed.verify(CODE.secret())
                                        : Mono.just(step))
                                .materialize(),
                        cloud.session().userKeys().materialize(),
                        cloud.execute(Command.of("listZones")).then().materialize(),
                        cloud.execute(Command.of("createNetwork")).then().materialize(),
                        cloud.session().logout().materialize())
                .doOnNext(end -> say(end.hasError() ? end.getThrowable() : end.get()))
                .blockLast(SOON);
    }

    @Test
    void keysThatChangeShowNowhere() {
        AtomicInteger turn = new AtomicInteger();
        List<Credentials> both = List.of(
                Credentials.of(OLD_KEY.secret(), OLD_SECRET.secret()),
                Credentials.of(NEW_KEY.secret(), NEW_SECRET.secret()));
        failing = "all";
        try (Logged logged = Logged.of(OUR_LOGGERS)) {
            CloudStackClientBuilder rotating =
                    builder().credentials(() -> both.get(turn.getAndIncrement() % both.size()));
            CloudStackClient cloud = rotating.build();
            say(rotating + " " + cloud + " " + both);
            for (int with : STATUSES) {
                status = with;
                json = !json;
                for (String command : List.of("listZones", "createNetwork")) {
                    say(failureOf(cloud.execute(Command.of(command))));
                }
            }
            cloud.closeLater().block(SOON);
            isNowhere(logged);
            assertThat(turn).as("signatures").hasValueGreaterThan(2 * STATUSES.length - 1);
        }
    }

    @Test
    void whatAProxyIsToldShowsNowhere() throws IOException {
        String refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nX-Repeated: "
                + Base64.getEncoder()
                        .encodeToString(("walter:" + OF_THE_PROXY.secret()).getBytes(StandardCharsets.UTF_8))
                + "\r\nContent-Length: " + OF_THE_PROXY.secret().length() + "\r\n\r\n" + OF_THE_PROXY.secret();
        char[] password = OF_THE_PROXY.secret().toCharArray();
        try (Logged logged = Logged.of(OUR_LOGGERS);
                ServerSocket http = answering(refusal.getBytes(StandardCharsets.UTF_8));
                ServerSocket socks = answering(new byte[] {5, 2}, new byte[] {1, 1});
                ServerSocket strange = answering(refusal.substring(20).getBytes(StandardCharsets.UTF_8));
                ServerSocket silent = answering(new byte[0])) {
            for (Proxy proxy : List.of(
                    Proxy.http("127.0.0.1", http.getLocalPort()),
                    Proxy.http("127.0.0.1", strange.getLocalPort()),
                    Proxy.http("127.0.0.1", silent.getLocalPort()),
                    Proxy.http("127.0.0.1", 1),
                    Proxy.socks5("127.0.0.1", socks.getLocalPort()),
                    Proxy.socks5("127.0.0.1", strange.getLocalPort()),
                    Proxy.socks5("127.0.0.1", 1))) {
                Proxy told = proxy.credentials("walter", password);
                CloudStackClientBuilder through = builder()
                        .credentials(OLD_KEY.secret(), OLD_SECRET.secret())
                        .connectTimeout(Duration.ofMillis(500))
                        .proxy(told);
                CloudStackClient cloud = through.build();
                say(told + " " + through + " " + cloud);
                Throwable failure = failureOf(cloud.execute(Command.of("createNetwork")));
                assertThat(failure).as("%s", told).isInstanceOf(CloudStackException.class);
                say(failure);
                cloud.closeLater().block(SOON);
            }
            isNowhere(logged);
        }
    }

    /** Reads what comes, answers with the first, reads on, answers with the next, and closes. */
    private static ServerSocket answering(byte[]... answers) throws IOException {
        ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(
                () -> {
                    while (!listening.isClosed()) {
                        try (Socket connection = listening.accept()) {
                            InputStream in = connection.getInputStream();
                            byte[] any = new byte[8 * 1024];
                            for (byte[] answer : answers) {
                                if (in.read(any) > 0) {
                                    connection.getOutputStream().write(answer);
                                }
                            }
                        } catch (IOException gone) {
                            // The client has closed it, or the test is over.
                        }
                    }
                },
                "answering");
        thread.setDaemon(true);
        thread.start();
        return listening;
    }

    @Test
    void thePasswordsOfKeysShowNowhere() throws Exception {
        X509Bundle client = new CertificateBuilder()
                .subject("CN=client")
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        KeyStore store = client.toKeyStore(OF_THE_STORE.secret().toCharArray());
        Path chain = Files.writeString(folder.resolve("client.pem"), client.getCertificatePathPEM());
        Path key = Files.writeString(
                folder.resolve("client.key"), encrypted(client.getKeyPair().getPrivate()));
        char[] wrong = WRONG.secret().toCharArray();
        try (Logged logged = Logged.of(OUR_LOGGERS)) {
            for (Tls tls : List.of(
                    Tls.systemTrust()
                            .clientCertificate(store, OF_THE_STORE.secret().toCharArray()),
                    Tls.systemTrust()
                            .clientCertificate(chain, key, OF_THE_FILE.secret().toCharArray()))) {
                CloudStackClientBuilder builder = builder()
                        .endpoint("https://127.0.0.1:" + server.port() + "/client/api")
                        .credentials(OLD_KEY.secret(), OLD_SECRET.secret())
                        .tls(tls);
                CloudStackClient cloud = builder.build();
                say(tls + " " + builder + " " + cloud);
                say(failureOf(cloud.execute(Command.of("createNetwork"))));
                cloud.closeLater().block(SOON);
            }
            for (Executable mistaken : List.<Executable>of(
                    () -> Tls.systemTrust().clientCertificate(store, wrong),
                    () -> Tls.systemTrust().clientCertificate(chain, key, wrong),
                    () -> Tls.systemTrust().clientCertificate(chain, key))) {
                try {
                    mistaken.execute();
                    assertThat(mistaken).as("a mistake").isNull();
                } catch (ConfigurationException refused) {
                    say(refused);
                } catch (Throwable other) {
                    throw new AssertionError(other);
                }
            }
            isNowhere(logged);
        }
    }

    private static String encrypted(PrivateKey key) throws Exception {
        String algorithm = "PBEWithSHA1AndDESede";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm)
                        .generateSecret(new PBEKeySpec(OF_THE_FILE.secret().toCharArray())));
        byte[] whole =
                new EncryptedPrivateKeyInfo(cipher.getParameters(), cipher.doFinal(key.getEncoded())).getEncoded();
        return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(whole)
                + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
    }

    // What is said, and looked through.

    private static Throwable failureOf(Mono<?> call) {
        Throwable failure = call.materialize().block(SOON).getThrowable();
        assertThat(failure).as("a failure").isNotNull();
        return failure;
    }

    private void say(Object thing) {
        if (thing instanceof Throwable thrown) {
            said.add(Canary.saidAndHeldBy(thrown));
        } else if (thing != null) {
            said.add(thing.toString());
        }
    }

    private void isNowhere(Logged logged) {
        List<Canary> all = new ArrayList<>(CANARIES);
        signatures.forEach(signature -> all.add(new Canary(signature)));
        for (Canary canary : all) {
            assertThat(canary.foundIn(logged.text()))
                    .as("%s in the log", canary)
                    .isNull();
            for (String text : said) {
                assertThat(canary.foundIn(text))
                        .as("%s in what was said", canary)
                        .isNull();
            }
        }
    }
}
