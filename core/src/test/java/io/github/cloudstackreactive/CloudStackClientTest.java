package io.github.cloudstackreactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.config.ConfigurationSearch;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.error.NotAllowedException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.job.AsyncJob;
import io.github.cloudstackreactive.job.PollSchedule;
import io.github.cloudstackreactive.session.Login;
import io.github.cloudstackreactive.simulator.Simulator;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** The whole client against a simulated cloud that checks every signature by a code of its own. */
@Timeout(60)
class CloudStackClientTest {

    record Machine(String id, String name, String state) {}

    record TimeOfDay(String timeOfDay, String exampleEcho, boolean isasync) {}

    private static final PollSchedule QUICK =
            new PollSchedule(Duration.ofMillis(20), 1.2, Duration.ofMillis(100), () -> 0.5);

    private Simulator cloud;
    private CloudStackClient client;

    @BeforeEach
    void start() {
        cloud = Simulator.builder()
                .vms(1_200)
                .volumes(20)
                .jobDuration(Duration.ofMillis(150))
                .start();
        client = admin().build();
    }

    @AfterEach
    void stop() {
        client.closeLater().block(Duration.ofSeconds(5));
        cloud.close();
    }

    private CloudStackClientBuilder admin() {
        return CloudStackClient.builder()
                .endpoint(cloud.endpoint())
                .credentials(cloud.apiKey(), cloud.secretKey())
                .jobPolling(QUICK);
    }

    private Map<String, Object> deployment(String name) {
        return Map.of(
                "zoneid", first("listZones"),
                "serviceofferingid", first("listServiceOfferings"),
                "templateid", first("listTemplates", "templatefilter", "all"),
                "name", name);
    }

    private String first(String list, String... parameter) {
        var command = Command.of(list);
        if (parameter.length == 2) {
            command = command.with(parameter[0], parameter[1]);
        }
        return client.list(command).blockFirst().path("id").asString();
    }

    private io.github.cloudstackreactive.command.UntypedCommand<Machine> deploy(String name) {
        var command = Command.async("deployVirtualMachine", Machine.class);
        for (Map.Entry<String, Object> each : deployment(name).entrySet()) {
            command = command.with(each.getKey(), each.getValue());
        }
        return command;
    }

    // The three things it exists for.

    @Test
    void aSingleCommandIsAMono() {
        TimeOfDay now = client.execute(
                        Command.of("getTimeOfDay", TimeOfDay.class).with("example", "moo ~*[ü]"))
                .block();

        assertThat(now.exampleEcho()).isEqualTo("MOO ~*[Ü]");
        assertThat(cloud.requests("getTimeOfDay")).isEqualTo(1);
    }

    @Test
    void aListIsAFluxOfEveryRow() {
        Set<String> ids = new HashSet<>(
                client.list(Command.of("listVirtualMachines", Machine.class).with("listall", true))
                        .map(Machine::id)
                        .collectList()
                        .block());

        assertThat(ids).hasSize(1_200);
        assertThat(cloud.requests("listVirtualMachines")).isEqualTo(3);
    }

    @Test
    void anAsyncCommandIsAMonoThroughItsJob() {
        Machine machine = client.submit(deploy("web-1")).block();

        assertThat(machine.name()).isEqualTo("web-1");
        assertThat(machine.state()).isEqualTo("Running");
        assertThat(cloud.requests("deployVirtualMachine")).isEqualTo(1);
        assertThat(cloud.vms()).isEqualTo(1_201);
    }

    // Demand and pool.

    @Test
    void takingThreeMakesOneRequest() {
        assertThat(client.list(Command.of("listVirtualMachines", Machine.class).with("listall", true))
                        .take(3)
                        .collectList()
                        .block())
                .hasSize(3);
        assertThat(cloud.requests("listVirtualMachines")).isEqualTo(1);
    }

    @Test
    void aCallForEachRowWorksOverAPoolOfOne() {
        try (CloudStackClient narrow = admin().connections(1).build()) {
            Long names = narrow.list(Command.of("listVolumes").with("listall", true))
                    .pageSize(3)
                    .flatMap(volume -> narrow.execute(
                            Command.of("getTimeOfDay", TimeOfDay.class).with("example", "x")))
                    .count()
                    .block(Duration.ofSeconds(20));

            assertThat(names).isEqualTo(20);
            assertThat(cloud.requests("getTimeOfDay")).isEqualTo(20);
        }
    }

