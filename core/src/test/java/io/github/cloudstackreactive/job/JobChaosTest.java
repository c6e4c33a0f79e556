package io.github.cloudstackreactive.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.ThrottledException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.error.UnavailableException;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.simulator.Account;
import io.github.cloudstackreactive.simulator.Faults;
import io.github.cloudstackreactive.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Five hundred machines deployed over real sockets while everything goes wrong at once: the server restarts twice, limits the
 * calls of the account, resets connections before and after it has obeyed, is silent, cuts replies and is not ready.
 *
 * <p>What must hold, whatever of it meets whom: each command has one outcome; a success is the machine of its own name,
 * running, and the only one of that name; a failure has left no machine at all. So no job is lost and none is doubled.
 *
 * <p>A failure is allowed only where the server did not carry the command out: it refused it (429 to the last attempt, 503
 * in its own words), or no attempt could reach it. {@link OutcomeUnknownException} is allowed for a request that was handed
 * to a connection and swallowed there: by a reset before execution, a proxy's 503, or a connection that the restart closed
 * before the server had read it. Nobody but the server knows then, so the client must not send again, and after the
 * grace period in vain must own that it does not know. A job that the server has started is found by its id and never unknown.
 */
@Timeout(150)
class JobChaosTest {

    record Machine(String id, String name, String state) {}

    private static final int COUNT = 500;
    private static final int AT_ONCE = 200;
    private static final int CONNECTIONS = 64;
    private static final long SEED = 20_240_917;

    private static final String DEPLOY = "deployVirtualMachine";
    private static final String QUERY = "queryAsyncJobResult";
    private static final String LIST = "listAsyncJobs";

    // Of the deploys, which the server swallows: their outcome is unknown for good.
    private static final int RESETS_BEFORE = 6;
    private static final int PROXY_PAGES = 2;
    // And those that it carries out without saying so: their job must be found.
    private static final int RESETS_AFTER = 15;
    private static final int SILENCES = 3;
    private static final int CUTS = 4;
    private static final int NOT_READY = 3;

    /** A restart may take a fault's place: of each kind some may have met nobody. */
    private static final int FEW = 2;

    private Simulator simulator;
    private CloudStackClient admin;
    private CloudStackClient cloud;

    @BeforeEach
    void start() {
        simulator = Simulator.builder()
                .seed(SEED)
                .vms(0)
                .volumes(0)
                .jobDuration(Duration.ofSeconds(1), Duration.ofSeconds(10))
                .jitter(Duration.ofMillis(20))
                .apiLimit(150, Duration.ofSeconds(1))
                .rememberRequests(20_000)
                .start();
        admin = client(simulator.admin());
        cloud = client(simulator.user());
    }

    @AfterEach
    void stop() {
        cloud.closeLater().block(Duration.ofSeconds(10));
        admin.closeLater().block(Duration.ofSeconds(10));
        simulator.close();
    }

    private CloudStackClient client(Account account) {
        SplittableRandom random = new SplittableRandom(SEED);
        return CloudStackClient.builder()
                .endpoint(simulator.endpoint())
                .credentials(account.apiKey(), account.secretKey())
                .connections(CONNECTIONS)
                .replyTimeout(Duration.ofSeconds(4), Duration.ofSeconds(4))
                .retry(new RetryPolicy(7, Duration.ofMillis(100), Duration.ofSeconds(2), () -> next(random)))
                .jobPolling(PollSchedule.DEFAULT.withCap(Duration.ofSeconds(2)))
                .jobTracking(JobTracking.DEFAULT.perSecond(100))
                .lostReplyGrace(Duration.ofSeconds(5))
                .build();
    }

    private static double next(SplittableRandom random) {
        synchronized (random) {
            return random.nextDouble();
        }
    }

