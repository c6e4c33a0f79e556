package io.github.cloudstackreactive.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.api.StopVirtualMachine;
import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.JobDeadlineException;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.job.JobOutcome;
import io.github.cloudstackreactive.job.PollSchedule;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.simulator.Simulator;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Many jobs at once against the simulated cloud, over real sockets, with requests counted. */
class BulkFluxTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private Simulator simulator;
    private CloudStackClient cloud;
    private List<String> ids;

    @BeforeEach
    void start() {
        simulator = Simulator.builder()
                .vms(60)
                .jobDuration(Duration.ofMillis(30), Duration.ofMillis(120))
                .failJobs(job -> failing.contains(job.parameters().get("id")), 530, "no luck")
                .start();
        cloud = CloudStackClient.builder()
                .endpoint(simulator.endpoint())
                .credentials(simulator.apiKey(), simulator.secretKey())
                .jobPolling(new PollSchedule(Duration.ofMillis(20), 1, Duration.ofMillis(20), () -> 0.5))
                .build();
        ids = cloud.virtualMachines()
                .listVirtualMachines(list -> list.state("Running"))
                .take(12)
                .map(VirtualMachine::id)
                .collectList()
                .block(PATIENCE);
        assertThat(ids).hasSize(12);
    }

    @AfterEach
    void stop() {
        cloud.close();
        simulator.close();
    }

    private Flux<AsyncCommand<VirtualMachine>> stops() {
        return Flux.fromIterable(ids).map(id -> new StopVirtualMachine().id(id));
    }

    private static String id(JobOutcome<?> outcome) {
        return outcome.command().parameters().get("id");
    }

    @Test
    void aFailureLosesNoneOfTheRest() {
        failing.add(ids.get(3));

        List<JobOutcome<VirtualMachine>> outcomes =
                cloud.submitAll(stops(), 4).collectList().block(PATIENCE);

        assertThat(outcomes).extracting(BulkFluxTest::id).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(outcomes)
                .filteredOn(JobOutcome.Failed.class::isInstance)
                .singleElement()
                .satisfies(outcome -> {
                    JobOutcome.Failed<VirtualMachine> failed = (JobOutcome.Failed<VirtualMachine>) outcome;
                    assertThat(id(failed)).isEqualTo(ids.get(3));
                    assertThat(failed.failure())
                            .isInstanceOf(JobFailedException.class)
                            .hasMessageContaining("no luck");
                });
        assertThat(simulator.requests("stopVirtualMachine")).isEqualTo(12);
    }

    @Test
    void outcomesComeInTheOrderOfTheCommandsIfAsked() {
        failing.add(ids.get(0));

        StepVerifier.create(cloud.submitAll(stops(), 5).ordered().map(BulkFluxTest::id))
                .expectNextSequence(ids)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void eachJobIsWaitedForAsItWasSetUp() {
        simulator.faults().onCommand("queryAsyncJobResult").always().silence();
        simulator.faults().onCommand("listAsyncJobs").always().silence();

        List<JobOutcome<VirtualMachine>> outcomes = cloud.submitAll(stops().take(3), 3)
                .each(job -> job.deadline(Duration.ofSeconds(2)))
                .collectList()
                .block(PATIENCE);

        assertThat(outcomes)
                .hasSize(3)
                .allSatisfy(outcome -> assertThat(((JobOutcome.Failed<VirtualMachine>) outcome).failure())
                        .isInstanceOfSatisfying(
                                JobDeadlineException.class,
                                late -> assertThat(late.jobId()).isNotNull()));
    }

    @Test
    void nothingIsSubmittedBeyondTheConcurrencyWhileNobodyTakesTheOutcomes() {
        AtomicInteger asked = new AtomicInteger();
        StepVerifier.create(cloud.submitAll(stops().doOnNext(command -> asked.incrementAndGet()), 3), 0)
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(500))
                .then(() -> {
                    assertThat(asked).hasValue(3);
                    assertThat(simulator.requests("stopVirtualMachine")).isEqualTo(3);
                })
                .thenRequest(1)
                .expectNextCount(1)
                .expectNoEvent(Duration.ofMillis(500))
                .then(() -> assertThat(simulator.requests("stopVirtualMachine")).isEqualTo(4))
                .thenCancel()
                .verify(PATIENCE);
    }

    @Test
    void noMoreAreUnderWayInOrderEither() {
        AtomicInteger asked = new AtomicInteger();
        StepVerifier.create(
                        cloud.submitAll(stops().doOnNext(command -> asked.incrementAndGet()), 3)
                                .ordered(),
                        0)
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(500))
                .then(() -> assertThat(asked).hasValue(3))
                .thenRequest(1)
                .expectNextCount(1)
                .expectNoEvent(Duration.ofMillis(500))
                .then(() -> assertThat(asked).hasValue(4))
                .thenCancel()
                .verify(PATIENCE);
    }

    @Test
    void aJobWithoutAResultHasAnOutcomeToo() {
        Flux<AsyncCommand<Void>> commands = Flux.fromIterable(ids.subList(0, 2))
                .map(id -> Command.async("stopVirtualMachine", Void.class).with("id", id));

        StepVerifier.create(cloud.submitAll(commands, 2))
                .expectNextCount(2)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void noMoreIsSubmittedAfterAFailureIfAsked() {
        failing.addAll(ids);

        List<JobOutcome<VirtualMachine>> outcomes =
                cloud.submitAll(stops(), 3).stopOnFailure().collectList().block(PATIENCE);

        assertThat(outcomes).hasSizeBetween(1, 5).allMatch(JobOutcome.Failed.class::isInstance);
        assertThat(simulator.requests("stopVirtualMachine")).isEqualTo(outcomes.size());
    }

    @Test
    void anErrorOfTheCommandsComesAfterTheOutcomesOfThoseBefore() {
        Flux<AsyncCommand<VirtualMachine>> broken =
                stops().take(2).concatWith(Flux.error(new IllegalStateException("no more names")));

        StepVerifier.create(cloud.submitAll(broken, 4))
                .expectNextCount(2)
                .expectErrorMessage("no more names")
                .verify(PATIENCE);
    }

    @Test
    void aCommandThatIsNotSentIsAnOutcomeToo() {
        StepVerifier.create(cloud.submitAll(Flux.just(new StopVirtualMachine()), 1))
                .expectNextMatches(outcome -> outcome instanceof JobOutcome.Failed<VirtualMachine> failed
                        && failed.failure().getMessage().contains("requires id"))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(simulator.requests("stopVirtualMachine")).isZero();
    }

    @Test
    void eachSubscriptionSubmitsAnewAndNoneSubmitsNothing() {
        BulkFlux<VirtualMachine> bulk = cloud.submitAll(stops().take(2), 2);
        assertThat(simulator.requests("stopVirtualMachine")).isZero();

        bulk.blockLast(PATIENCE);
        bulk.blockLast(PATIENCE);

        assertThat(simulator.requests("stopVirtualMachine")).isEqualTo(4);
    }

    @Test
    void aConcurrencyOfNothingIsRefused() {
        assertThatThrownBy(() -> cloud.submitAll(stops(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }
}
