package io.github.cloudstackreactive.job;

import static io.github.cloudstackreactive.support.ScriptedTransport.error;
import static io.github.cloudstackreactive.support.ScriptedTransport.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.command.Pace;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.JobDeadlineException;
import io.github.cloudstackreactive.error.JobVanishedException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.job.JobCloud.Machine;
import io.github.cloudstackreactive.reply.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Many jobs looked at together: which requests that takes, and that no job is lost, whatever the server does. */
@Timeout(30)
class TrackerTest {

    private static final JobTracking DEFAULT = JobTracking.DEFAULT;
    private static final JobTracking ONE_BY_ONE = DEFAULT.listAbove(Integer.MAX_VALUE);
    private static final JobTracking LISTING = DEFAULT.listAbove(0);

    private final JobCloud cloud = new JobCloud();

    private static Flux<Machine> deployAll(Jobs jobs, int from, int count) {
        return Flux.range(from, count)
                .flatMap(i -> jobs.submit(JobCloud.DEPLOY.with("name", "m" + i)), Math.max(1, count));
    }

    /** Deploys so many, all at once, and waits for each. */
    private List<Machine> deploy(Jobs jobs, int count, Duration patience) {
        List<Machine> machines = new ArrayList<>();
        StepVerifier.withVirtualTime(() -> deployAll(jobs, 0, count).doOnNext(machines::add))
                .thenAwait(patience)
                .expectNextCount(count)
                .verifyComplete();
        Set<String> ids = new HashSet<>();
        machines.forEach(machine -> ids.add(machine.id()));
        assertThat(ids).hasSize(count);
        assertThat(cloud.jobs).hasSize(count);
        return machines;
    }

    private static long spread(String name) {
        return 5_000 + new SplittableRandom(name.hashCode()).nextLong(55_000);
    }

    // How many requests it takes.

    @Test
    void aFewJobsAreLookedAtOneByOne() {
        deploy(cloud.client(DEFAULT), 3, Duration.ofMinutes(1));

        assertThat(cloud.lists()).isZero();
        assertThat(cloud.looks()).as("at 0.5, 1.25, 2.4, 4.1, 6.6 and 10.4 s").isEqualTo(3 * 6);
    }

    @Test
    void aThousandJobsCostOneLookEachAndAListNowAndThen() {
        cloud.duration = TrackerTest::spread;
        SplittableRandom random = new SplittableRandom(1);
        PollSchedule jittered =
                new PollSchedule(Duration.ofMillis(500), 1.5, Duration.ofSeconds(30), random::nextDouble);
        deploy(
                cloud.client(new JobSettings(
                        jittered, Duration.ofHours(1), Duration.ofSeconds(30), true, JobTracking.DEFAULT)),
                1_000,
                Duration.ofMinutes(2));

        assertThat(cloud.jobs.values()).allMatch(job -> job.looksPastTheEnd == 1);
        assertThat(cloud.looks())
                .as("some at jobs that moved to the page before")
                .isBetween(1_000L, 1_010L);
        assertThat(cloud.lists()).as("two pages a second at first, then one").isBetween(40L, 120L);
        long everyTwoSeconds = cloud.jobs.values().stream()
                .mapToLong(job -> (job.ends - job.began + 1_999) / 2_000)
                .sum();
        assertThat(cloud.looks() + cloud.lists()).isLessThan(everyTwoSeconds / 12);
    }

    @Test
    void noSecondHasMoreRequestsThanAllowed() {
        cloud.duration = TrackerTest::spread;
        deploy(cloud.client(DEFAULT.perSecond(10)), 500, Duration.ofMinutes(5));

        assertThat(cloud.mostInASecond()).isEqualTo(10);
    }