    @Test
    void noJobIsLostAndNoneIsDoubledWhateverTheServerDoes() {
        List<String> begun = Collections.synchronizedList(new ArrayList<>());
        List<JobOutcome<Machine>> outcomes = Collections.synchronizedList(new ArrayList<>());
        Flux<AsyncCommand<Machine>> commands = deploys().doOnNext(command -> begun.add(name(command)));
        spoil();

        CompletableFuture<Void> all =
                cloud.submitAll(commands, COUNT).doOnNext(outcomes::add).then().toFuture();
        restartOnce(() -> begun.size() >= 3 * AT_ONCE / 2, Duration.ofMillis(2_000));
        restartOnce(() -> outcomes.size() >= 150 && begun.size() == COUNT, Duration.ofMillis(2_500));
        assertThat(all).succeedsWithin(Duration.ofSeconds(80));
        simulator.faults().clear();

        assertThat(begun).hasSize(COUNT).doesNotHaveDuplicates();
        assertThat(outcomes)
                .extracting(outcome -> name(outcome.command()))
                .as("each command has exactly one outcome")
                .containsExactlyInAnyOrderElementsOf(begun);
        allHaveTheirOwnMachineOrNone(outcomes);
        failuresAreAllowed(outcomes);
        allOfItHappened();
        nothingIsAskedAnyMore();
    }

    private void allHaveTheirOwnMachineOrNone(List<JobOutcome<Machine>> outcomes) {
        assertThat(simulator.pendingJobs()).isZero();
        Map<String, List<Machine>> made = admin.list(
                        Command.of("listVirtualMachines", Machine.class).with("listall", true))
                .collect(Collectors.groupingBy(Machine::name))
                .block(Duration.ofSeconds(20));
        assertThat(made.values()).as("none is doubled").allMatch(machines -> machines.size() == 1);
        assertThat(outcomes).allSatisfy(outcome -> {
            String name = name(outcome.command());
            if (outcome instanceof JobOutcome.Succeeded<Machine> succeeded) {
                assertThat(succeeded.result()).isNotNull();
                assertThat(succeeded.result().name()).isEqualTo(name);
                assertThat(succeeded.result().state()).isEqualTo("Running");
                assertThat(made.get(name)).containsExactly(succeeded.result());
            } else {
                assertThat(made).as("%s", outcome).doesNotContainKey(name);
            }
        });
        assertThat(made).hasSameSizeAs(succeeded(outcomes)).hasSizeGreaterThan(COUNT / 2);
    }

    private static List<String> succeeded(List<JobOutcome<Machine>> outcomes) {
        return outcomes.stream()
                .filter(JobOutcome.Succeeded.class::isInstance)
                .map(outcome -> name(outcome.command()))
                .toList();
    }

    private static void failuresAreAllowed(List<JobOutcome<Machine>> outcomes) {
        List<Throwable> failures = outcomes.stream()
                .filter(JobOutcome.Failed.class::isInstance)
                .map(outcome -> ((JobOutcome.Failed<Machine>) outcome).failure())
                .toList();
        assertThat(failures)
                .allMatch(failure -> failure instanceof ThrottledException
                        || failure instanceof UnavailableException
                        || failure instanceof OutcomeUnknownException
                        || (failure instanceof TransportException transport && !transport.sent()));
        assertThat(failures)
                .filteredOn(UnavailableException.class::isInstance)
                .hasSizeBetween(NOT_READY - FEW, NOT_READY);
        assertThat(failures)
                .filteredOn(OutcomeUnknownException.class::isInstance)
                .as("those that were swallowed, and what was on its way over a connection that a restart closed")
                .hasSizeBetween(RESETS_BEFORE + PROXY_PAGES - FEW, RESETS_BEFORE + PROXY_PAGES + 2 * CONNECTIONS)
                .allSatisfy(unknown ->
                        assertThat(((OutcomeUnknownException) unknown).jobId()).isNotNull());
    }

    /** It is no use if the chaos met nobody. */
    private void allOfItHappened() {
        int unanswered = RESETS_BEFORE + RESETS_AFTER + SILENCES;
        assertThat(answered(DEPLOY, 0)).isBetween((long) unanswered - FEW, (long) unanswered);
        for (String command : List.of(DEPLOY, QUERY)) {
            assertThat(answered(command, 429)).as("429 to " + command).isGreaterThan(30);
            assertThat(answered(command, 503)).as("503 to " + command).isPositive();
        }
        assertThat(answered(QUERY, 0)).isGreaterThan(10);
        // A list is asked for four or five times; of its faults the restarts may take the place of all.
        assertThat(answered(LIST, 200)).isPositive();
    }

    private long answered(String command, int status) {
        return simulator.lastRequests().stream()
                .filter(request -> command.equals(request.command()) && request.status() == status)
                .count();
    }

    private void nothingIsAskedAnyMore() {
        simulator.resetRequests();
        Mono.delay(Duration.ofMillis(1_200)).block();
        assertThat(simulator.requests()).isZero();
    }

