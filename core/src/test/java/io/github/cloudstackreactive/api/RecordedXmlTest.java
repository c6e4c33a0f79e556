package io.github.cloudstackreactive.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.cloudstackreactive.api.CatalogFacts.CommandFacts;
import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.model.Network;
import io.github.cloudstackreactive.model.ResponseObject;
import io.github.cloudstackreactive.model.Template;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.reply.Answer;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.JobReport;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.support.Capture;
import io.github.cloudstackreactive.support.ReadPage;
import io.github.cloudstackreactive.support.TypedValues;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a running server wrote in XML, read as the types that were generated, and held against its JSON. */
class RecordedXmlTest {

    private static final Map<String, CommandFacts> COMMANDS = CatalogFacts.commands()
            .filter(command -> command.packageName().equals("api"))
            .collect(Collectors.toMap(CommandFacts::name, Function.identity()));

    // The server leaves a template's downloaddetails out of its XML. A job's result is of no type of its own, so that
    // in
    // XML its numbers are text: it is compared as what the job made.
    private static final Set<String> ONLY_IN_JSON = Set.of("downloadDetails", "jobResult");

    private final Decoder decoder = new Decoder(Clock.systemUTC(), ReplyForm.JSON);

    static Stream<Capture> inXml() {
        return Capture.all().stream()
                .filter(capture -> capture.reply().status() == 200)
                .filter(capture -> capture.body().startsWith("<?xml"))
                .filter(capture -> COMMANDS.containsKey(capture.command()));
    }

    /** One question, recorded in both forms one after the other. */
    record Pair(Capture xml, Capture json) {

        @Override
        public String toString() {
            return xml.name();
        }
    }

    static Stream<Pair> inBoth() {
        Map<String, Capture> byName = Capture.all().stream()
                .filter(capture ->
                        capture.reply().status() == 200 && capture.body().endsWith("}"))
                .collect(Collectors.toMap(Capture::name, Function.identity()));
        return inXml().map(xml -> new Pair(xml, byName.get(xml.name().replaceFirst("xml$", "json"))))
                .filter(pair -> pair.json() != null);
    }

    @Test
    void thereAreEnoughToTell() {
        assertThat(inXml()).hasSizeGreaterThanOrEqualTo(21);
        assertThat(inBoth()).hasSizeGreaterThanOrEqualTo(10);
    }

    private List<?> read(Command<?> command, Reply reply) {
        if (command instanceof ListCommand<?> list) {
            return ReadPage.of(decoder, list, Parameters.NONE, reply, false)
                    .block()
                    .rows();
        }
        if (!(decoder.answer(command, reply).block() instanceof Answer.Value<?> value)) {
            return List.of();
        }
        return value.value() instanceof List<?> list ? list : List.of(value.value());
    }

    @ParameterizedTest
    @MethodSource("inXml")
    void noFieldIsUnknown(Capture capture) {
        Command<?> command = COMMANDS.get(capture.command()).asCommand();

        assertThat(read(command, capture.reply())).allSatisfy(TypedValues::requireKnown);
    }

    @ParameterizedTest
    @MethodSource("inBoth")
    void theSameIsReadFromJson(Pair pair) {
        Command<?> command = COMMANDS.get(pair.xml().command()).asCommand();
        List<?> xml = read(command, pair.xml().reply());
        List<?> json = read(command, pair.json().reply());

        assertThat(flat(xml)).isEqualTo(flat(json));
    }

    /** Every value that an accessor gives, by the way to it; lists in one order, since sets come in any. */
    private static Map<String, Object> flat(Object value) {
        Map<String, Object> flat = new TreeMap<>();
        flatten(value, "", flat);
        return flat;
    }

