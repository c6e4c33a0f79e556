package io.github.cloudstackreactive.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.ServerFaultException;
import io.github.cloudstackreactive.support.Capture;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Replies in XML mean what replies in JSON do. */
class XmlRepliesTest {

    private static final Command<JsonNode> LIST = Command.of("listZones");

    private final ReplyReader reader = new ReplyReader(Clock.systemUTC(), new ReplyForm(true, false));

    // As recorded.

    static Stream<Capture> xml() {
        return Capture.all().stream()
                .filter(capture ->
                        capture.reply().status() == 200 && capture.body().startsWith("<?xml"));
    }

    static Stream<String> recordedTwice() {
        List<String> all = Capture.all().stream().map(Capture::name).toList();
        return all.stream()
                .filter(name -> name.endsWith(".xml"))
                .map(name -> name.substring(0, name.length() - 4))
                .filter(name -> all.contains(name + ".json"))
                .filter(name -> Capture.of(name + ".json").reply().status() == 200);
    }

    @ParameterizedTest
    @MethodSource("xml")
    void everyRecordedReplyIsRead(Capture capture) {
        if (capture.command().startsWith("list")) {
            int rows = occurrences(capture.body(), rowName(capture.body()));
            assertThat(rows(capture, JsonNode.class).rows()).hasSize(rows).allMatch(JsonNode::isObject);
        } else {
            boolean namesAJob =
                    capture.body().contains("<jobid>") && !capture.command().equals("queryAsyncJobResult");
            assertThat(reader.answer(Command.of(capture.command()), capture.reply()))
                    .isInstanceOf(namesAJob ? Answer.Job.class : Answer.Value.class);
        }
    }

    // The last element to close before the root does.
    private static String rowName(String body) {
        String[] closing = body.split("</");
        return closing[closing.length - 2].startsWith("count") ? "no rows" : closing[closing.length - 2];
    }

    private static int occurrences(String body, String closing) {
        return closing.startsWith("<?xml") ? 0 : body.split("</" + closing.replaceAll(">.*", ">"), -1).length - 1;
    }

    @ParameterizedTest
    @MethodSource("recordedTwice")
    void inXmlAndInJsonItIsTheSame(String name) {
        Capture json = Capture.of(name + ".json");
        Capture xml = Capture.of(name + ".xml");
        if (json.command().startsWith("list")) {
            Rows<JsonNode> fromJson = rows(json, JsonNode.class);
            Rows<JsonNode> fromXml = rows(xml, JsonNode.class);
            assertThat(fromXml.count()).isEqualTo(fromJson.count());
            assertThat(fromXml.rows()).hasSameSizeAs(fromJson.rows());
            for (int i = 0; i < fromJson.rows().size(); i++) {
                assertThat(differences(
                                "", fromJson.rows().get(i), fromXml.rows().get(i)))
                        .isEmpty();
            }
        } else {
            assertThat(differences("", value(json), value(xml))).isEmpty();
        }
    }

    private JsonNode value(Capture capture) {
        return ((Answer.Value<JsonNode>) reader.answer(Command.of(capture.command()), capture.reply())).value();
    }

    private static List<String> differences(String path, JsonNode json, JsonNode xml) {
        List<String> found = new ArrayList<>();
        if (json.isObject() && xml.isObject()) {
            json.properties()
                    .forEach(field -> found.addAll(
                            differences(path + "/" + field.getKey(), field.getValue(), xml.path(field.getKey()))));
            xml.propertyNames().stream()
                    .filter(key -> !json.has(key))
                    .forEach(key -> found.add(path + "/" + key + " is only in XML"));
        } else if (json.isArray()) {
            JsonNode elements = xml.isArray() || xml.isMissingNode()
                    ? xml
                    : LenientJson.mapper().createArrayNode().add(xml);
            for (int i = 0; i < Math.max(json.size(), elements.size()); i++) {
                found.addAll(differences(path + "/" + i, json.path(i), elements.path(i)));
            }
        } else if (json.isObject() && json.isEmpty()) {
            if (!xml.asString("").matches("(\\{})?")) {
                found.add(path + " is not empty in XML");
            }
        } else if (!json.asString("").equals(xml.asString(""))) {
            found.add(path + ": " + json + " and " + xml);
        }
        return found;
    }

