package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What behaviour (f) says of sessions. */
class SessionsTest {

    private static final String CODE = "305638";

    @RegisterExtension
    final SimulatorExtension cloud = SimulatorExtension.of(b -> b.vms(3));

    @RegisterExtension
    final SimulatorExtension factored = SimulatorExtension.of(b -> b.vms(3).secondFactor(CODE));

    /** What a browser would keep of a login. */
    private record Kept(Simulator at, String cookies, String key) {

        Caller.Reply get(String command, String... parameters) {
            return getWith(cookies, key, command, parameters);
        }

        Caller.Reply getWith(String sent, String parameter, String command, String... parameters) {
            Map<String, String> all = Caller.parameters(command, "json", parameters);
            if (!parameter.isEmpty()) {
                all.put("sessionkey", parameter);
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(at.endpoint() + "?" + Caller.query(all)));
            return Caller.send((sent.isEmpty() ? request : request.header("Cookie", sent)).GET());
        }

        String idCookie() {
            return cookies.split("; ")[0];
        }
    }

    private static Caller.Reply login(Simulator at, String... parameters) {
        return Caller.send(HttpRequest.newBuilder(at.endpoint())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        Caller.query(Caller.parameters("login", "json", parameters)))));
    }

    private static Kept loggedIn(Simulator at) {
        Caller.Reply reply =
                login(at, "username", at.user().name(), "password", at.user().password(), "domain", "acme");
        assertThat(reply.status()).isEqualTo(200);
        List<String> set = reply.http().headers().allValues("Set-Cookie");
        return new Kept(
                at,
                set.get(0).split(";")[0] + "; " + set.get(1).split(";")[0],
                reply.inner().path("sessionkey").asString());
    }

    @Test
    void aLoginAnswersAsARecordedOne() {
        Caller.Reply reply = login(
                cloud.get(),
                "username",
                "acme-user",
                "password",
                cloud.get().user().password(),
                "domain",
                "/acme");
        Capture recorded = Capture.of("login-domain-noslash");

        assertThat(reply.inner().propertyNames())
                .containsExactlyElementsOf(recorded.inner().propertyNames());
        assertThat(reply.http().headers().allValues("Set-Cookie"))
                .satisfiesExactly(
                        id -> assertThat(id).startsWith("JSESSIONID=").endsWith("; Path=/client"),
                        key -> assertThat(key).startsWith("sessionkey=").endsWith(";HttpOnly;SameSite=Lax"));
    }

    @ParameterizedTest
    @CsvSource({
        "domain, /nosuch, 531, Unable to find the domain from the path /nosuch/",
        "domainId, zzz, 401, 'Invalid domain id entered, please enter a valid one'",
        "password, wrong, 531, Failed to authenticate user acme-user in domain 2; please provide valid credentials",
    })
    void aLoginIsRefusedAsRecorded(String name, String value, int status, String text) {
        Map<String, String> asked = new java.util.LinkedHashMap<>(
                Map.of("username", "acme-user", "password", cloud.get().user().password(), "domain", "acme"));
        asked.put(name, value);
        Caller.Reply reply = login(
                cloud.get(),
                asked.entrySet().stream()
                        .flatMap(each -> java.util.stream.Stream.of(each.getKey(), each.getValue()))
                        .toArray(String[]::new));

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text()).isEqualTo(text);
        assertThat(reply.code()).isZero();
        assertThat(reply.http().headers().allValues("Set-Cookie")).hasSize(1);
        assertThat(cloud.get().openSessions()).isZero();
    }

    @Test
    void aLoginByGetOrWithoutAUserIsNone() {
        Caller.Reply byGet = Caller.send(HttpRequest.newBuilder(
                        URI.create(cloud.get().endpoint() + "?command=login&username=acme-user&response=json"))
                .GET());
        assertThat(byGet.status()).isEqualTo(405);
        assertThat(byGet.body()).isEqualTo("Please use HTTP POST to authenticate using this API");
        Caller.Reply nobody = login(cloud.get());
        assertThat(nobody.status()).isEqualTo(531);
        assertThat(nobody.body()).isEqualTo("null");
    }

    @Test
    void aSessionTakesTheCookiesAndTheParameter() {
        Kept kept = loggedIn(cloud.get());

        assertThat(kept.get("listVirtualMachines").status()).isEqualTo(200);
        Caller.Reply unknown = kept.get("noSuch");
        assertThat(unknown.status()).isEqualTo(432);
        assertThat(unknown.key()).isEqualTo("errorresponse");
        assertThat(kept.get("listHosts").status()).isEqualTo(432);
        assertThat(kept.get("listVirtualMachines").status()).isEqualTo(200);
    }

    @Test
    void aSessionIsDestroyedByARequestThatLacksEitherKey() {
        Kept noParameter = loggedIn(cloud.get());
        Caller.Reply refused = noParameter.getWith(noParameter.cookies(), "", "listZones");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text()).isEqualTo("unable to verify user credentials");
        assertThat(noParameter.get("listZones").status()).isEqualTo(401);

        Kept noCookie = loggedIn(cloud.get());
        assertThat(noCookie.getWith(noCookie.idCookie(), noCookie.key(), "listZones")
                        .text())
                .isEqualTo("unable to verify user credentials");
        assertThat(noCookie.get("listZones").text())
                .isEqualTo("unable to verify user credentials and/or request signature");
        assertThat(cloud.get().openSessions()).isZero();
    }

    @Test
    void aSignedRequestWithAForeignSessionCookieIsRefused() {
        Kept kept = loggedIn(cloud.get());
        Caller admin = Caller.admin(cloud.get());
        Caller.Reply mixed =
                Caller.send(HttpRequest.newBuilder(admin.uri(admin.signed(Caller.parameters("listZones", "json"))))
                        .header("Cookie", kept.idCookie())
                        .GET());

        assertThat(mixed.status()).isEqualTo(401);
    }

    @Test
    void aLogoutEndsTheSessionAndWithoutOneItIs431() {
        Kept kept = loggedIn(cloud.get());

        Caller.Reply out = kept.get("logout");
        assertThat(out.body()).isEqualTo("{\"logoutresponse\":{\"description\":\"success\"}}");
        assertThat(out.http().headers().allValues("Set-Cookie")).hasSize(3);
        assertThat(kept.get("listZones").status()).isEqualTo(401);
        assertThat(kept.get("logout").status()).isEqualTo(431);
    }

    @Test
    void sessionsExpireWhenATestSaysSo() {
        Kept kept = loggedIn(cloud.get());
        assertThat(cloud.get().openSessions()).isEqualTo(1);

        cloud.get().expireSessions();

        assertThat(kept.get("listZones").status()).isEqualTo(401);
    }

    @Test
    void beforeTheCodeOnlyAFewCommandsAreAnswered() {
        Kept kept = loggedIn(factored.get());
        assertThat(kept.get("listApis").status()).isEqualTo(200);

        Caller.Reply early = kept.get("listZones");
        assertThat(early.status()).isEqualTo(511);
        assertThat(early.code()).isZero();
        assertThat(kept.get("listZones").status()).isEqualTo(401);
        assertThat(Caller.user(factored.get()).get("listZones").status()).isEqualTo(200);
    }

    @Test
    void aCodeIsAnsweredAsRecorded() {
        Kept kept = loggedIn(factored.get());
        String verify = "validateUserTwoFactorAuthenticationCode";

        assertThat(kept.get(verify, "codefor2fa", CODE).body())
                .isEqualTo(Capture.of("2fa-validate-ok").body().strip());
        assertThat(kept.get("listZones").status()).isEqualTo(200);
        Kept other = loggedIn(factored.get());
        assertThat(other.get(verify, "codefor2fa", "000000").json())
                .isEqualTo(Caller.JSON.readTree(Capture.of("2fa-validate-bad").body()));
        assertThat(other.get(verify, "codefor2fa", CODE).status()).isEqualTo(401);
        assertThat(other.getWith("", "", verify, "codefor2fa", CODE).json())
                .isEqualTo(Caller.JSON.readTree(
                        Capture.of("2fa-validate-nosession").body()));
    }

    @Test
    void newKeysRevokeTheOld() {
        Caller before = Caller.user(cloud.get());
        String id = cloud.get().user().userId();
        assertThat(before.get("getUserKeys", "id", id)
                        .inner()
                        .path("userkeys")
                        .path("apikey")
                        .asString())
                .isEqualTo(cloud.get().user().apiKey());

        assertThat(before.get("registerUserKeys", "id", id).status()).isEqualTo(200);

        assertThat(before.get("listZones").status()).isEqualTo(401);
        assertThat(Caller.user(cloud.get()).get("listZones").status()).isEqualTo(200);
        assertThat(Caller.user(cloud.get())
                        .get("registerUserKeys", "id", cloud.get().admin().userId())
                        .status())
                .isEqualTo(531);
    }
}