    @Test
    void eachModeCanBeForced() {
        deploy(cloud.client(LISTING), 1, Duration.ofMinutes(1));
        assertThat(cloud.looks()).as("only the one that brings the result").isEqualTo(1);
        assertThat(cloud.lists()).isGreaterThan(3);

        JobCloud other = new JobCloud();
        StepVerifier.withVirtualTime(() -> deployAll(other.client(ONE_BY_ONE), 0, 50))
                .thenAwait(Duration.ofMinutes(2))
                .expectNextCount(50)
                .verifyComplete();
        assertThat(other.lists()).isZero();
    }

    @Test
    void anOldJobIsLookedAtRarelyAndAYoungOneSoonAllTheSame() {
        cloud.duration = name -> name.equals("m1") ? 600_000L : 1_000L;
        Jobs jobs = cloud.client(DEFAULT);
        StepVerifier.withVirtualTime(() -> Flux.merge(
                        deployAll(jobs, 1, 1),
                        Mono.delay(Duration.ofSeconds(300)).thenMany(deployAll(jobs, 2, 1))))
                .thenAwait(Duration.ofSeconds(302))
                .expectNext(new Machine("vm-m2", "Running"))
                .thenAwait(Duration.ofSeconds(400))
                .expectNext(new Machine("vm-m1", "Running"))
                .verifyComplete();

        assertThat(cloud.byName.get("m2").looks).as("at 0.5 and 1.25 s").isEqualTo(2);
        assertThat(cloud.byName.get("m1").looks).as("every 30 s in the end").isBetween(20, 35);
    }

    @Test
    void theFirstLookComesAsSoonAsTheCommandsPaceSays() {
        cloud.duration = name -> 0L;
        Jobs jobs = cloud.client(JobSettings.DEFAULT);
        for (Pace pace : Pace.values()) {
            StepVerifier.withVirtualTime(
                            () -> jobs.submit(JobCloud.DEPLOY.pace(pace).with("name", pace.name())))
                    .expectSubscription()
                    .expectNoEvent(Duration.ofMillis(pace == Pace.FAST ? 100 : pace == Pace.USUAL ? 390 : 790))
                    .thenAwait(Duration.ofMillis(pace == Pace.FAST ? 90 : pace == Pace.USUAL ? 220 : 420))
                    .expectNextCount(1)
                    .verifyComplete();
        }
    }

    // What the list does not tell.

    @Test
    void aJobThatIsNotListedYetIsLookedAtAndKept() {
        cloud.listLag = 3_000;
        deploy(cloud.client(LISTING), 5, Duration.ofMinutes(1));

        assertThat(cloud.jobs.values()).allMatch(job -> job.looksPastTheEnd == 1);
    }

    @Test
    void aJobThatIsNeverListedIsLookedAtByItselfAsRarelyAsItsAgeAllows() {
        cloud.duration = name -> 120_000L;
        Jobs jobs = cloud.client(DEFAULT);
        cloud.allListable = false;
        StepVerifier.withVirtualTime(() -> {
                    cloud.add("of-another-account", "x", 0).listable = false;
                    return Flux.merge(
                            deployAll(jobs, 0, 50),
                            jobs.attach("of-another-account", Machine.class).result());
                })
                .thenAwait(Duration.ofMinutes(4))
                .expectNextCount(51)
                .verifyComplete();

        assertThat(cloud.byName.get("x").looks).isLessThan(20);
        assertThat(cloud.lists()).isGreaterThan(10);
    }

    @Test
    void aListFullOfOtherPeoplesJobsIsLeftAlone() {
        cloud.others = 20_000;
        cloud.duration = name -> 30_000L;
        deploy(cloud.client(DEFAULT), 20, Duration.ofMinutes(2));

        assertThat(cloud.lists()).as("one page tells that it has forty").isEqualTo(1);
    }

    @Test
    void aListThatCostMuchIsTriedAgainAfterAMinute() {
        cloud.others = 20_000;
        cloud.duration = name -> 150_000L;
        deploy(cloud.client(DEFAULT), 20, Duration.ofMinutes(5));

        assertThat(cloud.lists()).isBetween(2L, 3L);
    }