    @Test
    void theCallersClassHoldsTheSame() {
        record Nic(String ipaddress, boolean isdefault, int deviceid, List<String> secondaryip) {}
        record Machine(
                String id,
                int cpunumber,
                long memory,
                boolean haenable,
                OffsetDateTime created,
                List<Nic> nic,
                List<JsonNode> tags,
                Map<String, String> details) {}

        Rows<Machine> xml = rows(Capture.of("listVirtualMachines-page1.xml"), Machine.class);
        assertThat(xml.rows())
                .isEqualTo(rows(Capture.of("listVirtualMachines-page1.json"), Machine.class)
                        .rows());
        assertThat(xml.rows()).hasSize(5).allMatch(machine -> machine.nic().size() == 1);
        assertThat(xml.count()).isEqualTo(12);
    }

    @Test
    void aJobInXmlIsWaitedForAndEndsInEachWay() {
        Capture deploy = Capture.of("deployVirtualMachine-xml.xml");
        assertThat(reader.answer(Command.of("deployVirtualMachine"), deploy.reply()))
                .isEqualTo(new Answer.Job<>(
                        "b9bd915c-c6b4-4f03-855b-0c777d946106", "367653d4-bb61-4940-b90e-849e412b21dc"));
        assertThat(job("queryAsyncJobResult-pending.xml").ended()).isFalse();

        record Machine(String id, List<JsonNode> nic) {}
        Machine machine = reader.result(
                Command.async("deployVirtualMachine", Machine.class),
                "j",
                null,
                job("queryAsyncJobResult-success-object.xml"));
        assertThat(machine.id()).isEqualTo("a3308630-03e2-46e7-9253-4d080e8f7563");
        assertThat(machine.nic()).hasSize(1);

        assertThatThrownBy(() -> reader.result(
                        Command.async("deployVirtualMachine"), "j", null, job("queryAsyncJobResult-failed-admin.xml")))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("533")
                .hasMessageContaining("{\"id\":21");
        JsonNode success = reader.result(
                Command.async("createTags"), "j", null, job("queryAsyncJobResult-success-createTags.xml"));
        assertThat(success.path("success").asBoolean()).isTrue();
    }

    private JobReport job(String name) {
        return reader.job(Parameters.NONE, Capture.of(name).reply());
    }

    // Against the declared type.

    @Test
    void rowsAreAListHoweverMany() {
        record Zone(String id) {}
        Command<Zone> list = Command.of("listZones", Zone.class);

        assertThat(rows(list, "<r v='4'><count>1</count><zone><id>1</id></zone></r>")
                        .rows())
                .containsExactly(new Zone("1"));
        assertThat(rows(list, "<r><count>2</count><zone><id>1</id></zone><zone><id>2</id></zone></r>")
                        .rows())
                .containsExactly(new Zone("1"), new Zone("2"));
        for (String none : List.of("<r v='4'></r>", "<r/>", "<r>\n</r>", "<r><zone/></r>")) {
            assertThat(rows(list, none).rows()).as(none).isEmpty();
        }
        assertThatThrownBy(() -> rows(list, "<r><count>12</count></r>")).hasMessageContaining("12 rows");
    }

    @Test
    void whatStandsBesideElementsIsLayout() {
        String laidOut = "<r> \u00a0<zone>\n<id>1</id>\u00a0<tags> \n <key> k </key>\u00a0</tags></zone> \u00a0</r>";

        assertThat(rows(LIST, laidOut).rows().get(0).toString()).isEqualTo("{\"id\":\"1\",\"tags\":{\"key\":\" k \"}}");
        assertThat(value(LIST, "<r>only text</r>").asString()).isEqualTo("only text");
        assertThatThrownBy(() -> rows(LIST, "<r>only text</r>")).isInstanceOf(ProtocolException.class);
    }

    @Test
    void attributesAreDropped() {
        assertThat(value(LIST, "<r cloud-stack-version='4.22'><zone kind='x'><id n='1'>1</id></zone></r>")
                        .toString())
                .isEqualTo("{\"id\":\"1\"}");
    }

