package io.github.cloudstackreactive.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.call.Wiring;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.Kind;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.InvalidCommandException;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.job.JobSettings;
import io.github.cloudstackreactive.support.Capture;
import io.github.cloudstackreactive.support.ScriptedTransport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The catalog as a value, and what is held against it. */
@Timeout(30)
class ApiCatalogTest {

    private static final ApiCatalog CATALOG = ApiCatalog.of(List.of(
            new ApiCommand(
                    "deployVirtualMachine",
                    true,
                    null,
                    List.of(
                            parameter("zoneid", "uuid", true),
                            parameter("serviceofferingid", "uuid", true),
                            parameter("templateid", "uuid", false),
                            parameter("details", "map", false),
                            parameter("projectid", "uuid", false),
                            parameter("account", "string", false),
                            parameter("domainid", "uuid", false)),
                    List.of(new ApiField("id", "string"), new ApiField("name", "string"))),
            new ApiCommand(
                    "listZones",
                    false,
                    null,
                    List.of(
                            parameter("page", "integer", false),
                            parameter("pagesize", "integer", false),
                            new ApiParameter("ids", "list", false, "4.19.0", 255)),
                    List.of()),
            new ApiCommand("listMoons", false, "4.21.0", List.of(parameter("zoneid", "uuid", false)), List.of())));

    private static ApiParameter parameter(String name, String type, boolean required) {
        return new ApiParameter(name, type, required, null, 255);
    }

    // Reading.

    private static ApiCatalog replayed(Capture capture) {
        ScriptedTransport wire = new ScriptedTransport(asked -> Mono.just(capture.reply()));
        ApiCatalog catalog = ApiCatalog.read(new Wiring(
                        wire,
                        Authenticator.none(),
                        Clock.systemUTC(),
                        ExchangeSettings.DEFAULT,
                        JobSettings.DEFAULT,
                        500))
                .block();
        assertThat(wire.asked())
                .singleElement()
                .satisfies(asked -> assertThat(asked.query()).containsOnlyKeys("command", "response"));
        return catalog;
    }

    /** The recorded row has empty objects among its response fields. */
    @Test
    void aRecordedListIsRead() {
        ApiCommand zones = replayed(Capture.of("2fa-listApis-before-validate")).command("listZones");

        assertThat(zones.async()).isFalse();
        assertThat(zones.parameters()).hasSize(13).contains(new ApiParameter("ids", "list", false, "4.19.0", 255));
        assertThat(zones.parameter("networkType")).isEqualTo(parameter("networktype", "string", false));
        assertThat(zones.response())
                .contains(new ApiField("tags", "set"), new ApiField("id", "string"))
                .noneMatch(field -> field.name().isEmpty());
    }

    @Test
    void aRefusalToListIsAnError() {
        assertThatThrownBy(() -> replayed(Capture.of("listApis-by-other-case.json")))
                .isInstanceOf(CloudStackException.class)
                .hasMessageContaining("unable to find an api");
    }

    @Test
    void anOtherOrderIsTheSameCatalog() {
        List<ApiCommand> turned = new ArrayList<>();
        for (ApiCommand each : CATALOG.commands()) {
            List<ApiParameter> parameters = new ArrayList<>(each.parameters());
            Collections.reverse(parameters);
            turned.add(0, new ApiCommand(each.name(), each.async(), each.since(), parameters, each.response()));
        }

        assertThat(ApiCatalog.of(turned)).isEqualTo(CATALOG).hasSameHashCodeAs(CATALOG);
        assertThat(ApiCatalog.of(turned).toJson()).isEqualTo(CATALOG.toJson());
        assertThat(CATALOG.commands())
                .extracting(ApiCommand::name)
                .containsExactly("deployVirtualMachine", "listMoons", "listZones");
        assertThat(CATALOG).hasToString("ApiCatalog[3 commands]").isNotEqualTo(ApiCatalog.of(List.of()));
    }

    // Checking.

    private static InvalidCommandException refused(Command<?> command) {
        return catchThrowableOfType(InvalidCommandException.class, () -> CATALOG.check(command));
    }

    @Test
    void whatAgreesPasses() {
        assertThatCode(() -> CATALOG.check(Command.async("deployVirtualMachine")
                        .with("zoneId", "z")
                        .with("serviceofferingid", "s")
                        .withEntries("details", Map.of("cpu", 2))))
                .doesNotThrowAnyException();
    }

