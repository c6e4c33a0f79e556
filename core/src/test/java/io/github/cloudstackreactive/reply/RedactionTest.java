package io.github.cloudstackreactive.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken out of words that repeat a secret: all of it, however it is written. */
class RedactionTest {

    private static final String SECRET = "pä\"a\\s<s>&'é+/?? so long that its tail must go as well 12";
    private static final Parameters ASKED =
            Command.of("x").withSensitive("secret", SECRET).parameters();
    private static final Redaction REDACTION = new Redaction(KnownSecrets.NONE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                SECRET,
                "p%C3%A4%22a%5Cs%3Cs%3E%26%27%C3%A9%2B%2F%3F%3F+so+long+that+its+tail+must+go+as+well+12",
                "p%C3%A4%22a%5Cs%3Cs%3E%26%27%C3%A9%2B%2F%3F%3F%20so%20long%20that%20its%20tail%20must%20go%20as%20well%2012",
                "pä\\\"a\\\\s<s>&'é+/?? so long that its tail must go as well 12",
                "p\\u00e4\\\"a\\\\s<s>&'\\u00e9+\\/?? so long that its tail must go as well 12",
                "pä&quot;a\\s&lt;s&gt;&amp;&#39;é+/?? so long that its tail must go as well 12",
                "pä&quot;a\\s&lt;s&gt;&amp;&apos;é+/?? so long that its tail must go as well 12",
                "pä\\\"a\\\\s\\u003cs\\u003e\\u0026\\u0027é+/?? so long that its tail must go as well 12",
                "p%25C3%25A4%2522a%255Cs%253Cs%253E%2526%2527%25C3%25A9%252B%252F%253F%253F%2Bso%2Blong%2Bthat%2Bits%2Btail%2Bmust%2Bgo%2Bas%2Bwell%2B12",
                "p%25C3%25A4%2522a%255Cs%253Cs%253E%2526%2527%25C3%25A9%252B%252F%253F%253F%2520so%2520long%2520that%2520its%2520tail%2520must%2520go%2520as%2520well%252012",
                "pä&quot;a\\s&lt;s&gt;&amp;&#x27;é+/?? so long that its tail must go as well 12",
                "pä&#34;a\\s&lt;s&gt;&amp;&#39;é+/?? so long that its tail must go as well 12"
            })
    void itGoesInEachFormAndWhateverTheCase(String form) {
        for (String written : new String[] {form, form.toLowerCase(Locale.ROOT), form.toUpperCase(Locale.ROOT)}) {
            assertThat(REDACTION.words("Bad value " + written + " !", ASKED)).isEqualTo("Bad value … !");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hunter=two, hunter\\u003dtwo",
        "tab\ttwo, tab\\ttwo",
        "tab\ttwo, tab\\u0009two",
        "a&'b, a\\u0026\\u0027b"
    })
    void itGoesAsTheServersOwnJsonWouldHaveIt(String secret, String written) {
        Parameters asked = Command.of("x").withSensitive("secret", secret).parameters();

        assertThat(REDACTION.words("{\"errortext\":\"Bad " + written + "\"}", asked))
                .isEqualTo("{\"errortext\":\"Bad …\"}");
    }

    @Test
    void itGoesInBothKindsOfBase64() {
        String secret = "a??>>?? and more of it";
        Parameters asked = Command.of("x").withSensitive("secret", secret).parameters();
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String usual = Base64.getEncoder().encodeToString(bytes);
        String forUrls = Base64.getUrlEncoder().encodeToString(bytes);

        assertThat(usual).isNotEqualTo(forUrls);
        assertThat(REDACTION.words("Bad value " + usual + " !", asked)).matches("Bad value …=* !");
        assertThat(REDACTION.words("Bad value " + forUrls + " !", asked)).matches("Bad value …=* !");
    }

    @Test
    void theFormThatIsThereGoesWhole() {
        // It begins as the secret does in itself.
        Parameters asked = Command.of("x")
                .withSensitive("secret", "seventeen-letters and a tail")
                .parameters();

        assertThat(REDACTION.words("in seventeen-letters%20and%20a%20tail.", asked))
                .isEqualTo("in ….");
        assertThat(REDACTION.words("in seventeen-letters+and+a+tail, seventeen-letters and a tail.", asked))
                .isEqualTo("in …, ….");
    }

    @Test
    void ofOneThatIsCutShortSixteenLettersAreEnough() {
        String secret = "abcdefghijklmnopqrstuvwxyz";
        Parameters asked = Command.of("x").withSensitive("secret", secret).parameters();

        assertThat(REDACTION.words("bad: " + secret.substring(0, 16), asked)).isEqualTo("bad: …");
        assertThat(REDACTION.words("bad: " + secret.substring(0, 20) + "... it is", asked))
                .isEqualTo("bad: …... it is");
        assertThat(REDACTION.words("bad: " + secret.substring(0, 15), asked)).isEqualTo("bad: abcdefghijklmno");
    }

    @Test
    void ofAListEachElementGoes() {
        Parameters asked =
                Command.of("x").withSensitive("secret", "first-one,second-one").parameters();

        assertThat(REDACTION.words("neither second-one nor First-One", asked)).isEqualTo("neither … nor …");
    }

    @Test
    void whatIsTooShortToBeASecretStays() {
        assertThat(REDACTION.words(
                        "at 12", Command.of("x").withSensitive("s", "12").parameters()))
                .isEqualTo("at 12");
    }

    @Test
    void oneThatTheEndOfWhatIsReadWouldCutGoesToo() {
        Parameters asked = Command.of("x").withSensitive("secret", "short-12").parameters();

        for (int before = 16_370; before < 16_390; before++) {
            assertThat(REDACTION.words("token=" + "x".repeat(before - 7) + " short-12 and", asked))
                    .doesNotContain("s");
        }
        for (int before = 4_080; before < 4_100; before++) {
            byte[] body = ("<" + "x".repeat(before - 2) + ">short-12 and").getBytes(StandardCharsets.UTF_8);
            assertThat(REDACTION.excerpt(body, body.length, asked)).doesNotContain("s");
        }
    }

    @Test
    void whereTwoOverlapNeitherLeavesARest() {
        Parameters asked =
                Command.of("x").withSensitive("s", "123,23secret,et-al").parameters();

        assertThat(REDACTION.words("a 123secret-al b", asked)).isEqualTo("a … b");
    }

    // Against the plain way: each form, at each place, letter by letter.

    @Test
    void onePassFindsWhatALookForEachOfThemAtEachPlaceFinds() {
        Random random = new Random(6);
        String letters = "abAB=&' ";
        for (int round = 0; round < 300; round++) {
            List<String> secrets = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                secrets.add(word(random, letters, 3 + random.nextInt(25)));
            }
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                List<String> forms = List.copyOf(new SecretForms(secrets.get(random.nextInt(secrets.size()))).all());
                String form = forms.get(random.nextInt(forms.size()));
                text.append(form, 0, 1 + random.nextInt(form.length()))
                        .append(word(random, letters, random.nextInt(4)));
            }
            Parameters asked = Command.of("x")
                    .withSensitive("secret", String.join(",", secrets))
                    .parameters();

            assertThat(DeclaredSecrets.of(asked, KnownSecrets.NONE).cutFrom(text, text.length()))
                    .isEqualTo(cutPlainly(text, secrets));
        }
    }

    private static String word(Random random, String letters, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    private static String cutPlainly(CharSequence text, List<String> secrets) {
        List<String> forms = new ArrayList<>(new SecretForms(String.join(",", secrets)).all());
        secrets.forEach(secret -> forms.addAll(new SecretForms(secret).all()));
        StringBuilder left = new StringBuilder();
        int covered = 0;
        for (int at = 0; at < text.length(); at++) {
            int end = at;
            for (String form : forms) {
                int length = 0;
                while (length < form.length()
                        && at + length < text.length()
                        && Character.toLowerCase(form.charAt(length))
                                == Character.toLowerCase(text.charAt(at + length))) {
                    length++;
                }
                if (length == form.length() || length >= 16) {
                    end = Math.max(end, at + length);
                }
            }
            if (at >= covered) {
                left.append(end > at ? "…" : text.subSequence(at, at + 1));
            }
            covered = Math.max(covered, end);
        }
        return left.toString();
    }

    @Test
    void whatGoesWithEveryRequestGoesThoughTheCallerDeclaredNothing() {
        String key = "plgWJfZK4gyS3mlZLYq_u38zCm0bewzGUdP66mg";
        Redaction redaction = new Redaction(secret -> {
            secret.accept(key);
            secret.accept("shorter than 16");
        });

        assertThat(redaction.words("no user has " + key + ", nor " + key.toLowerCase(Locale.ROOT), Parameters.NONE))
                .isEqualTo("no user has …, nor …");
        assertThat(redaction.words("it is shorter than 16", Parameters.NONE)).isEqualTo("it is shorter than 16");
        byte[] page = ("<p>key " + key + "</p>").getBytes(StandardCharsets.UTF_8);
        assertThat(redaction.excerpt(page, page.length, Parameters.NONE)).isEqualTo("key …");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "name:"})
    void itGoesFromTheBase64OfMoreThanItself(String before) {
        String secret = "hunter-two-and-three";
        Parameters asked = Command.of("x").withSensitive("secret", secret).parameters();
        for (String after : new String[] {"", "c", "cd", "cde"}) {
            String written =
                    Base64.getEncoder().encodeToString((before + secret + after).getBytes(StandardCharsets.UTF_8));

            assertThat(REDACTION.words("Bad " + written + "!", asked)).matches("Bad [\\w]{0,8}….{0,8}!");
        }
    }

    @Test
    void aShortOneGoesFromTheBase64OfMoreThanItselfWhereverItStands() {
        String secret = "hunter2";
        Parameters asked = Command.of("x").withSensitive("secret", secret).parameters();
        for (String before : new String[] {"", "a", "ab", "abc"}) {
            for (String after : new String[] {"", "c", "cd", "cde", "\n"}) {
                String written =
                        Base64.getEncoder().encodeToString((before + secret + after).getBytes(StandardCharsets.UTF_8));

                assertThat(REDACTION.words("Bad " + written + "!", asked))
                        .as(before + after)
                        .contains("…");
            }
        }
    }

    // How much is done for a text, whatever is declared: counted as letters looked at.

    @Test
    void twoThousandSecretsTakeNoMoreLooksAtATextThanAFew() {
        StringBuilder many = new StringBuilder("abababababababx");
        for (int i = 0; i < 2_000; i++) {
            many.append(",abababababab").append(Integer.toString(i, 36));
        }
        Looks text = new Looks("ab".repeat(8 * 1024));

        DeclaredSecrets.of(Command.of("x").withSensitive("s", many).parameters(), KnownSecrets.NONE)
                .cutFrom(text, text.length());

        assertThat(text.looks()).isLessThan(18 * text.length());
    }

    @Test
    void whatTakesTooLongIsLeftOut() {
        Parameters asked =
                Command.of("x").withSensitive("s", "a".repeat(8_000) + "b").parameters();
        Looks text = new Looks("a".repeat(15_000) + "c and more");

        assertThat(DeclaredSecrets.of(asked, KnownSecrets.NONE).cutFrom(text, text.length()))
                .doesNotContain("a")
                .hasSizeLessThan(3);
        assertThat(text.looks()).isLessThan(600_000);
    }

    @Test
    void whereTensOfThousandsAreDeclaredNoWordIsKept() {
        StringBuilder many = new StringBuilder("none");
        for (int i = 0; i < 20_000; i++) {
            many.append(",secret").append(i);
        }

        assertThat(REDACTION.words(
                        "any", Command.of("x").withSensitive("s", many).parameters()))
                .isEqualTo("…");
    }

    /** A text that counts how often a letter of it is looked at. */
    private static final class Looks implements CharSequence {

        private final String text;
        private int looks;

        Looks(String text) {
            this.text = text;
        }

        int looks() {
            return looks;
        }

        @Override
        public char charAt(int at) {
            looks++;
            return text.charAt(at);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return text.subSequence(from, to);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
