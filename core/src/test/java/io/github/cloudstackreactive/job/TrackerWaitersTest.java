package io.github.cloudstackreactive.job;

import static io.github.cloudstackreactive.support.ScriptedTransport.error;
import static io.github.cloudstackreactive.support.ScriptedTransport.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.JobDeadlineException;
import io.github.cloudstackreactive.error.ServerFaultException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.job.JobCloud.Machine;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Those who wait for jobs: what their coming and going does to what is under way, and who may not wait. */
@Timeout(30)
class TrackerWaitersTest {

    private static final JobTracking DEFAULT = JobTracking.DEFAULT;
    private static final JobTracking ONE_BY_ONE =
            DEFAULT.listAbove(Integer.MAX_VALUE).perSecond(1_000);
    private static final JobTracking LISTING = DEFAULT.listAbove(0);
    private static final int LOOKS_AT_ONCE = 16;

    private final JobCloud cloud = new JobCloud();
    private final List<Machine> ended = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private int cancelled;
    private VirtualTimeScheduler time;

    @BeforeEach
    void stopTheClock() {
        time = VirtualTimeScheduler.getOrSet();
    }

    @AfterEach
    void startTheClock() {
        VirtualTimeScheduler.reset();
    }

    private static long now() {
        return Schedulers.parallel().now(TimeUnit.MILLISECONDS);
    }

    private void pass(long millis) {
        time.advanceTimeBy(Duration.ofMillis(millis));
    }

    private Disposable await(AsyncJob<Machine> job) {
        return job.result().subscribe(ended::add, failures::add);
    }

    private Disposable await(Jobs jobs, String id) {
        return await(jobs.attach(id, Machine.class));
    }