    @Test
    void theListIsReadNoFurtherThanTheLastOfOurJobs() {
        cloud.duration = name -> 20_000L;
        Jobs jobs = cloud.client(LISTING);
        StepVerifier.withVirtualTime(() -> {
                    Flux<Machine> ours = deployAll(jobs, 0, 1);
                    return ours.doOnSubscribe(s -> Mono.delay(Duration.ofMillis(1))
                            .subscribe(t -> IntStream.range(0, 2_000).forEach(i -> {
                                JobCloud.Job later = cloud.add("later" + i, "later" + i, 0);
                                assertThat(later.listable).isTrue();
                            })));
                })
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(cloud.wire.asked().stream().filter(each -> each.get("page").equals("2")))
                .isEmpty();
    }

    @Test
    void aListThatIsRefusedIsNeverAskedForAgain() {
        for (int status : new int[] {401, 432, 431}) {
            JobCloud server = new JobCloud();
            server.duration = name -> 90_000L;
            server.instead = asked -> asked.command().equals(JobCloud.LIST) ? error(status, "no") : null;
            StepVerifier.withVirtualTime(() -> deployAll(server.client(DEFAULT), 0, 50))
                    .thenAwait(Duration.ofMinutes(5))
                    .expectNextCount(50)
                    .verifyComplete();
            assertThat(server.lists()).as("after " + status).isEqualTo(1);
        }
    }

    @Test
    void whileTheListFailsJobsAreLookedAtOneByOne() {
        cloud.instead = asked -> asked.command().equals(JobCloud.LIST) ? ok("<html>") : null;
        deploy(cloud.client(DEFAULT), 50, Duration.ofMinutes(5));

        assertThat(cloud.lists()).as("tried again, ever more rarely").isBetween(2L, 5L);
    }

    @Test
    void jobsThatMoveBetweenThePagesAreNotTakenToHaveEnded() {
        cloud.latency = 400;
        cloud.duration = TrackerTest::spread;
        deploy(cloud.client(DEFAULT.perSecond(100)), 1_200, Duration.ofMinutes(3));

        assertThat(cloud.jobs.values()).allMatch(job -> job.looksPastTheEnd == 1);
        assertThat(cloud.looks()).as("a few that slipped to the page before").isLessThan(1_500);
    }

    // What fails.

    @Test
    void aPurgedJobIsToldAndTheOthersGoOn() {
        cloud.duration = name -> name.equals("m7") ? 5_000L : 20_000L;
        cloud.instead = asked ->
                asked.command().equals(JobCloud.QUERY) && asked.get("jobid").equals(cloud.byName.get("m7").id)
                        ? error(431, JobScenario.UNKNOWN_JOB)
                        : null;
        Jobs jobs = cloud.client(DEFAULT);
        StepVerifier.withVirtualTime(() -> Flux.range(0, 20)
                        .flatMap(
                                i -> jobs.submit(JobCloud.DEPLOY.with("name", "m" + i))
                                        .<Object>map(machine -> machine)
                                        .onErrorResume(Mono::just),
                                20)
                        .filter(Throwable.class::isInstance))
                .thenAwait(Duration.ofMinutes(1))
                .assertNext(thrown -> {
                    assertThat(thrown).isInstanceOf(JobVanishedException.class);
                    assertThat(((CloudStackException) thrown).resourceId()).isEqualTo("vm-m7");
                })
                .verifyComplete();
    }

    @Test
    void aRestartOfTheServerIsSatOutGently() {
        cloud.duration = TrackerTest::spread;
        cloud.instead = asked -> asked.millis() >= 10_000 && asked.millis() < 40_000
                ? Mono.<Reply>error(new IOException("refused"))
                : null;
        deploy(cloud.client(DEFAULT), 300, Duration.ofMinutes(3));

        long duringTheRestart = cloud.wire.asked().stream()
                .filter(each -> each.millis() >= 10_000 && each.millis() < 40_000)
                .count();
        assertThat(duringTheRestart).as("rests of up to five seconds").isBetween(6L, 200L);
        assertThat(cloud.jobs.values()).allMatch(job -> job.looksPastTheEnd == 1);
    }

