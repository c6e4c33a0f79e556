package io.github.cloudstackreactive.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken out of words that repeat a secret: all of it, however it is written. */
class RedactionTest {

    private static final String SECRET = "pä\"a\\s<s>&'é+/?? so long that its tail must go as well 12";
    private static final Parameters ASKED =
            Command.of("x").withSensitive("secret", SECRET).parameters();

    @ParameterizedTest
    @ValueSource(
            strings = {
                SECRET,
                "p%C3%A4%22a%5Cs%3Cs%3E%26%27%C3%A9%2B%2F%3F%3F+so+long+that+its+tail+must+go+as+well+12",
                "p%C3%A4%22a%5Cs%3Cs%3E%26%27%C3%A9%2B%2F%3F%3F%20so%20long%20that%20its%20tail%20must%20go%20as%20well%2012",
                "pä\\\"a\\\\s<s>&'é+/?? so long that its tail must go as well 12",
                "p\\u00e4\\\"a\\\\s<s>&'\\u00e9+\\/?? so long that its tail must go as well 12",
                "pä&quot;a\\s&lt;s&gt;&amp;&#39;é+/?? so long that its tail must go as well 12",
                "pä&quot;a\\s&lt;s&gt;&amp;&apos;é+/?? so long that its tail must go as well 12"
            })
    void itGoesInEachFormAndWhateverTheCase(String form) {
        for (String written : new String[] {form, form.toLowerCase(Locale.ROOT), form.toUpperCase(Locale.ROOT)}) {
            assertThat(Redaction.words("Bad value " + written + " !", ASKED)).isEqualTo("Bad value … !");
        }
    }

    @Test
    void itGoesInBothKindsOfBase64() {
        String secret = "a??>>?? and more of it";
        Parameters asked = Command.of("x").withSensitive("secret", secret).parameters();
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String usual = Base64.getEncoder().encodeToString(bytes);
        String forUrls = Base64.getUrlEncoder().encodeToString(bytes);

        assertThat(usual).isNotEqualTo(forUrls);
        assertThat(Redaction.words("Bad value " + usual + " !", asked)).matches("Bad value …=* !");
        assertThat(Redaction.words("Bad value " + forUrls + " !", asked)).matches("Bad value …=* !");
    }

    @Test
    void theFormThatIsThereGoesWhole() {
        // It begins as the secret does in itself.
        Parameters asked = Command.of("x")
                .withSensitive("secret", "seventeen-letters and a tail")
                .parameters();

        assertThat(Redaction.words("in seventeen-letters%20and%20a%20tail.", asked))
                .isEqualTo("in ….");
        assertThat(Redaction.words("in seventeen-letters+and+a+tail, seventeen-letters and a tail.", asked))
                .isEqualTo("in …, ….");
    }

    @Test
    void ofOneThatIsCutShortSixteenLettersAreEnough() {
        String secret = "abcdefghijklmnopqrstuvwxyz";
        Parameters asked = Command.of("x").withSensitive("secret", secret).parameters();

        assertThat(Redaction.words("bad: " + secret.substring(0, 16), asked)).isEqualTo("bad: …");
        assertThat(Redaction.words("bad: " + secret.substring(0, 20) + "... it is", asked))
                .isEqualTo("bad: …... it is");
        assertThat(Redaction.words("bad: " + secret.substring(0, 15), asked)).isEqualTo("bad: abcdefghijklmno");
    }

    @Test
    void ofAListEachElementGoes() {
        Parameters asked =
                Command.of("x").withSensitive("secret", "first-one,second-one").parameters();

        assertThat(Redaction.words("neither second-one nor First-One", asked)).isEqualTo("neither … nor …");
    }

    @Test
    void whatIsTooShortToBeASecretStays() {
        assertThat(Redaction.words(
                        "at 12", Command.of("x").withSensitive("s", "12").parameters()))
                .isEqualTo("at 12");
    }
}