    private static void flatten(Object value, String path, Map<String, Object> into) {
        if (value instanceof ResponseObject object) {
            Map<String, Object> values = TypedValues.accessed(object);
            values.keySet().removeAll(ONLY_IN_JSON);
            values.forEach((name, inner) -> flatten(inner, path + "." + name, into));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> flatten(inner, path + "{" + key + "}", into));
        } else if (value instanceof List<?> list) {
            List<String> elements = list.stream()
                    .map(element -> flat(element).toString())
                    .sorted()
                    .toList();
            into.put(path, elements);
        } else {
            into.put(path, value);
        }
    }

    private <T> T result(AsyncCommand<T> command, Capture capture) {
        JobReport report = decoder.job(command, capture.reply()).block();
        return decoder.result(command, "1", null, report).block();
    }

    @Test
    void aJobsResultIsTheSameFromJson() {
        VirtualMachine deployed =
                result(new DeployVirtualMachine(), Capture.of("queryAsyncJobResult-success-object.xml"));
        TypedValues.requireKnown(deployed);
        assertThat(deployed.nic()).hasSize(1);
        assertThat(flat(deployed))
                .isEqualTo(flat(
                        result(new DeployVirtualMachine(), Capture.of("queryAsyncJobResult-success-object.json"))));

        VirtualMachine destroyed =
                result(new DestroyVirtualMachine(), Capture.of("queryAsyncJobResult-destroy-expunge.xml"));
        assertThat(destroyed.deleteProtection()).isFalse();
        assertThat(flat(destroyed))
                .isEqualTo(flat(
                        result(new DestroyVirtualMachine(), Capture.of("queryAsyncJobResult-destroy-expunge.json"))));

        assertThat(result(new CreateTags(), Capture.of("queryAsyncJobResult-success-createTags.xml"))
                        .success())
                .isTrue();
    }

    @Test
    void aFailedJobTellsTheSameAsInJson() {
        assertThat(failure("queryAsyncJobResult-failed-admin.xml"))
                .isEqualTo(failure("queryAsyncJobResult-failed-admin.json"))
                .contains("533")
                .contains("No destination found");
    }

    private String failure(String capture) {
        return catchThrowableOfType(
                        JobFailedException.class, () -> result(new DeployVirtualMachine(), Capture.of(capture)))
                .getMessage();
    }

    @Test
    void aLoneElementIsAListOfOneAndNoneIsEmpty() {
        Network network = rows(
                        new ListNetworks(),
                        "<listnetworksresponse><count>1</count><network><id>n-1</id>"
                                + "<service><name>Dns</name><capability><name>x</name><value>y</value></capability></service>"
                                + "<tags></tags></network></listnetworksresponse>")
                .get(0);

        assertThat(network.service()).hasSize(1);
        assertThat(network.service().get(0).name()).isEqualTo("Dns");
        assertThat(network.service().get(0).capability()).hasSize(1);
        assertThat(network.tags()).isEmpty();
        assertThat(network.has("tags")).isFalse();
        assertThat(rows(new ListNetworks(), "<listnetworksresponse></listnetworksresponse>"))
                .isEmpty();
    }

    /** In JSON it is {@code {}}; the capture of listApis has two. */
    @Test
    void anElementWithoutFieldsSpoilsNoList() {
        String xml = "<listnetworksresponse><network><id>n-1</id><service><name>Dns</name></service><service></service>"
                + "<service><name>Dhcp</name></service></network></listnetworksresponse>";
        String json = "{\"listnetworksresponse\":{\"network\":[{\"id\":\"n-1\",\"service\":[{\"name\":\"Dns\"},{},"
                + "{\"name\":\"Dhcp\"}]}]}}";

        assertThat(rows(new ListNetworks(), xml)).isEqualTo(rows(new ListNetworks(), json));
        assertThat(rows(new ListNetworks(), xml).get(0).service()).hasSize(3);
    }

    @Test
    void aPrintedMapIsAMap() {
        VirtualMachine machine = rows(
                        new ListVirtualMachines(),
                        "<listvirtualmachinesresponse><virtualmachine><id>vm-1</id>"
                                + "<details>{cpuNumber=2, Message.ReservedCapacityFreed.Flag=false, note=a, b}</details>"
                                + "</virtualmachine></listvirtualmachinesresponse>")
                .get(0);
        assertThat(machine.details())
                .containsExactly(
                        Map.entry("cpuNumber", "2"),
                        Map.entry("Message.ReservedCapacityFreed.Flag", "false"),
                        Map.entry("note", "a, b"));

        VirtualMachine bare = rows(
                        new ListVirtualMachines(),
                        "<listvirtualmachinesresponse><virtualmachine><details>{}</details></virtualmachine>"
                                + "</listvirtualmachinesresponse>")
                .get(0);
        assertThat(bare.details()).isEmpty();
        assertThat(bare.toString()).doesNotContain("=?");

        Template template = rows(
                        new ListTemplates(),
                        "<listtemplatesresponse><template><details>{username=debian}</details></template>"
                                + "</listtemplatesresponse>")
                .get(0);
        assertThat(template.details()).containsExactly(Map.entry("username", "debian"));
    }

    private <T> List<T> rows(ListCommand<T> command, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Reply reply = new ReplyHead(200, "", bytes.length).with(bytes, bytes.length);
        return ReadPage.of(decoder, command, Parameters.NONE, reply, true)
                .block()
                .rows();
    }
}