    @Test
    void allFaultsAreNamedAtOnceWithWhatWasMeantAndNoValue() {
        InvalidCommandException refused = refused(Command.async("deployVirtualMachine")
                .with("zonid", "hunter2")
                .withEntries("detail", Map.of("cpu", "hunter2", "memory", "hunter2"))
                .with("colour", "hunter2"));

        assertThat(refused.command()).isEqualTo("deployVirtualMachine");
        assertThat(refused.faults())
                .containsExactly(
                        "it has no parameter \"colour\"",
                        "it has no parameter \"detail\" (did you mean details?)",
                        "it has no parameter \"zonid\" (did you mean zoneid?)",
                        "it requires serviceofferingid",
                        "it requires zoneid");
        assertThat(refused)
                .hasMessageStartingWith("deployVirtualMachine was not sent: it has no parameter \"colour\"; it has no")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anUnknownCommandIsNamedWithTheOneThatWasMeant() {
        assertThat(refused(Command.of("listzones")).faults())
                .containsExactly("this account has no such command here (did you mean listZones?)");
        assertThat(refused(Command.of("destroyEverything")).faults())
                .containsExactly("this account has no such command here");
    }

    @Test
    void whatTheCommandItselfRequiresIsAmongTheFaults() {
        assertThat(refused(Command.of("listMoons").requires("ring", "zoneid")).faults())
                .containsExactly("it requires ring", "it requires zoneid");
    }

    @Test
    void shortNamesOfIdsAreSlipsToo() {
        assertThat(refused(Command.of("listMoons").with("zone", "z")).faults())
                .containsExactly("it has no parameter \"zone\" (did you mean zoneid?)");
    }

    // Describing.

    @Test
    void anUntypedCommandGetsItsFactsRight() {
        UntypedCommand<JsonNode> command =
                Command.of("deployVirtualMachine").requires("zoneid").with("zoneid", "z");
        UntypedCommand<JsonNode> described = CATALOG.describe(command);

        assertThat(described.description().kind()).isEqualTo(Kind.ASYNC);
        assertThat(described.description().scope()).containsExactly("projectid", "account", "domainid");
        assertThat(described.description().required()).containsExactly("zoneid", "serviceofferingid");
        assertThat(described.description().method()).isEqualTo(Method.POST);
        assertThat(described.description().safe()).isFalse();
        assertThat(described.parameters()).isEqualTo(command.parameters());
        assertThat(command.description().kind()).isEqualTo(Kind.SYNC);
    }

    @Test
    void aListThatTakesNoPageIsUnpagedAndSinceIsKept() {
        Description moons = CATALOG.describe(Command.of("listMoons")).description();
        Description zones = CATALOG.describe(Command.async("listZones")).description();

        assertThat(moons.paged()).isFalse();
        assertThat(moons.since()).isEqualTo("4.21.0");
        assertThat(moons.safe()).isTrue();
        assertThat(zones.paged()).isTrue();
        assertThat(zones.since()).isNull();
        assertThat(zones.kind()).isEqualTo(Kind.SYNC);
        assertThat(CATALOG.describe(Command.of("listZones").paged(false))
                        .description()
                        .paged())
                .isFalse();
        assertThatThrownBy(() -> CATALOG.describe(Command.of("listMoon"))).hasMessageContaining("listMoons");
    }

    @Test
    void factsOfAnotherCommandOrAnotherAnswerAreRefused() {
        Description zones = Command.of("listZones").description();

        assertThatThrownBy(() -> Command.of("listMoons").describedAs(zones)).hasMessageContaining("listZones");
        assertThatThrownBy(() -> Command.of("listZones", String.class).describedAs(zones))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Command.of("listZones").answersList().describedAs(zones))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // Storing.

    @Test
    void itComesBackAsItWasStored() {
        String json = CATALOG.toJson();

        assertThat(ApiCatalog.fromJson(json)).isEqualTo(CATALOG);
        assertThat(ApiCatalog.fromJson(json).toJson()).isEqualTo(json);
        assertThat(json)
                .startsWith("{\"format\":\"cloudstack-reactive/api-catalog\",\"version\":1,\"commands\":[{\"name\":"
                        + "\"deployVirtualMachine\",\"async\":true,\"parameters\":[{\"name\":\"account\"")
                .doesNotContain("null");
    }

    @Test
    void aRecordedCatalogComesBackAsItWasStored() {
        ApiCatalog recorded = replayed(Capture.of("2fa-listApis-before-validate"));

        assertThat(ApiCatalog.fromJson(recorded.toJson())).isEqualTo(recorded);
    }

    @Test
    void whatItDoesNotUnderstandIsRefused() {
        String json = CATALOG.toJson();

        refusedToRead("", "format");
        refusedToRead("nonsense", "no JSON");
        refusedToRead("[]", "format");
        refusedToRead("{\"version\":1,\"commands\":[]}", "format");
        refusedToRead(json.replace("\"version\":1", "\"version\":2"), "version 2");
        refusedToRead(json.replace("\"version\":1", "\"version\":\"1\""), "version \"1\"");
        refusedToRead(json.replace("\"async\":true", "\"async\":true,\"fee\":1"), "/commands[0]/fee");
        refusedToRead(json.replace("\"async\":true", "\"async\":\"true\""), "/commands[0]/async");
        refusedToRead(json.replace("\"async\":true,", ""), "/commands[0]");
        refusedToRead(json.replace("\"name\":\"deployVirtualMachine\",", ""), "/commands[0]");
        refusedToRead(json.replace("{\"name\":\"account\",", "{"), "/commands[0]/parameters[0]");
        refusedToRead(json.replace("\"type\":\"map\",", ""), "/commands[0]/parameters[1]");
        refusedToRead(json.replace("{\"name\":\"id\",", "{"), "/commands[0]/response[0]");
        refusedToRead(json.replaceAll("\"commands\":.*", "\"commands\":null}"), "breaks the format");
        refusedToRead(json.replaceAll(",\"commands\":.*", "}"), "breaks the format");
        refusedToRead(json.substring(0, json.length() - 5), "");
        refusedToRead(json + "{}", "");
    }

    private static void refusedToRead(String json, String why) {
        assertThatThrownBy(() -> ApiCatalog.fromJson(json))
                .as(json)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no catalog that can be read")
                .hasMessageContaining(why)
                .hasMessageContaining("discover()");
    }
}