    @Test
    void callsAtOnceShareTheConnections() {
        try (CloudStackClient narrow = admin().connections(4).build()) {
            Flux.range(0, 200)
                    .flatMap(
                            i -> narrow.execute(
                                    Command.of("getTimeOfDay", TimeOfDay.class).with("example", i)),
                            64)
                    .blockLast();
            assertThat(cloud.connections().open()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void rowsComeOnThreadsThatMustNotBeBlockedOnceTheirClassIsKnown() {
        var machines =
                client.list(Command.of("listVirtualMachines", Machine.class).with("listall", true));
        machines.blockLast();

        StepVerifier.create(machines.doOnNext(
                        row -> assertThat(Schedulers.isInNonBlockingThread()).isTrue()))
                .expectNextCount(1_200)
                .verifyComplete();
    }

    // Jobs on a real wire.

    @Test
    void aLostStartReplyNeitherLosesNorDoublesTheMachine() {
        var deploy = deploy("web-2");
        cloud.faults().onCommand("deployVirtualMachine").times(1).executeThenReset();

        Machine machine = client.submit(deploy).block();

        assertThat(machine.name()).isEqualTo("web-2");
        assertThat(cloud.requests("deployVirtualMachine")).isEqualTo(1);
        assertThat(cloud.vms()).isEqualTo(1_201);
    }

    @Test
    void aStartReplyCutAnywhereNeitherLosesNorDoublesTheMachine() {
        var deploy = deploy("web-3");
        int made = 0;
        for (int cut : List.of(0, 1, 20, 60, 100, 120)) {
            cloud.faults().onCommand("deployVirtualMachine").times(1).truncateReplyAt(cut);
            assertThat(client.submit(deploy.with("name", "web-3-" + cut))
                            .block()
                            .state())
                    .isEqualTo("Running");
            made++;
            assertThat(cloud.requests("deployVirtualMachine"))
                    .as("cut at " + cut)
                    .isEqualTo(made);
        }
        assertThat(cloud.vms()).isEqualTo(1_200 + made);
    }

    @Test
    void aCommandThatIsNotAsyncAndLosesItsReplyIsNotSentAgain() {
        // Over a connection that served before: the case in which an HTTP client is tempted to send again by itself.
        client.list(Command.of("listZones")).blockLast();
        cloud.faults().onCommand("createSSHKeyPair").times(1).executeThenReset();

        StepVerifier.create(client.execute(Command.of("createSSHKeyPair").with("name", "k")))
                .verifyError(OutcomeUnknownException.class);
        assertThat(cloud.requests("createSSHKeyPair")).isEqualTo(1);
    }

    @Test
    void aJobIsReachedFromAnotherClientByItsId() {
        AsyncJob<Machine> job = client.submit(deploy("web-4")).submit().block();
        try (CloudStackClient other = admin().build()) {
            Machine machine =
                    other.jobs().attach(job.jobId(), Machine.class).result().block();
            assertThat(machine.id()).isEqualTo(job.resourceId());
        }
        assertThat(cloud.requests("deployVirtualMachine")).isEqualTo(1);
    }

    @Test
    void aFailedJobKeepsTheIdOfTheHalfMadeMachine() {
        cloud.close();
        cloud = Simulator.builder()
                .vms(5)
                .jobDuration(Duration.ofMillis(50))
                .failJobs(job -> job.command().equals("deployVirtualMachine"))
                .start();
        client.close();
        client = admin().build();

        StepVerifier.create(client.submit(deploy("web-5"))).verifyErrorSatisfies(thrown -> {
            JobFailedException failed = (JobFailedException) thrown;
            assertThat(failed.jobId()).isNotNull();
            assertThat(failed.resourceId()).isNotNull();
            assertThat(failed.text()).isNotBlank();
        });
    }

    @Test
    void aClosedClientSendsNothingMore() {
        cloud.close();
        cloud = Simulator.builder().vms(3).jobDuration(Duration.ofSeconds(30)).start();
        client.close();
        client = admin().build();
        AsyncJob<Machine> job = client.submit(deploy("web-7")).submit().block();
        client.close();

        StepVerifier.create(job.result())
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .hasMessageContaining("The client is closed")
                        .hasMessageContaining(job.jobId()));
        int requests = cloud.requests();
        StepVerifier.create(client.list(Command.of("listZones"))).verifyError(TransportException.class);
        assertThat(cloud.requests()).isEqualTo(requests);
    }

    /** The farewell of its authenticator never ends here, and whoever waits for it has had enough. */
    @Test
    void aCancelOfTheClosingLeavesNothingOpen() {
        CloudStackClient leaving = CloudStackClient.builder()
                .endpoint(cloud.endpoint())
                .authenticator(new Authenticator() {
                    @Override
                    public Mono<SignedRequest> sign(Parameters parameters) {
                        return Authenticator.none().sign(parameters);
                    }

                    @Override
                    public Mono<Void> close() {
                        return Mono.never();
                    }
                })
                .build();

        leaving.closeLater().subscribe().dispose();

        StepVerifier.create(leaving.execute(Command.of("listZones")))
                .expectErrorSatisfies(failure -> assertThat(failure).hasMessageContaining("The client is closed"))
                .verify(Duration.ofSeconds(10));
        assertThat(cloud.requests("listZones")).isZero();
    }

    // Refusals.

    @Test
    void aWrongSecretIsSaidToBeWrongWithoutShowingIt() {
        try (CloudStackClient wrong = CloudStackClient.builder()
                .endpoint(cloud.endpoint())
                .credentials(cloud.apiKey(), "canary-secret")
                .build()) {
            StepVerifier.create(wrong.list(Command.of("listZones"))).verifyErrorSatisfies(thrown -> {
                assertThat(thrown)
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("Check the API key")
                        .hasMessageContaining("may also mean")
                        .hasMessageNotContaining("canary-secret")
                        .hasMessageNotContaining(cloud.apiKey());
            });
        }
        assertThat(cloud.requests("listZones")).isEqualTo(1);
    }

    @Test
    void aUserIsRefusedWhatHisRoleForbids() {
        try (CloudStackClient user = CloudStackClient.builder()
                .endpoint(cloud.endpoint())
                .credentials(cloud.user().apiKey(), cloud.user().secretKey())
                .build()) {
            StepVerifier.create(user.list(Command.of("listHosts"))).verifyError(NotAllowedException.class);
        }
    }

    @Test
    void aServerThatEnforcesPostAndExpiryIsContent() {
        cloud.close();
        cloud = Simulator.builder()
                .vms(3)
                .jobDuration(Duration.ofMillis(20))
                .enforcePostAndTimestamps(true)
                .start();
        client.close();
        client = admin().build();

        assertThat(client.submit(deploy("web-6")).block().state()).isEqualTo("Running");
        try (CloudStackClient eternal = admin().withoutSignatureExpiry().build()) {
            StepVerifier.create(eternal.list(Command.of("listZones"))).verifyError(AuthenticationException.class);
        }
    }

    @Test
    void aClockThatIsFarOffIsNamed() {
        Clock late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-30));
        try (CloudStackClient skewed = admin().clock(late).build()) {
            StepVerifier.create(skewed.list(Command.of("listZones")))
                    .verifyErrorSatisfies(
                            thrown -> assertThat(thrown).hasMessageMatching("(?s).*clock is 1[78]\\d\\d s behind.*"));
        }
    }