    @Test
    void aLoneRowIsKnownByItsBytes() {
        Rows<JsonNode> one = rows(LIST, "<r><count>2</count><zone><id>1</id></zone></r>");
        Rows<JsonNode> other = rows(LIST, "<r><count>2</count><zone><id>2</id></zone></r>");

        assertThat(one.checksum()).isNotEqualTo(other.checksum());
        assertThat(one.checksum())
                .isEqualTo(rows(LIST, "<s><zone><id>1</id></zone></s>").checksum());
        assertThat(one.identities()).isNotEqualTo(other.identities());
    }

    @Test
    void anAnswerThatIsAListIsOneHoweverMany() {
        record Host(String id) {}
        var command = Command.of("addHost", Host.class).answersList();

        assertThat(value(command, "<r><count>1</count><host><id>1</id></host></r>"))
                .containsExactly(new Host("1"));
        assertThat(value(command, "<r><host><id>1</id></host><host><id>2</id></host></r>"))
                .hasSize(2);
        assertThat(value(command, "<r/>")).isEmpty();
        assertThatThrownBy(() -> value(command, "<r><count>2</count><host><id>1</id></host></r>"))
                .hasMessageContaining("a list was due");
    }

    @Test
    void fieldsAreReadByWhatTheyAreDeclared() {
        record Tag(String key) {}
        record Machine(
                String name,
                @Nullable Integer port,
                boolean up,
                List<Tag> tags,
                List<Tag> nics,
                @Nullable Tag owner) {}
        Command<Machine> command = Command.of("createMachine", Machine.class);

        assertThat(
                        value(
                                command,
                                "<r><machine><name/><port/><up>true</up><tags><key>k</key></tags><nics/><owner></owner></machine></r>"))
                .isEqualTo(new Machine("", null, true, List.of(new Tag("k")), List.of(), null));
        assertThat(value(command, "<r><machine><tags/></machine></r>").tags()).isEmpty();
        assertThat(value(command, "<r><machine/></r>").nics()).isEmpty();
    }

    @Test
    void aJobWithoutAResultBringsNone() {
        record Machine(String id) {}
        JobReport report = reader.job(
                Parameters.NONE, reply(200, "<r><jobid>1</jobid><jobstatus>1</jobstatus><jobresult></jobresult></r>"));

        assertThat(reader.<Machine>result(Command.async("x", Machine.class), "1", null, report))
                .isNull();
        assertThat(reader.result(Command.async("x", Machine.class).answersList(), "1", null, report))
                .isEmpty();
    }

    // The other form than was asked for.

    @Test
    void theBodySaysWhichFormItIs() {
        ReplyReader json = new ReplyReader(Clock.systemUTC(), ReplyForm.JSON);

        assertThat(value(LIST, "{\"r\":{\"zone\":{\"id\":\"1\"}}}").path("id").asString())
                .isEqualTo("1");
        assertThat(json.rows(LIST, Parameters.NONE, reply(200, "<r><zone><id>1</id></zone></r>"), true)
                        .rows())
                .hasSize(1);
    }

    @Test
    void anErrorIsAnErrorUnderWhateverStatus() {
        String error = "<r><uuidList><uuid>u</uuid></uuidList><errorcode>C</errorcode><cserrorcode>4350</cserrorcode>"
                + "<errortext>no &lt;such&gt; page</errortext></r>";

        assertThatThrownBy(() -> reader.answer(LIST, reply(431, error.replace("C", "431"))))
                .isInstanceOfSatisfying(InvalidParameterException.class, thrown -> {
                    assertThat(thrown.text()).isEqualTo("no <such> page");
                    assertThat(thrown.csErrorCode()).isEqualTo(4350);
                });
        assertThatThrownBy(() -> value(LIST, error.replace("C", "530")))
                .isInstanceOf(ServerFaultException.class)
                .hasMessageContaining("no <such> page");
        assertThatThrownBy(() -> rows(LIST, error.replace("C", "530"))).isInstanceOf(ServerFaultException.class);
    }

    // What is no reply, or a hostile one.

