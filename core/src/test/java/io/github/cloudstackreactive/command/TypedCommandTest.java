package io.github.cloudstackreactive.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.api.AddImageStore;
import io.github.cloudstackreactive.api.CreateNetwork;
import io.github.cloudstackreactive.api.CreateTags;
import io.github.cloudstackreactive.api.CreateVpnCustomerGateway;
import io.github.cloudstackreactive.api.DeployVirtualMachine;
import io.github.cloudstackreactive.api.ListTemplates;
import io.github.cloudstackreactive.api.ListVirtualMachines;
import io.github.cloudstackreactive.api.ListZones;
import io.github.cloudstackreactive.api.UpdateVirtualMachine;
import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.call.Wiring;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.MissingParameterException;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.job.JobSettings;
import io.github.cloudstackreactive.support.ScriptedTransport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** What holds for every generated command. */
@Timeout(30)
class TypedCommandTest {

    private final ScriptedTransport wire =
            new ScriptedTransport(asked -> ScriptedTransport.ok("{\"someresponse\":{\"thing\":{\"id\":\"1\"}}}"));
    private final Wiring calls = over(wire);

    private static Wiring over(ScriptedTransport wire) {
        return new Wiring(
                wire, Authenticator.none(), Clock.systemUTC(), ExchangeSettings.DEFAULT, JobSettings.DEFAULT, 500);
    }

    @Test
    void aSetterGivesAnotherCommandAndLeavesTheFirst() {
        ListVirtualMachines all = new ListVirtualMachines();
        ListVirtualMachines running = all.state("Running");
        ListVirtualMachines stopped = running.state("Stopped");

        assertThat(all.parameters()).isEqualTo(Parameters.NONE);
        assertThat(running.parameters().get("state")).isEqualTo("Running");
        assertThat(stopped.parameters().get("state")).isEqualTo("Stopped");
        assertThat(stopped.parameters().size()).isEqualTo(1);
    }

    @Test
    void noLaterChangeOfWhatWasGivenReachesIt() {
        Map<String, String> details = new LinkedHashMap<>(Map.of("a", "b"));
        List<String> ids = new ArrayList<>(List.of("1"));
        DeployVirtualMachine command =
                new DeployVirtualMachine().details(details).networkIds(ids);
        details.put("late", "late");
        ids.add("late");

        assertThat(command)
                .isEqualTo(new DeployVirtualMachine().details(Map.of("a", "b")).networkIds("1"));
    }

    @Test
    void unsetEmptyAndFalseAreThreeThings() {
        ListVirtualMachines command = new ListVirtualMachines().listAll(false).name("");

        assertThat(command.parameters().get("listall")).isEqualTo("false");
        assertThat(command.parameters().get("name")).isEmpty();
        assertThat(command.parameters().get("state")).isNull();
        assertThat(command.parameters().has("name")).isTrue();
        assertThat(command.parameters().has("state")).isFalse();
        assertThat(command.without("name").without("listall")).isEqualTo(new ListVirtualMachines());
        assertThat(command.without("state")).isEqualTo(command);
    }