    @Test
    void aRestIsAsLongAsTheServerAsksFor() {
        cloud.instead = asked -> asked.millis() >= 2_000 && asked.millis() < 10_000
                ? error(429, "The given user has reached his/her account api limit, please retry after [8000] ms.")
                : null;
        deploy(cloud.client(DEFAULT), 3, Duration.ofMinutes(1));

        assertThat(cloud.wire.asked().stream().filter(each -> each.millis() >= 2_000 && each.millis() < 10_000))
                .as("those that were sent before the first was refused")
                .hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void aFailureThatConcernsAllFailsAllAtOnceWithOneCause() {
        cloud.duration = name -> 100_000L;
        cloud.latency = 50;
        cloud.instead = asked -> asked.millis() >= 20_000 && asked.command().equals(JobCloud.QUERY)
                ? error(401, "unable to verify user credentials")
                : null;
        Jobs jobs = cloud.client(ONE_BY_ONE);
        List<Throwable> failures = new ArrayList<>();
        StepVerifier.withVirtualTime(() -> Flux.range(0, 100)
                        .flatMap(
                                i -> jobs.submit(JobCloud.DEPLOY.with("name", "m" + i))
                                        .onErrorResume(thrown -> {
                                            failures.add(thrown);
                                            return Mono.empty();
                                        }),
                                100))
                .thenAwait(Duration.ofSeconds(50))
                .verifyComplete();

        assertThat(failures)
                .hasSize(100)
                .allSatisfy(thrown -> assertThat(thrown)
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("[job ")
                        .hasCause(failures.get(0).getCause()));
        assertThat(failures.stream().map(each -> ((CloudStackException) each).resourceId()))
                .doesNotHaveDuplicates();
        assertThat(failures.get(0).getCause()).hasMessageNotContaining("[job ");
        assertThat(cloud.wire.asked().stream()
                        .filter(each -> each.millis() >= 20_000)
                        .count())
                .as("what was under way")
                .isLessThanOrEqualTo(16);
    }

    @Test
    void aTimerThatIsClosedFailsWhoWaitsRatherThanLettingHimWaitForEver() {
        Scheduler closed = Schedulers.newSingle("closed");
        Jobs jobs = cloud.client(DEFAULT.scheduler(closed));
        cloud.add("job", "m", Long.MAX_VALUE / 2);
        AsyncJob<Machine> job = jobs.attach("job", Machine.class);
        closed.dispose();

        StepVerifier.create(job.result())
                .expectErrorMatches(thrown -> thrown instanceof TransportException
                        || thrown instanceof java.util.concurrent.RejectedExecutionException)
                .verify(Duration.ofSeconds(5));
    }

    // Who waits.

    @Test
    void whoLeavesStopsNobodyElse() {
        StepVerifier.withVirtualTime(() -> cloud.client(DEFAULT)
                        .submit(JobCloud.DEPLOY.with("name", "m"))
                        .submit()
                        .flatMapMany(job -> Flux.merge(
                                job.result().timeout(Duration.ofSeconds(3)).onErrorComplete(), job.result())))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void nothingIsAskedOnceNobodyWaits() {
        for (JobTracking tracking : List.of(DEFAULT, LISTING)) {
            JobCloud server = new JobCloud();
            server.latency = 300;
            VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
            try {
                Jobs jobs = server.client(tracking);
                List<Disposable> waiting = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    waiting.add(
                            jobs.submit(JobCloud.DEPLOY.with("name", "m" + i)).subscribe());
                }
                time.advanceTimeBy(Duration.ofMillis(900));
                assertThat(server.looks() + server.lists()).isPositive();
                waiting.forEach(Disposable::dispose);
                long before = server.looks() + server.lists();
                time.advanceTimeBy(Duration.ofMinutes(5));

                assertThat(server.looks() + server.lists()).isEqualTo(before);
            } finally {
                VirtualTimeScheduler.reset();
            }
        }
    }

    @Test
    void theSameJobAttachedToTwiceIsLookedAtOnce() {
        Jobs jobs = cloud.client(DEFAULT);
        StepVerifier.withVirtualTime(() -> {
                    cloud.add("job", "m", 0);
                    return Flux.range(0, 10)
                            .flatMap(i -> jobs.attach("job", Machine.class).result(), 10);
                })
                .thenAwait(Duration.ofMinutes(1))
                .expectNextCount(10)
                .verifyComplete();

        assertThat(cloud.looks()).isEqualTo(6);
    }

    @Test
    void everyListIsProgressForWhoFollowsIt() {
        Jobs jobs = cloud.client(LISTING);
        StepVerifier.withVirtualTime(() ->
                        jobs.submit(JobCloud.DEPLOY.with("name", "m")).submit().flatMapMany(AsyncJob::updates))
                .thenAwait(Duration.ofMinutes(1))
                .expectNextMatches(JobUpdate.Submitted.class::isInstance)
                .expectNextMatches(update -> update instanceof JobUpdate.Progress progress
                        && progress.waited().equals(Duration.ofMillis(500))
                        && "vm-m".equals(progress.resourceId()))
                .thenConsumeWhile(JobUpdate.Progress.class::isInstance)
                .expectNextMatches(update -> update instanceof JobUpdate.Finished end && end.succeeded())
                .verifyComplete();
    }

    @Test
    void eachDeadlineIsItsOwn() {
        Jobs jobs = cloud.client(LISTING);
        StepVerifier.withVirtualTime(() -> Flux.merge(
                        jobs.submit(JobCloud.DEPLOY.with("name", "m1"))
                                .deadline(Duration.ofSeconds(4))
                                .<Object>map(machine -> machine)
                                .onErrorResume(JobDeadlineException.class, Mono::just),
                        jobs.submit(JobCloud.DEPLOY.with("name", "m2"))))
                .thenAwait(Duration.ofSeconds(4))
                .expectNextMatches(
                        late -> late instanceof JobDeadlineException deadline && "vm-m1".equals(deadline.resourceId()))
                .thenAwait(Duration.ofSeconds(30))
                .expectNextMatches(Machine.class::isInstance)
                .verifyComplete();
    }

    @Test
    void waitingIsTimedByTheGivenScheduler() {
        VirtualTimeScheduler own = VirtualTimeScheduler.create();
        cloud.duration = name -> -1L;
        Jobs jobs = cloud.client(DEFAULT.scheduler(own));
        AsyncJob<Machine> job =
                jobs.submit(JobCloud.DEPLOY.with("name", "m")).submit().block(Duration.ofSeconds(10));
        CompletableFuture<Machine> machine = job.result().toFuture();

        assertThat(cloud.looks()).isZero();
        own.advanceTimeBy(Duration.ofMillis(499));
        assertThat(cloud.looks()).isZero();
        own.advanceTimeBy(Duration.ofMillis(1));
        assertThat(machine).succeedsWithin(Duration.ofSeconds(10));
        own.dispose();
    }

    @Test
    void aLookAtOneJobCarriesTheContextOfItsSubscriber() {
        List<String> seen = new ArrayList<>();
        cloud.instead = asked -> Mono.deferContextual(context -> {
            seen.add(asked.command() + " " + context.getOrDefault("trace", "-"));
            return ok("{\"r\":{\"jobid\":\"job\",\"jobstatus\":1,\"jobresult\":{\"virtualmachine\":{}}}}");
        });
        StepVerifier.withVirtualTime(() -> cloud.client(DEFAULT)
                        .attach("job", Machine.class)
                        .result()
                        .contextWrite(context -> context.put("trace", "t1")))
                .thenAwait(Duration.ofSeconds(1))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(seen).containsExactly("queryAsyncJobResult t1");
    }

    // What is pending.

    @Test
    void pendingJobsAreListedAndCanBeAttachedTo() {
        Jobs jobs = cloud.client(DEFAULT);
        StepVerifier.withVirtualTime(() -> {
                    IntStream.range(0, 700).forEach(i -> cloud.add("job" + i, "m" + i, 0));
                    return jobs.pending()
                            .flatMap(
                                    pending -> jobs.attach(pending.jobId(), Machine.class)
                                            .result(),
                                    700);
                })
                .thenAwait(Duration.ofMinutes(2))
                .expectNextCount(700)
                .verifyComplete();

        StepVerifier.withVirtualTime(() -> {
                    cloud.add("last", "m", 0);
                    return jobs.pending();
                })
                .expectNextMatches(pending -> pending.jobId().equals("last")
                        && "vm-m".equals(pending.resourceId())
                        && pending.created() != null
                        && pending.created().getYear() == 2099)
                .verifyComplete();
    }

    // What is heard from elsewhere.

    @Test
    void aWakeUpIsFollowedByLooksUntilTheEndIsSeen() {
        cloud.duration = name -> 20_000L;
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        try {
            Jobs jobs = cloud.client(DEFAULT);
            List<Long> seen = new ArrayList<>();
            Set<Integer> looks = new HashSet<>();
            for (int i = 0; i < 40; i++) {
                long began = now();
                jobs.submit(JobCloud.DEPLOY.with("name", "m" + i)).subscribe(machine -> seen.add(now() - began));
                time.advanceTimeBy(Duration.ofMillis(19_900));
                int before = cloud.byName.get("m" + i).looks;
                jobs.wake("vm-nobody");
                jobs.wake("vm-m" + i);
                time.advanceTimeBy(Duration.ofMillis(600));
                looks.add(i < 20 ? 0 : cloud.byName.get("m" + i).looks - before);
            }
            assertThat(seen).hasSize(40);
            assertThat(seen.get(0))
                    .as("at first, not knowing how early the news is")
                    .isBetween(20_000L, 20_100L);
            assertThat(seen.subList(20, 40)).as("knowing it").allMatch(millis -> millis <= 20_030);
            assertThat(looks).as("and with a few looks").allMatch(count -> count <= 3);
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    @Test
    void aFalseAlarmEndsInTheUsualSchedule() {
        cloud.duration = name -> 100_000L;
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        try {
            Jobs jobs = cloud.client(DEFAULT);
            jobs.submit(JobCloud.DEPLOY.with("name", "m")).subscribe();
            time.advanceTimeBy(Duration.ofSeconds(30));
            int before = cloud.byName.get("m").looks;
            jobs.wake("vm-m");
            time.advanceTimeBy(Duration.ofSeconds(5));
            assertThat(cloud.byName.get("m").looks - before).isBetween(5, 12);
            time.advanceTimeBy(Duration.ofSeconds(60));
            assertThat(cloud.byName.get("m").looks - before).isBetween(6, 18);
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    @Test
    void jobsWithoutAResourceAreWokenTogether() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        try {
            List<Machine> seen = new ArrayList<>();
            cloud.instead = asked -> asked.command().equals(JobCloud.QUERY)
                    ? ok("{\"r\":{\"jobid\":\"j\",\"jobstatus\":" + (now() < 3_000 ? 0 : 1)
                            + ",\"jobresult\":{\"virtualmachine\":{\"id\":\"x\"}}}}")
                    : null;
            Jobs jobs = cloud.client(DEFAULT);
            jobs.attach("j", Machine.class).result().subscribe(seen::add);
            time.advanceTimeBy(Duration.ofMillis(3_000));
            jobs.wake("another");
            assertThat(seen).isEmpty();
            jobs.wakeUnnamed();
            time.advanceTimeBy(Duration.ofMillis(1));
            assertThat(seen).hasSize(1);
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    private static long now() {
        return Schedulers.parallel().now(TimeUnit.MILLISECONDS);
    }
}