    /** However a reply is cut short, it is a typed error, and never fewer rows. */
    @Property(tries = 200)
    void aListCutShortIsAnError(@ForAll @IntRange(min = 0, max = 90) int length) {
        String whole =
                "<listzonesresponse><count>2</count><zone><id>1</id></zone><zone><id>2</id></zone></listzonesresponse>";
        String cut = whole.substring(0, Math.min(length, whole.length() - 1));

        assertThatThrownBy(() -> rows(LIST, cut)).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE r [<!ENTITY e \"CANARY\">]><r><zone><id>&e;</id></zone></r>",
                "<?xml version=\"1.0\"?><!DOCTYPE r SYSTEM \"http://127.0.0.1:1/x.dtd\"><r><zone><id>1</id></zone></r>",
                "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><r><z><id>&e;</id></z></r>",
                "<?xml version=\"1.0\"?><!DOCTYPE r><r><zone><id>1</id></zone></r>",
                "<r><zone><id>&unknown;</id></zone></r>",
                "<?xml version=\"1.0\"?><html><body><id>1</id></body></html>",
                "<html><body><id>1</id></body></html>",
                "<r><zone><id>1</id></zone></r><r/>",
                "<r><zone><id>1</id></zone></r>x",
                "<r><secretkey>CANARY</secretkey>",
                "<r><zone><id>\u0001</id></zone></r>",
                "<"
            })
    void whatIsNoReplyIsATypedErrorThatQuotesNothing(String body) {
        assertThatThrownBy(() -> value(LIST, body))
                .isInstanceOf(ProtocolException.class)
                .hasMessageNotContaining("CANARY");
        assertThatThrownBy(() -> rows(LIST, body)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aWebPageIsSaidToBeNoXml() {
        for (String type : List.of("", "text/html")) {
            String page = type.isEmpty() ? "<HTML>Sign in</HTML>" : "<h1>Sign in</h1>";
            byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(
                            () -> reader.answer(LIST, new ReplyHead(200, type, bytes.length).with(bytes, bytes.length)))
                    .hasMessageContaining("the body is not JSON")
                    .hasMessageContaining("Sign in");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 300, 999, 100_000})
    void whatIsTooDeepIsATypedError(int depth) {
        String deep = "<a>".repeat(depth) + "</a>".repeat(depth);

        assertThatThrownBy(() -> value(LIST, deep)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void whatHttpSaysOfTheLettersGoesBeforeWhatTheXmlSays() {
        String declared = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><r><zone><id>Zürich</id></zone></r>";

        assertThat(idOf(declared, StandardCharsets.UTF_8, "text/xml; charset=UTF-8"))
                .isEqualTo("Zürich");
        assertThat(idOf(declared, StandardCharsets.ISO_8859_1, "text/xml")).isEqualTo("Zürich");
        assertThat(idOf("<r><zone><id>Zürich</id></zone></r>", StandardCharsets.UTF_8, "text/xml"))
                .isEqualTo("Zürich");
    }

    @ParameterizedTest
    @ValueSource(strings = {":", "-none", ".", "no-such-letters", "\"\""})
    void aCharsetThatIsNoneIsNotHeeded(String name) {
        String xml = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><r><zone><id>Zürich</id></zone></r>";

        assertThat(idOf(xml, StandardCharsets.ISO_8859_1, "text/xml;charset=" + name))
                .isEqualTo("Zürich");
    }

    private String idOf(String xml, Charset letters, String contentType) {
        byte[] bytes = xml.getBytes(letters);
        Reply reply = new ReplyHead(200, contentType, bytes.length).with(bytes, bytes.length);
        return reader.rows(LIST, Parameters.NONE, reply, true)
                .rows()
                .get(0)
                .path("id")
                .asString();
    }

    private <T> Rows<T> rows(Capture capture, Class<T> type) {
        boolean first = capture.query().getOrDefault("page", "1").equals("1");
        return reader.rows(Command.of(capture.command(), type), Parameters.NONE, capture.reply(), first);
    }

    private <T> Rows<T> rows(Command<T> command, String body) {
        return reader.rows(command, Parameters.NONE, reply(200, body), true);
    }

    private <T> @Nullable T value(Command<T> command, String body) {
        return ((Answer.Value<T>) reader.answer(command, reply(200, body))).value();
    }

    private static Reply reply(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new ReplyHead(status, "text/xml;charset=utf-8", bytes.length).with(bytes, bytes.length);
    }
}