    @Test
    void aNewerParameterGoesByItsName() {
        ListZones command = new ListZones().with("zonecolour", "red").with("depth", 2);

        assertThat(command.parameters().get("zonecolour")).isEqualTo("red");
        assertThat(command.parameters().get("depth")).isEqualTo("2");
        assertThat(new ListZones().with("name", "z")).isEqualTo(new ListZones().name("z"));
        assertThatThrownBy(() -> new ListZones().name("z").with("Name", "z"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one parameter to the server");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "command",
                "response",
                "apikey",
                "apiKey",
                "signature",
                "signatureVersion",
                "expires",
                "sessionkey",
                "customjobid",
                "CustomJobId"
            })
    void whatTheClientSendsItselfIsRefused(String name) {
        assertThatThrownBy(() -> new DeployVirtualMachine().with(name, "s3cret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + name + "\" is set by the client itself")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> new DeployVirtualMachine().withSensitive(name, "s3cret"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCommaInAListIsRefused() {
        assertThatThrownBy(() -> new DeployVirtualMachine().securityGroupNames("web", "s3cret,two"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("securitygroupnames")
                .hasMessageContaining("comma")
                .hasMessageNotContaining("s3cret");
        assertThat(new DeployVirtualMachine().name("a,b").parameters().get("name"))
                .isEqualTo("a,b");
    }

    @Test
    void nullIsRefusedByName() {
        assertThatThrownBy(() -> new ListZones().name(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("name");
    }

    @Test
    void aKeyWithABracketIsRefused() {
        for (String key : List.of("a[0]", "a]", "[")) {
            assertThatThrownBy(() -> new DeployVirtualMachine().details(Map.of(key, "s3cret")))
                    .as(key)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("details")
                    .hasMessageContaining("bracket")
                    .hasMessageNotContaining("s3cret");
        }
        assertThat(new CreateTags().tags(Map.of("a[0]", "v")).parameters().get("tags[0].key"))
                .isEqualTo("a[0]");
    }

    @Test
    void keysThatDifferOnlyInCaseAreTwo() {
        DeployVirtualMachine command = new DeployVirtualMachine().details(Map.of("Key", "1", "key", "2"));

        assertThat(command.parameters().get("details[0].Key")).isEqualTo("1");
        assertThat(command.parameters().get("details[0].key")).isEqualTo("2");
        assertThatThrownBy(() -> command.with("Details", List.of(Map.of("other", "3"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one parameter to the server");
    }

    @Test
    void secretsInMapsAreKnownForSuch() {
        UpdateVirtualMachine command = new UpdateVirtualMachine().id("vm-1").userdataDetails(Map.of("motto", "s3cret"));

        assertThat(command.parameters().anySensitive()).isTrue();
        assertThat(command.toString()).contains("userdatadetails[0].motto").doesNotContain("s3cret");
        ScriptedTransport refusing =
                new ScriptedTransport(asked -> ScriptedTransport.error(431, "Bad value s3cret of motto for vm-1"));
        StepVerifier.create(over(refusing).execute(command))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOf(InvalidParameterException.class)
                        .hasMessageContaining("vm-1")
                        .hasMessageNotContaining("s3cret"));
    }

    @Test
    void aSecretGoesByPostWhateverTheCommand() {
        StepVerifier.create(calls.list(new ListZones())).expectNextCount(1).verifyComplete();
        StepVerifier.create(calls.list(new ListZones().withSensitive("pin", "1234")))
                .expectNextCount(1)
                .verifyComplete();
        StepVerifier.create(calls.list(new ListZones().with("details", List.of(Map.of("token", "s3cret")))))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(wire.asked())
                .extracting(ScriptedTransport.Asked::method)
                .containsExactly(Method.GET, Method.POST, Method.POST);
    }

    @Test
    void userDataGoesInBase64Once() {
        UserData data = UserData.of("#cloud-config\n");
        DeployVirtualMachine command = new DeployVirtualMachine().userData(data);

        assertThat(command.parameters().get("userdata")).isEqualTo("I2Nsb3VkLWNvbmZpZwo=");
        assertThat(command.parameters().anySensitive()).isTrue();
        assertThat(command).isEqualTo(new DeployVirtualMachine().userData(UserData.encoded("I2Nsb3VkLWNvbmZpZwo=")));
        assertThat(command.toString()).doesNotContain("I2Nsb3Vk");
        assertThat(new ListZones().with("anything", data).parameters().anySensitive())
                .isTrue();
    }

    @Test
    void equalsGoesByClassAndParameters() {
        ListZones one = new ListZones().name("z").available(true);
        ListZones same = new ListZones().available(true).name("z");

        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(new ListZones().name("z"));
        assertThat((Object) new ListZones().name("z")).isNotEqualTo(new ListVirtualMachines().name("z"));
        assertThat(one).isNotEqualTo(null);
        // Two that differ in what is a secret are not one: the one is shown, and goes by GET.
        assertThat(new ListZones().withSensitive("name", "z")).isNotEqualTo(new ListZones().name("z"));
    }

    @Test
    void textIsTheNameAndTheNamesOfParameters() {
        assertThat(new ListVirtualMachines().state("s3cret").name("s3cret"))
                .hasToString("listVirtualMachines[name, state]");
        assertThat(new CreateTags().tags(Map.of("env", "s3cret")))
                .hasToString("createTags[tags[0].key, tags[0].value]");
    }

    @Test
    void aKnownSecretStaysOneHoweverItIsSet() {
        Parameters parameters =
                new CreateVpnCustomerGateway().with("ipsecPsk", "hunter2").parameters();
        assertThat(parameters.anySensitive()).isTrue();
        for (AddImageStore store : List.of(
                new AddImageStore().with("details", List.of(Map.of("key", "k", "value", "hunter2"))),
                new AddImageStore().with("details[0].key", "k").with("details[0].value", "hunter2"))) {
            List<String> secrets = new ArrayList<>();
            store.parameters().forEachSensitiveValue(secrets::add);
            assertThat(secrets).contains("hunter2");
        }
    }

    @Test
    void aParameterIsTakenBackInWhateverCase() {
        assertThat(new ListVirtualMachines().zoneId("z").without("ZoneId").parameters())
                .isEqualTo(Parameters.NONE);
    }

    @Test
    void anElementThatIsNullIsRefusedByName() {
        assertThatThrownBy(() -> new DeployVirtualMachine().networkIds(Arrays.asList("a", null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("networkids");
        assertThatThrownBy(() -> new DeployVirtualMachine().networkIds("a", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("networkids");
    }

    @Test
    void allThatIsMissingIsToldAtOnceAndNothingIsSent() {
        StepVerifier.create(calls.execute(new CreateNetwork().name("n")))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOf(MissingParameterException.class)
                        .hasMessageContaining("networkofferingid")
                        .hasMessageContaining("zoneid"));
        StepVerifier.create(calls.submit(new DeployVirtualMachine()))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOf(MissingParameterException.class)
                        .hasMessageContaining("serviceofferingid")
                        .hasMessageContaining("zoneid"));
        StepVerifier.create(calls.list(new ListTemplates()))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOf(MissingParameterException.class)
                        .hasMessageContaining("templatefilter"));
        // Rows count as the parameter they are of, and an empty map as none.
        StepVerifier.create(calls.submit(
                        new CreateTags().tags(Map.of()).resourceType("UserVm").resourceIds("vm-1")))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isInstanceOf(MissingParameterException.class)
                        .hasMessageContaining("tags"));
        assertThat(wire.asked()).isEmpty();

        StepVerifier.create(calls.submit(new CreateTags()
                        .tags(Map.of("a", "b"))
                        .resourceType("UserVm")
                        .resourceIds("vm-1")))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(wire.asked()).hasSize(1);
    }
}
