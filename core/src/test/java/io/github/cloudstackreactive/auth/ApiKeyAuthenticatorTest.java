package io.github.cloudstackreactive.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class ApiKeyAuthenticatorTest {

    private static final Credentials CREDENTIALS =
            Credentials.of("miVr6X7u6bN_sdahOBpjNejPgEsT35eXqjB8CG20", "VDaACYb0LV9eNjTetIOElcVQkvJck_J_QljX");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC);

    private final ApiKeyAuthenticator plain = ApiKeyAuthenticator.of(CREDENTIALS, null, CLOCK);

    @Test
    void signsThePublishedExample() {
        Parameters deploy = Parameters.NONE
                .with("command", "deployVirtualMachine")
                .with("serviceofferingid", "21624abb-764e-4def-81d7-9fc54b5957fb")
                .with("templateid", "54c83a5e-c548-4d91-8b14-5cf2d4c081ee")
                .with("zoneid", "1128bd56-b4d9-4ac6-a7b9-c715b187ce11");

        assertThat(signature(plain, deploy)).isEqualTo("ahlpA6J1Fq6OYI1HFrMSGgBt0WY=");
    }

    @Test
    void writesEveryReservedCharacterAsTheServerDoes() {
        assertThat(sent("~*+ /[]()'!-._")).isEqualTo("%7E*%2B%20%2F%5B%5D%28%29%27%21-._");
        assertThat(sent("ü€😀")).isEqualTo("%C3%BC%E2%82%AC%F0%9F%98%80");
    }

    /** Any text goes as Java's own encoder writes it, but for the space; half of a surrogate pair as a question mark. */
    @Property(tries = 2_000)
    void encodesAsJavaDoes(@ForAll String any, @ForAll("awkward") String awkward) {
        for (String text : List.of(any, awkward)) {
            String wellFormed = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            assertThat(sent(text))
                    .isEqualTo(java.net.URLEncoder.encode(wellFormed, StandardCharsets.UTF_8)
                            .replace("+", "%20"));
        }
    }

    @Provide
    Arbitrary<String> awkward() {
        return Arbitraries.strings()
                .withChars("aZ09 +%~*\u0000\u007F\u0080\u07FF\u0800\uD7FF\uD800\uDBFF\uDC00\uDFFF\uE000\uFFFF")
                .ofMaxLength(12);
    }

    private static String sent(String value) {
        return QueryString.of(Parameters.NONE.with("n", value)).text().substring("n=".length());
    }

    /** What is signed is the whole text in lower case, and in Unicode a letter's may depend on its neighbours. */
    @ParameterizedTest
    @ValueSource(strings = {"Plain", "tags[0].Key", "ΟΔΟΣ", "Σ", "ΑΣ.B", "İ", "ÀÉ", "K", "\uD801\uDC00", "ſ"})
    void lowerCasesTheWholeText(String name) {
        Parameters parameters =
                Parameters.NONE.with("Before", "X Y").with(name, "VÄ").with("zz", "");
        StringBuilder raw = new StringBuilder();
        parameters.forEach((each, value) -> raw.append(raw.isEmpty() ? "" : "&")
                .append(each)
                .append('=')
                .append(java.net.URLEncoder.encode(value, StandardCharsets.UTF_8)
                        .replace("+", "%20")));

        assertThat(toSign(parameters)).isEqualTo(raw.toString().toLowerCase(Locale.ROOT));
    }

    private static String toSign(Parameters parameters) {
        return StandardCharsets.UTF_8
                .decode(QueryString.of(parameters).toSign())
                .toString();
    }

    @Test
    void signsTheSameOnManyThreadsAtOnce() {
        List<Parameters> asked = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            asked.add(Parameters.NONE.with("command", "listZones").with("name", "x".repeat(i)));
        }
        List<String> alone =
                asked.stream().map(each -> plain.sign(each).block().query()).toList();

        for (int round = 0; round < 20; round++) {
            assertThat(asked.parallelStream()
                            .map(each -> plain.sign(each).block().query())
                            .toList())
                    .isEqualTo(alone);
        }
    }

    @Test
    void itsOwnParametersWinAndHaveOneSpelling() {
        assertThat(decoded(plain.sign(Parameters.NONE.with("apikey", "another"))
                        .block()
                        .query()))
                .containsEntry("apikey", CREDENTIALS.apiKey());
        assertThatThrownBy(() ->
                        plain.sign(Parameters.NONE.with("apiKey", "another")).block())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"apikey\" and \"apiKey\" are one parameter");
    }

    @Test
    void signsNamesRawAndSendsThemEncoded() {
        Parameters parameters = Parameters.NONE.with("tags[0].key", "env");

        assertThat(toSign(parameters)).isEqualTo("tags[0].key=env");
        assertThat(QueryString.of(parameters).text()).isEqualTo("tags%5B0%5D.key=env");
    }

    @Test
    void sortsByTheNamesAsSentUpperCaseFirst() {
        Parameters mixed = Parameters.NONE
                .with("a_b", "1")
                .with("aZ", "2")
                .with("a[0].x", "3")
                .with("a.b", "4")
                .with("a-b", "5")
                .with("ab", "6")
                .with("Zname", "7");

        assertThat(toSign(mixed)).isEqualTo("zname=7&a-b=5&a.b=4&az=2&a[0].x=3&a_b=1&ab=6");
    }

    @Test
    void keepsAnEmptyValue() {
        assertThat(toSign(Parameters.NONE.with("name", ""))).isEqualTo("name=");
    }

    @Test
    void expiresByTheClockAtEachSigning() {
        MovingClock clock = new MovingClock();
        ApiKeyAuthenticator expiring = ApiKeyAuthenticator.of(CREDENTIALS, Duration.ofMinutes(10), clock);
        var signing = expiring.sign(Parameters.NONE.with("command", "listZones"));

        assertThat(decoded(signing.block().query()))
                .containsEntry("signatureversion", "3")
                .containsEntry("expires", "2026-11-21T10:10:00+0000");
        clock.now = clock.now.plusMillis(999);
        assertThat(decoded(signing.block().query())).containsEntry("expires", "2026-11-21T10:10:00+0000");
        clock.now = clock.now.plusMillis(59_001);
        assertThat(decoded(signing.block().query())).containsEntry("expires", "2026-11-21T10:11:00+0000");
    }

    @Test
    void lowerCasesWithoutRegardToTheMachinesLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(signature(plain, Parameters.NONE.with("command", "LISTI")))
                    .isEqualTo(reference(Map.of("command", "LISTI", "apikey", CREDENTIALS.apiKey())));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void signsByTheAlgorithmThatIsChosen() throws Exception {
        Parameters parameters = Parameters.NONE.with("command", "listZones");
        ApiKeyAuthenticator longer = ApiKeyAuthenticator.of(CREDENTIALS, SignatureAlgorithm.HMAC_SHA512, null, CLOCK);
        Mac mac = Mac.getInstance("HmacSHA512");
        mac.init(new SecretKeySpec(CREDENTIALS.secretKey().getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
        byte[] digest = mac.doFinal(("apikey=" + CREDENTIALS.apiKey() + "&command=listZones")
                .toLowerCase(Locale.ROOT)
                .getBytes(StandardCharsets.UTF_8));

        assertThat(signature(longer, parameters))
                .isEqualTo(Base64.getEncoder().encodeToString(digest))
                .isNotEqualTo(signature(plain, parameters));
    }

    @Test
    void aNewKeyTakesEffectAtTheNextSignatureAndTheOldOneAgain() {
        AtomicReference<Credentials> held = new AtomicReference<>(CREDENTIALS);
        AtomicInteger asked = new AtomicInteger();
        ApiKeyAuthenticator rotating = ApiKeyAuthenticator.rotating(
                () -> {
                    asked.incrementAndGet();
                    return held.get();
                },
                SignatureAlgorithm.HMAC_SHA1,
                Duration.ofMinutes(10),
                CLOCK);
        ApiKeyAuthenticator fixed = ApiKeyAuthenticator.of(CREDENTIALS, Duration.ofMinutes(10), CLOCK);
        Credentials other = Credentials.of("other-key", "other-secret");
        ApiKeyAuthenticator fixedOther = ApiKeyAuthenticator.of(other, Duration.ofMinutes(10), CLOCK);
        Parameters parameters = Parameters.NONE.with("command", "listZones");
        var signing = rotating.sign(parameters);
        assertThat(asked).hasValue(0);

        String first = signing.block().query();
        held.set(other);
        String second = signing.block().query();
        held.set(Credentials.of(CREDENTIALS.apiKey(), CREDENTIALS.secretKey()));
        String third = signing.block().query();

        assertThat(first).isEqualTo(fixed.sign(parameters).block().query()).isEqualTo(third);
        assertThat(second).isEqualTo(fixedOther.sign(parameters).block().query());
        assertThat(asked).hasValue(3);
    }

    @Test
    void whatWasSignedByAKeyThatWasExchangedSinceMayFareBetter() {
        AtomicReference<Credentials> held = new AtomicReference<>(Credentials.of("key+1", "s"));
        ApiKeyAuthenticator rotating =
                ApiKeyAuthenticator.rotating(held::get, SignatureAlgorithm.HMAC_SHA1, Duration.ofMinutes(10), CLOCK);
        SignedRequest signed =
                rotating.sign(Parameters.NONE.with("command", "listZones")).block();
        Mono<Boolean> renewed = rotating.renew(signed);

        assertThat(renewed.block()).isFalse();
        held.set(Credentials.of("key", "s"));
        assertThat(renewed.block()).isTrue();
        held.set(null);
        assertThat(renewed.block()).as("the refusal tells more").isFalse();
        assertThat(plain.renew(plain.sign(Parameters.NONE).block()).block()).isFalse();
    }

    @Test
    void aSupplierThatGivesNothingIsAnErrorOfTheCall() {
        ApiKeyAuthenticator rotating =
                ApiKeyAuthenticator.rotating(() -> null, SignatureAlgorithm.HMAC_SHA1, null, CLOCK);

        assertThatThrownBy(() -> rotating.sign(Parameters.NONE).block())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("gave none");
    }

    @Test
    void unauthenticatedSendsTheParametersAlone() {
        String query = Authenticator.none()
                .sign(Parameters.NONE.with("command", "listUsers"))
                .block()
                .query();

        assertThat(query).isEqualTo("command=listUsers");
    }

    @Test
    void showsNoSecret() {
        SignedRequest signed = plain.sign(Parameters.NONE.with("command", "x")).block();

        assertThat(List.of(CREDENTIALS.toString(), plain.toString(), signed.toString()))
                .noneMatch(text -> text.contains(CREDENTIALS.apiKey()) || text.contains(CREDENTIALS.secretKey()))
                .noneMatch(text -> text.contains("signature="));
    }

    @Test
    void refusesBlankCredentials() {
        assertThatThrownBy(() -> Credentials.of(" ", "s")).hasMessageContaining("API key is blank");
        assertThatThrownBy(() -> Credentials.of("k", "")).hasMessageContaining("secret key is blank");
    }

    /** Whatever is asked, the server, which decodes, sorts and encodes by its own rule, comes to the same signature. */
    @Property(tries = 2_000)
    void aServerComesToTheSameSignature(@ForAll @Size(max = 8) Map<String, String> asked) {
        Parameters parameters = Parameters.NONE;
        for (Map.Entry<String, String> each : asked.entrySet()) {
            if (!each.getKey().isBlank()
                    && isText(each.getKey())
                    && !parameters.has(each.getKey())
                    && !each.getKey().equalsIgnoreCase("apikey")
                    && !each.getKey().equalsIgnoreCase("signature")) {
                parameters = parameters.with(each.getKey(), each.getValue());
            }
        }
        SignedRequest signed = plain.sign(parameters).block();
        Map<String, String> received = decoded(signed.query());
        String signature = received.remove("signature");

        assertThat(signature).isEqualTo(reference(received));
    }

    @Test
    void halfOfASurrogatePairIsSignedAsItIsSentBesideANameBeyondAsciiToo() {
        Map<String, String> received =
                decoded(plain.sign(Parameters.NONE.with("größe", "klein").with("name", "++++++\uD83D"))
                        .block()
                        .query());
        String signature = received.remove("signature");

        assertThat(received).containsEntry("name", "++++++?");
        assertThat(signature).isEqualTo(reference(received));
    }

    @Property(tries = 300)
    void everyAsciiCharacterIsSignedAsTheServerDoes(
            @ForAll @net.jqwik.api.constraints.IntRange(min = 32, max = 126) int c) {
        String value = "a" + (char) c + "b";
        Map<String, String> received =
                decoded(plain.sign(Parameters.NONE.with("name", value)).block().query());
        String signature = received.remove("signature");

        assertThat(received).containsEntry("name", value);
        assertThat(signature).isEqualTo(reference(received));
    }

    // The server sorts names by what it received, a question mark for half of a surrogate pair.
    private static boolean isText(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static String signature(ApiKeyAuthenticator authenticator, Parameters parameters) {
        return decoded(authenticator.sign(parameters).block().query()).get("signature");
    }

    private static Map<String, String> decoded(String query) {
        Map<String, String> decoded = new TreeMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            decoded.put(percentDecoded(pair.substring(0, equals)), percentDecoded(pair.substring(equals + 1)));
        }
        return decoded;
    }

    private static String percentDecoded(String text) {
        return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The server's rule, written from what was tried on one, byte by byte and without URLEncoder. */
    private static String reference(Map<String, String> received) {
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<String, String> each : new TreeMap<>(received).entrySet()) {
            StringBuilder pair = new StringBuilder(each.getKey()).append('=');
            for (byte b : each.getValue().getBytes(StandardCharsets.UTF_8)) {
                char c = (char) (b & 0xFF);
                boolean literal = c < 128 && (Character.isLetterOrDigit(c) || ".-*_".indexOf(c) >= 0);
                pair.append(literal ? String.valueOf(c) : String.format("%%%02x", (int) c));
            }
            pairs.add(pair.toString());
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(CREDENTIALS.secretKey().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            byte[] digest =
                    mac.doFinal(String.join("&", pairs).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static final class MovingClock extends Clock {

        private Instant now = CLOCK.instant();

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