    @Test
    void anIntegrationPortNeedsNoProof() {
        cloud.close();
        cloud = Simulator.builder().vms(3).unauthenticated(true).start();
        try (CloudStackClient open = CloudStackClient.builder()
                .endpoint(cloud.endpoint())
                .unauthenticated()
                .build()) {
            assertThat(open.list(Command.of("listVirtualMachines")).count().block())
                    .isEqualTo(3);
        }
    }

    @Test
    void anEndpointAloneIsNotEnough() {
        ConfigurationSearch nothing =
                ConfigurationSearch.of(Map.of(), Map.of(), Path.of("/nowhere"), Path.of("/nowhere"));
        assertThatThrownBy(() -> CloudStackClient.builder()
                        .configuration(nothing)
                        .endpoint(cloud.endpoint())
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("unauthenticated()");
        assertThatThrownBy(
                        () -> CloudStackClient.builder().configuration(nothing).build())
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void itIsConfiguredByTheEnvironmentToo() {
        ConfigurationSearch environment = ConfigurationSearch.of(
                Map.of(
                        "CLOUDSTACK_ENDPOINT", cloud.endpoint().toString(),
                        "CLOUDSTACK_KEY", cloud.apiKey(),
                        "CLOUDSTACK_SECRET", cloud.secretKey()),
                Map.of(),
                Path.of("/nowhere"),
                Path.of("/nowhere"));
        try (CloudStackClient configured =
                CloudStackClient.builder().configuration(environment).build()) {
            assertThat(configured.list(Command.of("listZones")).count().block()).isPositive();
            assertThat(configured.source()).contains("CLOUDSTACK_*");
            assertThat(configured.toString()).doesNotContain(cloud.apiKey(), cloud.secretKey());
        }
    }

    @Test
    void buildersRefuseNonsense() {
        assertThatThrownBy(() -> CloudStackClient.builder().signatureExpiry(Duration.ofMinutes(15)))
                .hasMessageContaining("less than 15 minutes");
        assertThatThrownBy(() -> CloudStackClient.builder().connections(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CloudStackClient.builder().endpoint("http://a b"))
                .isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> RetryPolicy.DEFAULT.withAttempts(0)).isInstanceOf(IllegalArgumentException.class);
        // Where it is said, and not by the first call.
        assertThatThrownBy(() -> CloudStackClient.builder().listener(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> CloudStackClient.builder().clock(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> CloudStackClient.builder().retry(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void whatIsMoreThanAnybodyNeedsIsTaken() {
        try (CloudStackClient much = CloudStackClient.builder()
                .endpoint(cloud.endpoint())
                .credentials(cloud.apiKey(), cloud.secretKey())
                .connections(Integer.MAX_VALUE)
                .connectTimeout(Duration.ofSeconds(Long.MAX_VALUE))
                .replyTimeout(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE))
                .build()) {
            assertThat(much.list(Command.of("listZones")).count().block()).isPositive();
        }
        try (CloudStackClient patient = CloudStackClient.builder()
                .endpoint(cloud.endpoint())
                .login(Login.of("admin", "admin-password-of-a-simulated-cloud"))
                .replyTimeout(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE))
                .build()) {
            assertThat(patient.list(Command.of("listZones")).count().block()).isPositive();
        }
    }

    /** As whoever wants no limit may say it. */
    @Test
    void timesWithoutAnEndAreVeryLongOnes() {
        Duration forever = ChronoUnit.FOREVER.getDuration();
        cloud.faults().onCommand("listZones").times(1).resetBeforeReply();
        // What finds out how to sign waits for an answer itself.
        try (CloudStackClient patient = admin().findSignatureAlgorithm()
                .connectTimeout(forever)
                .replyTimeout(forever, forever)
                .retry(new RetryPolicy(2, Duration.ofMillis(1), forever, () -> 0.5))
                .build()) {
            assertThat(patient.list(Command.of("listZones")).count().block()).isPositive();
            assertThat(patient.execute(deploy("patient")).block()).isNotNull();
        }
        assertThat(cloud.requests("listZones")).isGreaterThanOrEqualTo(2);
    }

    // Trouble that passes.

    @Test
    void throttlingIsWaitedOut() {
        cloud.faults().onCommand("listZones").times(2).throttled(Duration.ofMillis(120));

        assertThat(client.list(Command.of("listZones")).count().block()).isPositive();
        assertThat(cloud.requests("listZones")).isEqualTo(3);
    }

    @Test
    void aRestartBetweenPagesIsSurvived() {
        StepVerifier.create(
                        client.list(Command.of("listVirtualMachines", Machine.class)
                                        .with("listall", true))
                                .pageSize(500),
                        0)
                .thenRequest(500)
                .expectNextCount(500)
                .then(() -> {
                    cloud.stop();
                    cloud.restart();
                })
                .thenRequest(700)
                .expectNextCount(700)
                .verifyComplete();
    }

    @Test
    void cancellingAReplyHalfWayGivesTheConnectionUp() throws InterruptedException {
        cloud.faults().onCommand("listVirtualMachines").times(1).dribble(64, Duration.ofMillis(20));
        Mono<JsonNode> slow = client.execute(Command.of("listVirtualMachines"));

        StepVerifier.create(slow).thenAwait(Duration.ofMillis(300)).thenCancel().verify();
        for (int i = 0; i < 100 && cloud.connections().open() > 0; i++) {
            Mono.delay(Duration.ofMillis(20)).block();
        }
        assertThat(cloud.connections().open()).isZero();
        assertThat(client.list(Command.of("listZones")).count().block()).isPositive();
    }
}
