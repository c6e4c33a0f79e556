package io.github.cloudstackreactive.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.ServerFaultException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Replies of a server whose {@code encode.api.response} is on. */
class UrlEncodedRepliesTest {

    private static final Command<JsonNode> LIST = Command.of("listZones");

    private final ReplyReader reader = new ReplyReader(Clock.systemUTC(), new ReplyForm(false, true));

    @Test
    void everyStringIsDecodedHoweverDeepItStands() {
        record Tag(String key, String value) {}
        record Zone(String name, int port, List<Tag> tags, List<String> dns) {}
        String body = "{\"r\":{\"zone\":[{\"name\":\"Z%C3%BCrich+1%2B1\",\"port\":\"80\","
                + "\"tags\":[{\"key\":\"a%3Db\",\"value\":\"100%25\"}],\"dns\":[\"x%20y\"]}]}}";

        assertThat(reader.rows(Command.of("listZones", Zone.class), Parameters.NONE, reply(200, body), true)
                        .rows())
                .containsExactly(new Zone("Zürich 1+1", 80, List.of(new Tag("a=b", "100%")), List.of("x y")));
    }

    @Test
    void namesAndNumbersAreLeft() {
        assertThat(reader.rows(LIST, Parameters.NONE, reply(200, "{\"r\":{\"a+b\":[{\"c%20d\":1.50}]}}"), true)
                        .rows()
                        .get(0)
                        .toString())
                .isEqualTo("{\"c%20d\":1.50}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31T10:11:12+0100",
                "100%",
                "50% off+more",
                "%",
                "%4",
                "%zz",
                "a%FFb",
                "ü+%20",
                "a b+c",
                "%２0"
            })
    void aStringThatIsNoEncodingStaysAsItIs(String text) {
        assertThat(UrlEncoding.decoded(text)).isEqualTo(text);
    }

    @Property(tries = 200)
    void whateverIsEncodedIsDecoded(@ForAll String text) {
        String sent = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String encoded = URLEncoder.encode(sent, StandardCharsets.UTF_8);

        assertThat(UrlEncoding.decoded(encoded)).isEqualTo(sent);
        assertThat(UrlEncoding.decoded(encoded.replace("+", "%20"))).isEqualTo(sent);
    }

    @Test
    void answersJobsAndErrorsAreDecodedOnce() {
        JsonNode answer = ((Answer.Value<JsonNode>)
                        reader.answer(LIST, reply(200, "{\"r\":{\"zone\":{\"name\":\"%2525\"}}}")))
                .value();
        assertThat(answer.path("name").asString()).isEqualTo("%25");

        JobReport failed = reader.job(
                Parameters.NONE,
                reply(
                        200,
                        "{\"r\":{\"jobstatus\":2,\"jobresult\":{\"errorcode\":530,\"errortext\":\"no%20host%2521\"}}}"));
        assertThatThrownBy(() -> reader.result(Command.async("x"), "j", null, failed))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("no host%21");

        for (int status : new int[] {200, 530}) {
            assertThatThrownBy(() -> reader.answer(
                            LIST, reply(status, "{\"r\":{\"errorcode\":530,\"errortext\":\"no+host%2521\"}}")))
                    .isInstanceOf(ServerFaultException.class)
                    .hasMessageContaining("no host%21");
        }
    }

    /** The server escapes a value of XML and then encodes the escapes with it. */
    @Test
    void inXmlTheEscapesAreEncodedToo() {
        String body = "<r><zone><name>R%26amp%3BD%20%26lt%3Bx%26gt%3B</name><created>2026-01-31T10:11:12+0100</created>"
                + "<tag>a&amp;amp;b</tag></zone></r>";
        JsonNode zone = reader.rows(LIST, Parameters.NONE, reply(200, body), true)
                .rows()
                .get(0);

        assertThat(zone.path("name").asString()).isEqualTo("R&D <x>");
        assertThat(zone.path("created").asString()).isEqualTo("2026-01-31T10:11:12+0100");
        assertThat(zone.path("tag").asString()).isEqualTo("a&amp;b");
    }

    @Test
    void aDoubtfulEscapeIsMendedFirst() {
        String body = "{\"r\":{\"z\":[{\"v\":\"C:\\users\",\"w\":\"a%20b\"}]}}";
        JsonNode row = reader.rows(LIST, Parameters.NONE, reply(200, body), true)
                .rows()
                .get(0);

        assertThat(row.path("v").asString()).isEqualTo("C:\\users");
        assertThat(row.path("w").asString()).isEqualTo("a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "{\"r\":{\"a\":1}}{\"r\":{\"a\":1}}", "{\"r\":{\"a\":", "{\"r\":{}}x"})
    void whatIsNoReplyIsAProtocolError(String body) {
        assertThatThrownBy(() -> reader.answer(LIST, reply(200, body))).isInstanceOf(ProtocolException.class);
    }

    private static Reply reply(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new ReplyHead(status, "", bytes.length).with(bytes, bytes.length);
    }
}
