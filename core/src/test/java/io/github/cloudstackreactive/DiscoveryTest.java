package io.github.cloudstackreactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.cloudstackreactive.call.Calls;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.discovery.ApiCatalog;
import io.github.cloudstackreactive.error.InvalidCommandException;
import io.github.cloudstackreactive.simulator.Account;
import io.github.cloudstackreactive.simulator.Simulator;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.StepVerifier;

/** What a client learns of a simulated cloud: its commands, a plugin's among them, and its version. */
@Timeout(60)
class DiscoveryTest {

    record TimeOfDay(String timeOfDay, String exampleEcho, boolean isasync) {}

    record Moon(String phase) {}

    private Simulator cloud;
    private CloudStackClient client;

    @BeforeEach
    void start() {
        cloud = Simulator.builder()
                .vms(10)
                .jobDuration(Duration.ofMillis(20))
                .command("getMoonPhase", "date:date!", "phase:string", asked -> "{\"moonphase\":{\"phase\":\"full\"}}")
                .start();
        client = of(cloud.admin());
    }

    @AfterEach
    void stop() {
        client.close();
        cloud.close();
    }

    private CloudStackClient of(Account account) {
        return CloudStackClient.builder()
                .endpoint(cloud.endpoint())
                .credentials(account.apiKey(), account.secretKey())
                .build();
    }

    // A plugin's command, as the guide to writing one has it.

    @Test
    void aPluginsCommandIsCalledWithASignature() {
        timeOfDay(client);
    }

    @Test
    void aPluginsCommandIsCalledOnTheIntegrationPortWithout() {
        try (Simulator port = Simulator.builder().vms(1).unauthenticated(true).start();
                CloudStackClient unsigned = CloudStackClient.builder()
                        .endpoint(port.endpoint())
                        .unauthenticated()
                        .build()) {
            timeOfDay(unsigned);
            assertThat(port.requests("getTimeOfDay")).isEqualTo(1);
        }
    }

    private static void timeOfDay(Calls calls) {
        StepVerifier.create(calls.execute(
                        Command.of("getTimeOfDay", TimeOfDay.class).with("example", "moo")))
                .assertNext(now -> {
                    assertThat(now.exampleEcho()).isEqualTo("MOO");
                    assertThat(now.timeOfDay()).matches("\\d{8} \\d\\d:\\d\\d:\\d\\d");
                    assertThat(now.isasync()).isFalse();
                })
                .verifyComplete();
    }

    // Discovery.

    @Test
    void oneRequestTellsWhatTheAccountMayCall() {
        ApiCatalog catalog = client.discover().block();

        assertThat(cloud.requests("listApis")).isEqualTo(1);
        assertThat(catalog.command("getTimeOfDay").parameter("example").type()).isEqualTo("string");
        assertThat(catalog.command("getTimeOfDay").response()).hasSize(3);
        assertThat(catalog.command("getMoonPhase").parameter("DATE").required()).isTrue();
        assertThat(catalog.command("deployVirtualMachine").async()).isTrue();
        assertThat(catalog.command("gettimeofday")).isNull();
        assertThat(ApiCatalog.fromJson(catalog.toJson())).isEqualTo(catalog);
        assertThat(client.discover().block()).isEqualTo(catalog);
    }

    @Test
    void anotherAccountMayCallLess() {
        try (CloudStackClient user = of(cloud.user())) {
            ApiCatalog catalog = user.discover().block();

            assertThat(catalog.command("listHosts")).isNull();
            assertThat(catalog.command("getMoonPhase")).isNotNull();
            assertThatThrownBy(() -> catalog.check(Command.of("listHosts")))
                    .hasMessageContaining("this account has no such command here");
        }
    }

    @Test
    void whatDoesNotAgreeIsNeverSent() {
        Calls checked = client.checkedBy(client.discover().block());

        assertThatThrownBy(() -> checked.execute(Command.of("getMoonPhase").with("dat", "2026-11-21")))
                .isInstanceOf(InvalidCommandException.class)
                .hasMessageContaining("did you mean date?")
                .hasMessageContaining("requires date");
        assertThatThrownBy(() -> checked.list(Command.of("listMoons"))).isInstanceOf(InvalidCommandException.class);
        assertThatThrownBy(() -> checked.submit(Command.async("stopVirtualMachine")))
                .hasMessageContaining("requires id");
        assertThat(cloud.requests()).isEqualTo(1);
    }

    @Test
    void whatAgreesIsSent() {
        Calls checked = client.checkedBy(client.discover().block());

        StepVerifier.create(
                        checked.execute(Command.of("getMoonPhase", Moon.class).with("date", "2026-11-21")))
                .expectNext(new Moon("full"))
                .verifyComplete();
        StepVerifier.create(checked.list(Command.of("listVirtualMachines").with("listall", true)))
                .expectNextCount(10)
                .verifyComplete();
        assertThat(client.list(Command.of("listVirtualMachines").with("listall", true))
                        .count()
                        .block())
                .isEqualTo(10);
    }

    /** Known to start a job, it is sent with a job id, and found again though its reply is lost. */
    @Test
    void aCommandThatTheCatalogKnowsToBeAsyncSurvivesTheLossOfItsReply() {
        ApiCatalog catalog = client.discover().block();
        String id = client.list(Command.of("listVirtualMachines").with("state", "Running"))
                .blockFirst()
                .path("id")
                .asString();
        cloud.faults().onCommand("stopVirtualMachine").executeThenReset();

        StepVerifier.create(client.execute(
                        catalog.describe(Command.of("stopVirtualMachine").with("id", id))))
                .assertNext(
                        machine -> assertThat(machine.path("state").asString()).isEqualTo("Stopped"))
                .verifyComplete();
        assertThat(cloud.requests("stopVirtualMachine")).isEqualTo(1);
    }

    // Version and scope, over the wire.

    @Test
    void theVersionIsAskedForOnce() {
        assertThat(client.serverVersion().block()).startsWith("4.22");
        assertThat(client.serverVersion().block()).startsWith("4.22");
        assertThat(cloud.requests("listCapabilities")).isEqualTo(1);
    }

    @Test
    void aScopeIsSentWithWhatTakesIt() {
        var machines = Command.of("listVirtualMachines").takes("projectid", "account", "domainid");
        client.inProject("p-1").list(machines).blockLast();
        client.asAccount("admin", "d-1").list(machines).blockLast();
        client.list(machines).blockLast();

        assertThat(cloud.lastRequests())
                .extracting(
                        request -> request.parameters().get("projectid"),
                        request -> request.parameters().get("account"),
                        request -> request.parameters().get("domainid"))
                .containsExactly(tuple("p-1", null, null), tuple(null, "admin", "d-1"), tuple(null, null, null));
    }
}