    // What happens.

    /** Many at first, and then one after the other, so that the first restart meets some that are being submitted. */
    private Flux<AsyncCommand<Machine>> deploys() {
        UntypedCommand<Machine> deploy = Command.async(DEPLOY, Machine.class)
                .with("zoneid", first("listZones", ""))
                .with("serviceofferingid", first("listServiceOfferings", ""))
                .with("templateid", first("listTemplates", "all"));
        Function<Integer, AsyncCommand<Machine>> named = i -> deploy.with("name", "chaos-" + i);
        return Flux.concat(
                Flux.range(0, AT_ONCE).map(named),
                Flux.range(AT_ONCE, COUNT - AT_ONCE)
                        .delayElements(Duration.ofMillis(8))
                        .map(named));
    }

    private String first(String list, String filter) {
        UntypedCommand<tools.jackson.databind.JsonNode> command = Command.of(list);
        return admin.list(filter.isEmpty() ? command : command.with("templatefilter", filter))
                .blockFirst(Duration.ofSeconds(10))
                .path("id")
                .asString();
    }

    private static String name(AsyncCommand<?> command) {
        return command.parameters().get("name");
    }

    private void restartOnce(BooleanSupplier when, Duration down) {
        long latest = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!when.getAsBoolean() && System.nanoTime() < latest) {
            Mono.delay(Duration.ofMillis(10)).block();
        }
        assertThat(when.getAsBoolean()).isTrue();
        simulator.stop();
        Mono.delay(down).block();
        simulator.restart();
    }

    /** Which request meets which fault follows from the seed; which job it is about does not. */
    private void spoil() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Runnable> deploys = new ArrayList<>();
        repeat(deploys, RESETS_AFTER, () -> soon(DEPLOY, random).executeThenReset());
        repeat(deploys, RESETS_BEFORE, () -> soon(DEPLOY, random).resetBeforeReply());
        repeat(deploys, SILENCES, () -> soon(DEPLOY, random).executeThenSilence());
        repeat(deploys, CUTS / 2, () -> soon(DEPLOY, random).truncateReplyAt(20));
        repeat(deploys, CUTS / 2, () -> soon(DEPLOY, random).closeAfterReply());
        repeat(deploys, PROXY_PAGES, () -> soon(DEPLOY, random).html(503));
        repeat(deploys, NOT_READY, () -> soon(DEPLOY, random).status(503));
        repeat(deploys, 2, () -> soon(DEPLOY, random).times(20).throttled(Duration.ofMillis(300)));
        shuffled(deploys, random).forEach(Runnable::run);

        List<Runnable> looks = new ArrayList<>();
        repeat(looks, 8, () -> soon(QUERY, random).executeThenReset());
        repeat(looks, 8, () -> soon(QUERY, random).resetBeforeReply());
        repeat(looks, 2, () -> soon(QUERY, random).silence());
        repeat(looks, 4, () -> soon(QUERY, random).truncateReplyAt(60));
        repeat(looks, 4, () -> soon(QUERY, random).status(503));
        repeat(looks, 4, () -> soon(QUERY, random).html(503));
        repeat(looks, 4, () -> soon(QUERY, random).status(530));
        repeat(looks, 2, () -> soon(QUERY, random).emptyReply());
        repeat(looks, 3, () -> soon(QUERY, random).times(15).throttled(Duration.ofMillis(400)));
        shuffled(looks, random).forEach(Runnable::run);

        Faults faults = simulator.faults();
        // Each failure keeps the list from being asked for a while: the restarts are some as well.
        faults.onCommand(LIST).after(1).executeThenReset();
        faults.onCommand(LIST).after(2).status(503);
        faults.onCommand(LIST).after(4).truncateReplyAt(200);
    }

    private Faults.Rule soon(String command, SplittableRandom random) {
        return simulator.faults().onCommand(command).after(random.nextInt(180));
    }

    private static void repeat(List<Runnable> faults, int times, Runnable fault) {
        faults.addAll(Collections.nCopies(times, fault));
    }

    private static List<Runnable> shuffled(List<Runnable> faults, SplittableRandom random) {
        for (int i = faults.size() - 1; i > 0; i--) {
            Collections.swap(faults, i, random.nextInt(i + 1));
        }
        return faults;
    }
}
