package io.github.cloudstackreactive.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.api.CatalogFacts.CommandFacts;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.model.JobRecord;
import io.github.cloudstackreactive.model.Network;
import io.github.cloudstackreactive.model.ResponseObject;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.model.Volume;
import io.github.cloudstackreactive.model.Zone;
import io.github.cloudstackreactive.reply.Answer;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.JobReport;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.support.ReadPage;
import io.github.cloudstackreactive.support.TypedValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An OpenAPI document of 4.19 that others wrote: its operations, examples and schemas against the generated types. */
class OpenApiDocumentTest {

    private static final JsonNode DOCUMENT = document();
    private static final Map<String, CommandFacts> COMMANDS = CatalogFacts.commands()
            .filter(command -> command.packageName().equals("api"))
            .collect(Collectors.toMap(CommandFacts::name, Function.identity()));
    private static final Map<String, Class<? extends ResponseObject>> TYPES = Map.of(
            "VirtualMachine",
            VirtualMachine.class,
            "Network",
            Network.class,
            "Volume",
            Volume.class,
            "Zone",
            Zone.class,
            "AsyncJobResult",
            JobRecord.class);
    // What goes with any command.
    private static final Set<String> PROTOCOL = Set.of("command", "response", "apikey", "signature");

    private final Decoder decoder = new Decoder(Clock.systemUTC(), ReplyForm.JSON);

    record Operation(JsonNode facts) {

        String name() {
            return facts.path("operationId").asString();
        }

        Command<?> command() {
            return COMMANDS.get(name()).asCommand();
        }

        Set<String> parameters() {
            Set<String> names = new TreeSet<>();
            facts.path("parameters")
                    .forEach(parameter -> names.add(parameter.path("name").asString()));
            names.addAll(facts.path("requestBody")
                    .path("content")
                    .path("application/x-www-form-urlencoded")
                    .path("schema")
                    .path("properties")
                    .propertyNames());
            names.removeAll(PROTOCOL);
            return names;
        }

        Reply example() {
            JsonNode example = facts.at("/responses/200/content/application~1json/examples")
                    .iterator()
                    .next();
            byte[] body = example.path("value").toString().getBytes(StandardCharsets.UTF_8);
            return new ReplyHead(200, "application/json", body.length).with(body, body.length);
        }

        @Override
        public String toString() {
            return name();
        }
    }

    static Stream<Operation> operations() {
        return DOCUMENT.path("paths")
                .valueStream()
                .flatMap(JsonNode::valueStream)
                .map(Operation::new);
    }

    @Test
    void everyOperationIsACommand() {
        assertThat(operations().map(Operation::name))
                .containsExactlyInAnyOrder(
                        "deployVirtualMachine",
                        "listVirtualMachines",
                        "stopVirtualMachine",
                        "startVirtualMachine",
                        "listNetworks",
                        "listVolumes",
                        "listZones",
                        "queryAsyncJobResult")
                .allMatch(COMMANDS::containsKey);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyParameterHasASetter(Operation operation) {
        CommandFacts facts = COMMANDS.get(operation.name());
        Map<String, String> known = facts.facts()
                .path("params")
                .valueStream()
                .collect(Collectors.toMap(
                        parameter -> parameter.path("name").asString(),
                        parameter -> parameter.path("java").asString()));

        assertThat(operation.parameters())
                .isNotEmpty()
                .allSatisfy(name ->
                        assertThat(facts.setters(known.get(name))).as(name).isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void itsExampleIsRead(Operation operation) {
        Command<?> command = operation.command();
        if (command instanceof ListCommand<?> list) {
            assertThat(ReadPage.of(decoder, list, Parameters.NONE, operation.example(), true)
                            .block()
                            .rows())
                    .hasSize(1)
                    .allSatisfy(TypedValues::requireKnown);
        } else if (decoder.answer(command, operation.example()).block() instanceof Answer.Value<?> value) {
            TypedValues.requireKnown(value.value());
        } else {
            assertThat(command.description().kind().name()).isEqualTo("ASYNC");
        }
    }

    @Test
    void theValuesOfItsExamplesComeThrough() {
        VirtualMachine machine = rows(new ListVirtualMachines()).get(0);
        assertThat(machine.id()).isEqualTo("vm-uuid-1234");
        assertThat(machine.cpuNumber()).isEqualTo(2);
        assertThat(machine.memory()).isEqualTo(2_048);
        assertThat(machine.ipAddress()).isEqualTo("10.0.0.100");
        assertThat(rows(new ListVolumes()).get(0).size()).isEqualTo(53_687_091_200L);
        assertThat(rows(new ListNetworks()).get(0).cidr()).isEqualTo("10.0.0.0/24");
        assertThat(rows(new ListZones()).get(0).securityGroupsEnabled()).isFalse();

        assertThat(decoder.answer(new DeployVirtualMachine(), example("deployVirtualMachine"))
                        .block())
                .isEqualTo(new Answer.Job<>("a4b6c8d0-1234-5678-90ab-cdef01234567", "vm-uuid-1234"));
        JobReport report = decoder.job(new QueryAsyncJobResult(), example("queryAsyncJobResult"))
                .block();
        VirtualMachine deployed =
                decoder.result(new DeployVirtualMachine(), "1", null, report).block();
        assertThat(deployed.name()).isEqualTo("web-server-01");
    }

    private <T> List<T> rows(ListCommand<T> command) {
        return ReadPage.of(
                        decoder,
                        command,
                        Parameters.NONE,
                        example(command.description().name()),
                        true)
                .block()
                .rows();
    }

    private static Reply example(String name) {
        return operations()
                .filter(operation -> operation.name().equals(name))
                .findFirst()
                .orElseThrow()
                .example();
    }

    /** An object of each schema, each property with its example: no property is one that no type knows. */
    @Test
    void everyPropertyOfItsSchemasIsAField() {
        JsonNode schemas = DOCUMENT.at("/components/schemas");
        TYPES.forEach((name, type) -> {
            JsonNode schema = schemas.path(name);
            JsonNode inner = schema.at("/properties/queryasyncjobresultresponse");
            ObjectNode object = JsonMapper.shared().createObjectNode();
            (inner.isMissingNode() ? schema : inner)
                    .path("properties")
                    .properties()
                    .forEach(property -> object.set(
                            property.getKey(),
                            property.getValue().has("example")
                                    ? property.getValue().path("example")
                                    : JsonMapper.shared().createObjectNode()));
            assertThat(object.size()).as(name).isGreaterThan(3);
            ResponseObject read = JsonMapper.shared().treeToValue(object, type);
            TypedValues.requireKnown(read);
            assertThat(object.propertyNames()).allMatch(read::has);
        });
        // Replies around these, and the start reply, whose two fields are the Answer.Job of any async command.
        assertThat(schemas.propertyNames())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                TYPES.keySet().stream(),
                                Stream.of(
                                        "VirtualMachineList",
                                        "NetworkList",
                                        "VolumeList",
                                        "ZoneList",
                                        "AsyncJobResponse"))
                        .toList());
    }

    private static JsonNode document() {
        try (InputStream document = OpenApiDocumentTest.class.getResourceAsStream("/seeds/4.19-openapi.json")) {
            return JsonMapper.shared().readTree(document.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