    private List<Disposable> awaitAll(Jobs jobs, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    cloud.add("job" + i, "m" + i, now());
                    return await(jobs, "job" + i);
                })
                .toList();
    }

    private Mono<Reply> silence() {
        return Mono.<Reply>never().doOnCancel(() -> cancelled++);
    }

    private void silent(String command) {
        cloud.instead = asked -> asked.command().equals(command) ? silence() : null;
    }

    // Who leaves.

    @Test
    void whoLeavesMakesRoomForTheNextLook() {
        silent(JobCloud.QUERY);
        List<Disposable> waiting = awaitAll(cloud.client(ONE_BY_ONE), 2 * LOOKS_AT_ONCE + 1);
        pass(600);
        assertThat(cloud.looks()).isEqualTo(LOOKS_AT_ONCE);

        waiting.get(0).dispose();
        assertThat(cloud.looks()).isEqualTo(LOOKS_AT_ONCE + 1);
        waiting.subList(1, LOOKS_AT_ONCE + 1).forEach(Disposable::dispose);
        assertThat(cloud.looks()).isEqualTo(2 * LOOKS_AT_ONCE + 1);
    }

    @Test
    void aLookIsCancelledWhenTheLastWhoWaitsForItLeaves() {
        silent(JobCloud.QUERY);
        Jobs jobs = cloud.client(DEFAULT);
        Disposable another = await(jobs, "another");
        Disposable first = await(jobs, "job");
        Disposable last = await(jobs, "job");
        pass(600);

        first.dispose();
        assertThat(cancelled).isZero();
        last.dispose();
        assertThat(cancelled).isEqualTo(1);
        another.dispose();
    }

    @Test
    void aListIsCancelledWhenNobodyWaitsAndTakesNoRoomAfterwards() {
        Jobs jobs = cloud.client(LISTING);
        silent(JobCloud.LIST);
        for (int i = 1; i <= 2 * LOOKS_AT_ONCE; i++) {
            Disposable waiting = await(jobs, "job");
            pass(1_000);
            assertThat(cloud.lists()).isEqualTo(i);
            waiting.dispose();
            assertThat(cancelled).isEqualTo(i);
        }
        cloud.instead = null;
        awaitAll(jobs, 2);
        pass(30_000);

        assertThat(ended).hasSize(2);
    }

    @Test
    void noTimerIsLeftBehindByWhoLeaves() {
        List<Disposable> timers = new ArrayList<>();
        Scheduler own = new Noting(timers);
        Disposable waiting = await(cloud.client(DEFAULT.scheduler(own)), "job");
        assertThat(timers).anyMatch(timer -> !timer.isDisposed());

        waiting.dispose();
        assertThat(timers).allMatch(Disposable::isDisposed);
    }

    @Test
    void whoLeavesWhenHisJobIsMissingFromTheListIsLookedAtNoMore() {
        cloud.duration = name -> 1_000L;
        Jobs jobs = cloud.client(LISTING.perSecond(2));
        List<Disposable> waiting = awaitAll(jobs, 10);
        while (ended.isEmpty()) {
            pass(100);
        }
        assertThat(ended).hasSizeLessThan(5);
        for (int i = 5; i < 10; i++) {
            waiting.get(i).dispose();
        }
        pass(20_000);
        assertThat(ended).hasSize(5);
        assertThat(IntStream.range(5, 10).map(i -> cloud.byName.get("m" + i).looks))
                .containsOnly(0);

        await(jobs, "job7");
        pass(20_000);
        assertThat(ended).hasSize(6);
        assertThat(failures).isEmpty();
    }

    // Who comes while another's job ends.

    @Test
    void whoComesWhenAnotherHearsOfTheEndWaitsForALookOfHisOwn() {
        Jobs jobs = cloud.client(DEFAULT);
        cloud.add("job", "m", 0);
        jobs.attach("job", Machine.class)
                .result()
                .flatMap(first -> jobs.attach("job", Machine.class).result())
                .subscribe(ended::add);
        pass(60_000);

        assertThat(ended).hasSize(1);
        assertThat(cloud.byName.get("m").looksPastTheEnd).isEqualTo(2);
    }

    @Test
    void whoComesWhenAnotherHearsOfAFailureIsNotForgottenWithHim() {
        Jobs jobs = cloud.client(DEFAULT);
        cloud.add("job", "m", 0);
        cloud.instead = asked -> asked.millis() < 1_000 ? error(432, "not yours") : null;
        jobs.attach("job", Machine.class)
                .result()
                .onErrorResume(refused -> jobs.attach("job", Machine.class).result())
                .subscribe(ended::add);
        pass(60_000);

        assertThat(ended).hasSize(1);
    }

    // Who cannot wait.

    @Test
    void whoComesTooLateIsToldAtOnceHoweverManyJobsThereAre() {
        cloud.duration = name -> 1_000_000L;
        Jobs jobs = cloud.client(DEFAULT);
        List<AsyncJob<Machine>> late = new ArrayList<>();
        jobs.submit(JobCloud.DEPLOY.with("name", "late"))
                .deadline(Duration.ofSeconds(5))
                .submit()
                .subscribe(late::add);
        await(jobs, cloud.byName.get("late").id);
        awaitAll(jobs, 100);
        pass(200_000);
        JobCloud.Job job = cloud.byName.get("late");
        int before = job.looks;

        await(late.get(0));
        assertThat(job.looks).isEqualTo(before + 1);
        assertThat(failures).singleElement().isInstanceOf(JobDeadlineException.class);

        pass(200_000);
        assertThat(job.looks).as("by the list again, not by itself").isLessThanOrEqualTo(before + 3);
    }

    @Test
    void whoComesTooLateIsToldAtOnceAlsoWhereTheLookFails() {
        cloud.duration = name -> 1_000_000L;
        Jobs jobs = cloud.client(DEFAULT);
        List<AsyncJob<Machine>> late = new ArrayList<>();
        jobs.submit(JobCloud.DEPLOY.with("name", "late"))
                .deadline(Duration.ofSeconds(5))
                .submit()
                .subscribe(late::add);
        await(jobs, cloud.byName.get("late").id);
        awaitAll(jobs, 100);
        pass(200_000);
        JobCloud.Job job = cloud.byName.get("late");
        cloud.instead = asked -> asked.command().equals(JobCloud.QUERY) ? error(530, "internal") : null;

        await(late.get(0));
        assertThat(failures)
                .singleElement()
                .isInstanceOfSatisfying(
                        JobDeadlineException.class,
                        tooLate -> assertThat(tooLate.getCause()).hasMessageContaining("internal"));

        cloud.instead = null;
        int before = job.looks;
        pass(200_000);
        assertThat(job.looks).as("by the list again, not by itself").isLessThanOrEqualTo(before + 3);
    }

    @Test
    void whoComesTooLateWaitsForHisLookAsLongAsTheGrace() {
        Jobs jobs = cloud.client(DEFAULT);
        List<AsyncJob<Machine>> late = new ArrayList<>();
        jobs.submit(JobCloud.DEPLOY.with("name", "late"))
                .deadline(Duration.ofSeconds(5))
                .submit()
                .subscribe(late::add);
        pass(60_000);

        silent(JobCloud.QUERY);
        await(late.get(0));
        pass(29_999);
        assertThat(failures).isEmpty();
        pass(1);
        assertThat(failures).singleElement().isInstanceOf(JobDeadlineException.class);

        cloud.instead = null;
        cloud.latency = 5_000;
        await(late.get(0));
        pass(5_000);
        assertThat(ended).hasSize(1);
    }

    @Test
    void theDeadlineTellsOfTheLastLookIfThatFailed() {
        cloud.duration = name -> 1_000_000L;
        cloud.instead = asked -> asked.command().equals(JobCloud.QUERY) ? error(530, "internal") : null;
        cloud.client(DEFAULT)
                .submit(JobCloud.DEPLOY.with("name", "m"))
                .deadline(Duration.ofSeconds(20))
                .subscribe(ended::add, failures::add);
        pass(20_000);

        assertThat(failures)
                .singleElement()
                .satisfies(tooLate -> assertThat(tooLate)
                        .isInstanceOf(JobDeadlineException.class)
                        .hasCauseInstanceOf(ServerFaultException.class));
    }

    @Test
    void theDeadlineOfWhoFollowsTellsOfNoFailureThatPassed() {
        cloud.duration = name -> 1_000_000L;
        cloud.instead = asked ->
                asked.command().equals(JobCloud.QUERY) && asked.millis() < 5_000 ? error(530, "internal") : null;
        cloud.client(DEFAULT)
                .submit(JobCloud.DEPLOY.with("name", "m"))
                .deadline(Duration.ofSeconds(20))
                .submit()
                .flatMapMany(AsyncJob::updates)
                .subscribe(update -> {}, failures::add);
        pass(20_000);

        assertThat(failures)
                .singleElement()
                .satisfies(tooLate -> assertThat(tooLate)
                        .isInstanceOf(JobDeadlineException.class)
                        .hasNoCause());
    }

    @Test
    void searchesForLostJobsKeepToTheRateOfLooks() {
        cloud.instead = asked -> {
            if (asked.command().equals(JobCloud.QUERY)) {
                return null;
            }
            cloud.add(asked.get("customjobid"), asked.get("name"), asked.millis());
            return Mono.error(new IOException("reset"));
        };
        Jobs jobs = cloud.client(ONE_BY_ONE.perSecond(10));
        for (int i = 0; i < 60; i++) {
            jobs.submit(JobCloud.DEPLOY.with("name", "m" + i)).subscribe(ended::add);
        }
        pass(120_000);

        assertThat(ended).hasSize(60);
        assertThat(cloud.mostInASecond()).isEqualTo(10);
    }

    // What is heard from elsewhere.

    @Test
    void aWakeUpIsHeardAmongManyJobsThatAreListed() {
        cloud.duration = name -> name.equals("m50") ? 100_050L : 1_000_000L;
        Jobs jobs = cloud.client(DEFAULT);
        awaitAll(jobs, 100);
        pass(100_050);
        assertThat(ended).isEmpty();

        jobs.wake("vm-m50");
        assertThat(ended).hasSize(1);
    }

    @Test
    void aWakeUpIsHeardWhileTheListThatCoversTheJobIsRead() {
        silent(JobCloud.LIST);
        cloud.duration = name -> 3_000L;
        Jobs jobs = cloud.client(LISTING);
        jobs.submit(JobCloud.DEPLOY.with("name", "m")).subscribe(ended::add);
        pass(3_000);
        assertThat(cloud.lists()).isEqualTo(1);
        assertThat(cloud.looks()).isZero();

        jobs.wake("vm-m");
        assertThat(ended).hasSize(1);
    }

    @Test
    void aJobIsWokenByTheResourceThatALookNamed() {
        cloud.duration = name -> 3_000L;
        Jobs jobs = cloud.client(ONE_BY_ONE);
        cloud.add("job", "m", 0);
        await(jobs, "job");
        pass(3_000);
        assertThat(ended).isEmpty();

        jobs.wake("vm-m");
        assertThat(ended).hasSize(1);
    }

    @Test
    void aJobIsWokenByTheIdInItsCommandWhereTheReplyNamesNone() {
        cloud.instead = asked -> {
            if (!asked.command().equals("stopVirtualMachine")) {
                return null;
            }
            cloud.add(asked.get("customjobid"), "m", asked.millis());
            return ok("{\"r\":{\"jobid\":\"" + asked.get("customjobid") + "\"}}");
        };
        cloud.duration = name -> 100L;
        Jobs jobs = cloud.client(DEFAULT);
        jobs.submit(Command.async("stopVirtualMachine", Machine.class).with("id", "vm-m"))
                .subscribe(ended::add);
        pass(100);
        assertThat(cloud.looks()).isZero();

        jobs.wake("vm-m");
        assertThat(ended).hasSize(1);
    }

    @Test
    void aJobWhoseResourceIsKnownIsNotWokenWithTheUnnamed() {
        cloud.duration = name -> 3_000L;
        Jobs jobs = cloud.client(DEFAULT);
        jobs.submit(JobCloud.DEPLOY.with("name", "m")).subscribe(ended::add);
        pass(3_000);
        long before = cloud.looks();

        jobs.wakeUnnamed();
        assertThat(cloud.looks()).isEqualTo(before);
    }

    // What fails.

    @Test
    void aFailedLookIsFollowedByOthersEverMoreRarelyAndASuccessEndsThat() {
        cloud.duration = name -> 1_000_000L;
        List<Long> looks = new ArrayList<>();
        cloud.instead = asked -> {
            looks.add(asked.millis());
            return looks.size() % 6 == 0 ? null : error(530, "internal");
        };
        cloud.add("job", "m", 0);
        await(cloud.client(ONE_BY_ONE), "job");
        pass(60_000);

        for (int first : new int[] {0, 6}) {
            assertThat(waits(looks).subList(first, first + 5))
                    .usingElementComparator((a, b) -> Math.abs(a - b) <= 1 ? 0 : Long.compare(a, b))
                    .containsExactly(500L, 750L, 1_125L, 1_687L, 2_531L);
        }
    }

    @Test
    void anAnswerEndsAnOutage() {
        cloud.duration = name -> 1_000_000L;
        List<Long> looks = new ArrayList<>();
        cloud.instead = asked -> {
            looks.add(asked.millis());
            return looks.size() % 2 == 0 ? null : error(503, "starting");
        };
        cloud.add("job", "m", 0);
        await(cloud.client(ONE_BY_ONE), "job");
        pass(300_000);

        List<Long> waits = waits(looks);
        assertThat(waits).hasSizeGreaterThan(20);
        assertThat(IntStream.range(0, waits.size()).filter(i -> i % 2 == 0).mapToObj(waits::get))
                .as("after a failure, whose rest is shorter")
                .containsOnly(500L);
    }

    private static List<Long> waits(List<Long> times) {
        return IntStream.range(1, times.size())
                .mapToObj(i -> times.get(i) - times.get(i - 1))
                .toList();
    }

    @Test
    void afterAFailureThatConcernsAllNothingIsUnderWayAndAllRoomIsFree() {
        Jobs jobs = cloud.client(ONE_BY_ONE);
        for (int round = 1; round <= 3; round++) {
            List<Asked> asked = new ArrayList<>();
            cloud.instead = each -> {
                asked.add(each);
                return asked.size() < LOOKS_AT_ONCE ? silence() : error(401, "no");
            };
            awaitAll(jobs, 40);
            pass(600);
            assertThat(failures).hasSize(round * 40).allMatch(AuthenticationException.class::isInstance);
            assertThat(asked).hasSize(LOOKS_AT_ONCE);
            assertThat(cancelled).isEqualTo(round * (LOOKS_AT_ONCE - 1));
        }
        cloud.instead = null;
        awaitAll(jobs, 40);
        pass(60_000);
        assertThat(ended).hasSize(40);
    }

    @Test
    void aFailureThatConcernsAllEndsTheListToo() {
        cloud.instead = asked -> asked.command().equals(JobCloud.LIST) ? silence() : error(401, "no");
        Jobs jobs = cloud.client(LISTING);
        List<Disposable> waiting = awaitAll(jobs, 1);
        pass(1_000);
        assertThat(cloud.lists()).isEqualTo(1);

        jobs.wakeUnnamed();
        assertThat(failures).hasSize(waiting.size());
        assertThat(cancelled).isEqualTo(1);
    }

    @Test
    void aTimerThatIsClosedWhileOneWaitsFailsHim() {
        VirtualTimeScheduler.reset();
        cloud.duration = name -> 1_000_000L;
        cloud.add("job", "m", now());
        Scheduler closed = Schedulers.newSingle("closed-later");
        Jobs jobs = cloud.client(DEFAULT.scheduler(closed));
        CompletableFuture<Machine> machine =
                jobs.attach("job", Machine.class).result().toFuture();
        closed.dispose();
        assertThat(machine).isNotDone();

        jobs.wakeUnnamed();
        assertThat(machine)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(TransportException.class);
    }

    /** The scheduler of the test, with a note of each timer that it gave. */
    private static final class Noting implements Scheduler {

        private final List<Disposable> timers;
        private final Scheduler own = Schedulers.parallel();

        Noting(List<Disposable> timers) {
            this.timers = timers;
        }

        @Override
        public Disposable schedule(Runnable task) {
            return own.schedule(task);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            Disposable timer = own.schedule(task, delay, unit);
            timers.add(timer);
            return timer;
        }

        @Override
        public long now(TimeUnit unit) {
            return own.now(unit);
        }

        @Override
        public Worker createWorker() {
            return own.createWorker();
        }
    }
}
