package io.github.cloudstackreactive.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What behaviour (a) says of signatures. */
class SignatureTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @RegisterExtension
    static final SimulatorExtension CLOUD =
            SimulatorExtension.of(b -> b.vms(3).clock(Clock.fixed(NOW, ZoneOffset.UTC)));

    @Test
    void theDocumentedExampleSignsToItsDocumentedValue() {
        Map<String, String> parameters = Map.of(
                "command", "deployVirtualMachine",
                "serviceofferingid", "21624abb-764e-4def-81d7-9fc54b5957fb",
                "templateid", "54c83a5e-c548-4d91-8b14-5cf2d4c081ee",
                "zoneid", "1128bd56-b4d9-4ac6-a7b9-c715b187ce11",
                "apikey", "miVr6X7u6bN_sdahOBpjNejPgEsT35eXqjB8CG20");
        String secret = "VDaACYb0LV9eNjTetIOElcVQkvJck_J_QljX";
        assertThat(Signatures.sign(parameters, secret)).isEqualTo("ahlpA6J1Fq6OYI1HFrMSGgBt0WY=");
        assertThat(Caller.sign(parameters, secret)).isEqualTo("ahlpA6J1Fq6OYI1HFrMSGgBt0WY=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a+b", "a~b", "a*b", "a/b[c]", "(x)'!", "ü€", "😀", ""})
    void valuesAreSignedAsUrlEncoderWritesThemWithPercent20(String value) {
        assertThat(status(Map.of("x", value))).isEqualTo(200);
    }

    @Test
    void namesAreSignedRawAndInTheOrderTheyAreSentIn() {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name : new String[] {"Zname", "a_b", "aZ", "a[0].x", "a.b", "a-b", "ab", "Ünicode"}) {
            parameters.put(name, "V");
        }
        assertThat(status(parameters)).isEqualTo(200);
    }

    @Test
    void sortingByLowerCasedNamesIsNoticed() {
        Caller caller = Caller.admin(CLOUD.get());
        Map<String, String> sent = Caller.parameters(
                "listZones", "json", "Zname", "1", "apiKey", CLOUD.get().apiKey());
        Map<String, String> lowered = new LinkedHashMap<>();
        sent.forEach((name, value) -> lowered.put(name.toLowerCase(java.util.Locale.ROOT), value));
        sent.put("signature", Caller.sign(lowered, CLOUD.get().secretKey()));
        assertThat(Caller.send(HttpRequest.newBuilder(caller.uri(sent))).status())
                .isEqualTo(401);
    }

    @Test
    void aTildeLeftBareInTheSignedTextIsNoticed() throws Exception {
        String text = "apikey=" + CLOUD.get().apiKey() + "&command=listZones&response=json&x=~";
        javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA1");
        mac.init(new javax.crypto.spec.SecretKeySpec(CLOUD.get().secretKey().getBytes(), "HmacSHA1"));
        Map<String, String> sent = Caller.parameters(
                "listZones", "json", "x", "~", "apikey", CLOUD.get().apiKey());
        sent.put(
                "signature",
                java.util.Base64.getEncoder()
                        .encodeToString(mac.doFinal(text.toLowerCase().getBytes())));
        assertThat(Caller.send(HttpRequest.newBuilder(Caller.admin(CLOUD.get()).uri(sent)))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void theWireFormDoesNotMatterButARawPlusInTheSignatureDoes() {
        Caller caller = Caller.admin(CLOUD.get());
        for (int i = 0; ; i++) {
            Map<String, String> signed = caller.signed(Caller.parameters("listZones", "json", "x", "a b~*" + i));
            if (signed.get("signature").contains("+")) {
                String loose = Caller.query(signed)
                        .replace("a+b", "a%20b")
                        .replace("%7E", "~")
                        .replace("*", "%2A");
                assertThat(get(loose).status()).isEqualTo(200);
                assertThat(get(loose.replace("%2B", "+")).status()).isEqualTo(401);
                return;
            }
        }
    }

    @Test
    void ofARepeatedNameTheLastCountsOnGetAndTheFirstInAForm() {
        Caller caller = Caller.admin(CLOUD.get());
        String signed = Caller.query(caller.signed(Caller.parameters("listZones", "json", "x", "1")));
        assertThat(get("x=2&" + signed).status()).isEqualTo(200);
        assertThat(get(signed + "&x=2").status()).isEqualTo(401);
        assertThat(post("", signed + "&x=2").status()).isEqualTo(200);
        assertThat(post("", "x=2&" + signed).status()).isEqualTo(401);
    }

    @Test
    void parametersMayBeSplitOverQueryAndForm() {
        String signed = Caller.query(Caller.admin(CLOUD.get()).signed(Caller.parameters("listZones", "json")));
        int half = signed.indexOf("&apiKey");
        assertThat(post("?" + signed.substring(0, half), signed.substring(half + 1))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aBareFlagIsSignedWithAnEqualsSign() {
        String signed =
                Caller.query(Caller.admin(CLOUD.get()).signed(Caller.parameters("listZones", "json", "flag", "")));
        assertThat(get(signed.replace("flag=", "flag")).status()).isEqualTo(200);
    }

    @Test
    void anotherAccountsSecretDoesNotDo() {
        Simulator cloud = CLOUD.get();
        assertThat(Caller.with(cloud, cloud.apiKey(), cloud.user().secretKey())
                        .get("listZones")
                        .status())
                .isEqualTo(401);
        assertThat(Caller.with(cloud, "unknown", cloud.secretKey())
                        .get("listZones")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T10:10:00+0000, 200",
        "2026-11-21T10:10:00Z, 200",
        "2026-11-21T10:10:00+00:00, 200",
        "2026-11-21T12:10:00+0200, 200",
        "2026-11-21T10:10:00.123Z, 200",
        "2027-11-21T10:10:00+0000, 200",
        "2026-11-21T10:10:00.123+0000, 401",
        "2026-11-21T10:10:00, 401",
        "2026-11-21 10:10:00, 401",
        "2026-11-22, 401",
        "2026-11-21T09:59:59+0000, 401",
        "2026-11-21T11:59:59+0200, 401",
        "'', 401"
    })
    void versionThreeNeedsAnExpiryOfAnAcceptedForm(String expires, int status) {
        assertThat(status(Map.of("signatureVersion", "3", "expires", expires))).isEqualTo(status);
        assertThat(status(Map.of("signatureversion", "3", "expires", expires))).isEqualTo(status);
    }

    @Test
    void anExpiryWithoutVersionThreeIsIgnored() {
        assertThat(status(Map.of("expires", "2020-01-01T00:00:00+0000"))).isEqualTo(200);
        assertThat(status(Map.of("signatureVersion", "2", "expires", "2020-01-01T00:00:00+0000")))
                .isEqualTo(200);
        assertThat(status(Map.of("signatureVersion", "3"))).isEqualTo(401);
    }

    @Test
    void commandAndResponseAreKnownInLowerCaseOnly() {
        Caller caller = Caller.admin(CLOUD.get());
        Caller.Reply wrong = get(Caller.query(caller.signed(Map.of("Command", "listZones", "response", "json"))));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.key()).isEqualTo("null");
        Caller.Reply xml = get(Caller.query(caller.signed(Map.of("command", "listZones", "Response", "json"))));
        assertThat(xml.body()).startsWith("<?xml");
        assertThat(caller.get("LISTZONES").status()).isEqualTo(401);
        Caller.Reply anyCase = get(Caller.query(caller.signed(Map.of("command", "listZones", "response", "JSON"))));
        assertThat(anyCase.key()).isEqualTo("listzonesresponse");
    }

    @Test
    void timestampsAndPostsAreEnforcedIfWanted() {
        try (Simulator strict = Simulator.builder()
                .vms(1)
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .enforcePostAndTimestamps(true)
                .start()) {
            Caller caller = Caller.admin(strict);
            assertThat(caller.get("listZones").status()).isEqualTo(401);
            String[] soon = {"signatureversion", "3", "expires", "2026-11-21T10:15:00+0000", "name", "k"};
            String[] late = {"signatureversion", "3", "expires", "2026-11-21T10:16:00+0000"};
            assertThat(caller.get("listZones", soon).status()).isEqualTo(200);
            assertThat(caller.get("listZones", late).status()).isEqualTo(401);
            assertThat(caller.post("createSSHKeyPair", soon).status()).isEqualTo(200);
            Capture capture = Capture.of("enforce-get-create-v3-xml");
            Caller.Reply refused = caller.xml("createSSHKeyPair", soon);
            assertThat(refused.status()).isEqualTo(capture.status());
            assertThat(refused.body()).isEqualTo(capture.body().strip());
        }
    }

    private static int status(Map<String, String> more) {
        Map<String, String> all = Caller.parameters("listZones", "json");
        all.putAll(more);
        return get(Caller.query(Caller.admin(CLOUD.get()).signed(all))).status();
    }

    private static Caller.Reply get(String query) {
        return Caller.send(HttpRequest.newBuilder(URI.create(CLOUD.get().endpoint() + "?" + query)));
    }

    private static Caller.Reply post(String query, String form) {
        return Caller.send(HttpRequest.newBuilder(URI.create(CLOUD.get().endpoint() + query))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }
}
