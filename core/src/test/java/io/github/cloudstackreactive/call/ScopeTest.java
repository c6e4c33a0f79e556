package io.github.cloudstackreactive.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.command.AmendedCommand;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.job.JobSettings;
import io.github.cloudstackreactive.support.ScriptedTransport;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** What a project's or an account's view of the calls adds to them. */
@Timeout(30)
class ScopeTest {

    private final ScriptedTransport wire =
            new ScriptedTransport(asked -> ScriptedTransport.ok("{\"someresponse\":{\"thing\":{\"id\":\"1\"}}}"));
    private final Wiring calls = new Wiring(
            wire, Authenticator.none(), Clock.systemUTC(), ExchangeSettings.DEFAULT, JobSettings.DEFAULT, 500);
    private final Calls project = Scope.ofProject(calls, "p-1");
    private final Calls account = Scope.ofAccount(calls, "bob", "d-1");

    private static UntypedCommand<JsonNode> scoped(String name) {
        return Command.of(name).takes("projectid", "account", "domainid");
    }

    /** What was sent by the last call, without what the client itself adds. */
    private Map<String, String> sentBy(Calls view, UntypedCommand<JsonNode> command) {
        StepVerifier.create(view.execute(command)).expectNextCount(1).verifyComplete();
        Map<String, String> sent =
                new TreeMap<>(wire.asked().get(wire.asked().size() - 1).query());
        sent.keySet().removeAll(java.util.Set.of("command", "response"));
        return sent;
    }

    @Test
    void aProjectIsAddedToWhatTakesOne() {
        assertThat(sentBy(project, scoped("createNetwork").with("name", "n")))
                .containsOnly(Map.entry("name", "n"), Map.entry("projectid", "p-1"));
    }

    @Test
    void anAccountIsAddedWithItsDomain() {
        assertThat(sentBy(account, scoped("createNetwork")))
                .containsOnly(Map.entry("account", "bob"), Map.entry("domainid", "d-1"));
    }

    @Test
    void aListIsScopedAtEachPage() {
        project.list(scoped("listNetworks")).page(2).onErrorComplete().block();

        assertThat(wire.asked().get(0).get("projectid")).isEqualTo("p-1");
        assertThat(wire.asked().get(0).get("page")).isEqualTo("2");
    }

    @Test
    void aSubmissionIsScopedAndStillCarriesItsJobId() {
        StepVerifier.create(
                        project.submit(Command.async("deployVirtualMachine").takes("projectid", "account", "domainid")))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(wire.asked())
                .singleElement()
                .satisfies(asked -> assertThat(asked.query())
                        .containsEntry("projectid", "p-1")
                        .containsKey("customjobid"));
    }

    @Test
    void whatTakesNoScopeIsSentAsItIs() {
        assertThat(sentBy(project, Command.of("listZones"))).isEmpty();
        assertThat(sentBy(account, Command.of("listZones"))).isEmpty();
    }

    /** A disk offering with a domainid is one for that domain alone. */
    @Test
    void aDomainAloneIsNoAccount() {
        assertThat(sentBy(account, Command.of("createDiskOffering").takes("domainid")))
                .isEmpty();
    }

    @Test
    void whatTheCommandSetsItselfWins() {
        assertThat(sentBy(project, scoped("x").with("projectid", "-1"))).containsOnly(Map.entry("projectid", "-1"));
        assertThat(sentBy(project, scoped("x").with("projectId", "p-2"))).containsOnly(Map.entry("projectId", "p-2"));
        assertThat(sentBy(account, scoped("x").with("account", "eve"))).containsOnly(Map.entry("account", "eve"));
        // Another domain's bob is another bob.
        assertThat(sentBy(account, scoped("x").with("domainid", "d-2"))).containsOnly(Map.entry("domainid", "d-2"));
        assertThat(sentBy(account, scoped("x").with("domainid", "d-1")))
                .containsOnly(Map.entry("account", "bob"), Map.entry("domainid", "d-1"));
    }

    @Test
    void theServerRefusesAccountAndProjectTogetherSoNeitherIsAddedToTheOther() {
        assertThat(sentBy(project, scoped("x").with("account", "eve"))).containsOnly(Map.entry("account", "eve"));
        assertThat(sentBy(account, scoped("x").with("projectid", "p-2"))).containsOnly(Map.entry("projectid", "p-2"));
    }

    @Test
    void aDomainGoesWithAProject() {
        assertThat(sentBy(project, scoped("x").with("domainid", "d-2")))
                .containsOnly(Map.entry("domainid", "d-2"), Map.entry("projectid", "p-1"));
    }

    @Test
    void aSecretStaysOne() {
        sentBy(project, scoped("getThing").withSensitive("pin", "1234"));

        assertThat(wire.asked().get(0).method()).isEqualTo(Method.POST);
    }

    @Test
    void aRequiredProjectIsFulfilledByTheScope() {
        assertThat(sentBy(project, scoped("listProjectRoles").requires("projectid")))
                .containsOnly(Map.entry("projectid", "p-1"));
    }

    @Test
    void anEmptyScopeIsRefused() {
        assertThatThrownBy(() -> Scope.ofProject(calls, " ")).hasMessageContaining("projectid");
        assertThatThrownBy(() -> Scope.ofAccount(calls, "bob", "")).hasMessageContaining("domainid");
        assertThatThrownBy(() -> Command.of("x").takes("projectId")).hasMessageContaining("no scope");
    }

    @Test
    void anAmendedCommandIsAValueThatShowsNoValues() {
        UntypedCommand<JsonNode> command = scoped("x").with("name", "n");
        AmendedCommand<JsonNode> one =
                AmendedCommand.of(command, command.parameters().with("projectid", "p-1"));

        assertThat(one)
                .isEqualTo(AmendedCommand.of(command, command.parameters().with("projectid", "p-1")))
                .hasSameHashCodeAs(
                        AmendedCommand.of(command, command.parameters().with("projectid", "p-1")))
                .isNotEqualTo(AmendedCommand.of(command, command.parameters()))
                .hasToString("x[name, projectid]");
        assertThat(project).hasToString("Scope[projectid]");
    }
}
