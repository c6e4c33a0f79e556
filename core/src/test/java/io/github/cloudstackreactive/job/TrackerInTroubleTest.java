package io.github.cloudstackreactive.job;

import static io.github.cloudstackreactive.support.ScriptedTransport.error;
import static io.github.cloudstackreactive.support.ScriptedTransport.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.JobDeadlineException;
import io.github.cloudstackreactive.job.JobCloud.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What must not make the tracker lose a job, or look at it much later. */
@Timeout(60)
class TrackerInTroubleTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    private final JobCloud cloud = new JobCloud();
    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void reset() {
        VirtualTimeScheduler.reset();
    }

    private long now() {
        return time.now(TimeUnit.MILLISECONDS);
    }

    private void await(Jobs jobs, String id) {
        jobs.attach(id, Machine.class).result().subscribe(seen::add, seen::add);
    }

    @Test
    void anErrorThatAListenerThrowsStopsNobodyElse() {
        AtomicBoolean first = new AtomicBoolean(true);
        cloud.instead = asked -> {
            if (first.getAndSet(false)) throw new NoClassDefFoundError("foreign code");
            return null;
        };
        Jobs jobs = cloud.client(JobTracking.DEFAULT);
        cloud.add("a", "a", now());
        cloud.add("b", "b", now());
        await(jobs, "a");
        time.advanceTimeBy(Duration.ofSeconds(60));
        assertThat(seen).as("who waited is told").hasSize(1);
        await(jobs, "b");
        time.advanceTimeBy(Duration.ofSeconds(60));
        assertThat(seen).contains(new Machine("vm-b", "Running"));
    }

    @Test
    void aLookThatAnswersNothingIsTakenAgain() {
        AtomicBoolean first = new AtomicBoolean(true);
        cloud.instead = asked -> first.getAndSet(false) ? Mono.empty() : null;
        Jobs jobs = cloud.client(JobTracking.DEFAULT);
        cloud.add("a", "a", now());
        await(jobs, "a");
        time.advanceTimeBy(Duration.ofMinutes(2));
        assertThat(seen).containsExactly(new Machine("vm-a", "Running"));
    }

    @Test
    void jobsThatAreNeverListedDoNotStarveTheOthers() {
        cloud.duration = name -> name.startsWith("own") ? 60_000L : 100_000_000L;
        Jobs jobs = cloud.client(JobTracking.DEFAULT);
        cloud.allListable = false;
        for (int i = 0; i < 1_000; i++) {
            cloud.add("o" + i, "other" + i, now()).listable = false;
            await(jobs, "o" + i);
        }
        time.advanceTimeBy(Duration.ofMinutes(10));
        for (int i = 0; i < 10; i++) {
            cloud.add("own" + i, "own" + i, now());
            await(jobs, "own" + i);
        }
        time.advanceTimeBy(Duration.ofMinutes(5));
        assertThat(seen).hasSize(10);
    }

    @Test
    void wakingUnnamedJobsMakesNothingLater() {
        long[] delay = new long[2];
        for (int mode = 0; mode < 2; mode++) {
            JobCloud cloud = new JobCloud();
            cloud.duration = name -> 5_000 + new SplittableRandom(name.hashCode()).nextLong(55_000);
            cloud.unnamed = true;
            Jobs jobs = cloud.client(JobTracking.DEFAULT);
            int m = mode;
            for (int i = 0; i < 1_000; i++) {
                JobCloud.Job job = cloud.add("j" + i, "m" + i, now());
                jobs.attach(job.id, Machine.class).result().subscribe(x -> delay[m] += now() - job.ends);
                if (mode == 1)
                    Schedulers.parallel().schedule(jobs::wakeUnnamed, job.ends - 100 - now(), TimeUnit.MILLISECONDS);
            }
            time.advanceTimeBy(Duration.ofMinutes(10));
        }
        assertThat(delay[1]).isLessThanOrEqualTo(delay[0] * 3 / 2);
    }

    @Test
    void anErrorThatAFollowerThrowsKeepsNothingFromTheOthers() {
        Jobs jobs = cloud.client(JobTracking.DEFAULT.listAbove(0));
        cloud.add("a", "a", now());
        AsyncJob<Machine> job = jobs.attach("a", Machine.class);
        job.updates().subscribe(update -> {
            if (update instanceof JobUpdate.Progress) {
                throw new NoClassDefFoundError("foreign code");
            }
        });
        job.result().subscribe(seen::add, seen::add);
        time.advanceTimeBy(Duration.ofSeconds(60));
        time.advanceTimeBy(Duration.ofSeconds(60));
        assertThat(seen).containsExactly(new Machine("vm-a", "Running"));
    }

    @Test
    void whoIsLateIsAnsweredByALookAndNotByAListFromBefore() {
        cloud.duration = name -> 61_000L;
        cloud.latency = 2_000;
        Jobs jobs = cloud.client(new JobSettings(
                JobScenario.EXACT,
                Duration.ofMinutes(1),
                Duration.ofSeconds(30),
                true,
                JobTracking.DEFAULT.listAbove(0).between(Duration.ofMillis(10))));
        cloud.add("a", "a", now());
        AsyncJob<Machine> job = jobs.attach("a", Machine.class);
        jobs.attach("a", Machine.class).updates().subscribe();
        time.advanceTimeBy(Duration.ofMillis(61_001));
        job.result().subscribe(seen::add, seen::add);
        time.advanceTimeBy(Duration.ofSeconds(20));
        assertThat(seen).containsExactly(new Machine("vm-a", "Running"));
    }

    @Test
    void aDeadlineNamesAFailureOnlyIfNoNewsCameSince() {
        cloud.duration = name -> 1_000_000L;
        cloud.instead = asked -> asked.millis() < 3_000 && asked.command().equals(JobCloud.QUERY)
                ? Mono.error(new java.io.IOException("reset"))
                : null;
        Jobs jobs = cloud.client(new JobSettings(
                JobScenario.EXACT, Duration.ofMinutes(5), Duration.ofSeconds(30), true, JobTracking.DEFAULT));
        cloud.add("a", "a", now());
        await(jobs, "a");
        time.advanceTimeBy(Duration.ofSeconds(10));
        for (int i = 0; i < 20; i++) {
            cloud.add("j" + i, "m" + i, now());
            jobs.attach("j" + i, Machine.class).result().subscribe(any -> {}, late -> {});
        }
        time.advanceTimeBy(Duration.ofMinutes(6));
        assertThat(seen)
                .singleElement()
                .satisfies(late -> assertThat((Throwable) late)
                        .isInstanceOf(JobDeadlineException.class)
                        .hasNoCause());
    }

    @Test
    void anotherAlarmIsLookedIntoAsTheFirstWas() {
        cloud.duration = name -> 30_000L;
        Jobs jobs = cloud.client(JobTracking.DEFAULT);
        JobCloud.Job job = cloud.add("a", "a", now());
        long[] known = new long[1];
        jobs.attach("a", Machine.class).result().subscribe(any -> known[0] = now());
        time.advanceTimeBy(Duration.ofMillis(29_000));
        jobs.wake("vm-a");
        time.advanceTimeBy(Duration.ofMillis(900));
        jobs.wake("vm-a");
        time.advanceTimeBy(Duration.ofMillis(1_000));
        assertThat(known[0] - job.ends).isBetween(0L, 80L);
    }

    @Test
    void aListThatHangsHoldsNoLookBack() {
        cloud.duration = name -> 5_000L;
        cloud.instead = asked -> asked.command().equals(JobCloud.LIST) ? Mono.never() : null;
        Jobs jobs = cloud.client(JobTracking.DEFAULT);
        for (int i = 0; i < 50; i++) {
            cloud.add("j" + i, "m" + i, now());
            await(jobs, "j" + i);
        }
        time.advanceTimeBy(Duration.ofSeconds(30));
        assertThat(seen).hasSize(50);
    }

    @Test
    void whatWasGuessedOfAResourceIsNotToldAsAFact() {
        cloud.instead = asked -> switch (asked.command()) {
            case "attachIso" -> ok("{\"r\":{\"jobid\":\"J\"}}");
            case JobCloud.LIST -> ok("{\"r\":{\"count\":1,\"asyncjobs\":[{\"jobid\":\"J\",\"jobstatus\":0}]}}");
            default -> ok("{\"r\":{\"jobid\":\"J\",\"jobstatus\":0}}");
        };
        Jobs jobs = cloud.client(JobTracking.DEFAULT.listAbove(0));
        AsyncJob<?> job = jobs.submit(Command.async("attachIso", Machine.class).with("id", "THE-ISO"))
                .submit()
                .block();
        job.updates().subscribe();
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(job.resourceId()).isNull();
    }

    @Test
    void aListThatWasRefusedWithEverythingElseIsAskedForAgain() {
        AtomicBoolean expired = new AtomicBoolean(true);
        cloud.instead = asked -> expired.get() ? error(401, "unable to verify user credentials") : null;
        Jobs jobs = cloud.client(JobTracking.DEFAULT);
        for (int i = 0; i < 200; i++) {
            cloud.add("r" + i, "r" + i, now());
            await(jobs, "r" + i);
        }
        time.advanceTimeBy(Duration.ofSeconds(10));
        expired.set(false);
        for (int i = 0; i < 200; i++) {
            cloud.add("j" + i, "m" + i, now());
            await(jobs, "j" + i);
        }
        long before = cloud.lists();
        time.advanceTimeBy(Duration.ofMinutes(5));
        assertThat(cloud.lists()).isGreaterThan(before);
    }

    @Test
    void jobsThatAreNeverListedTakeTurnsWithAFewThatAreDue() {
        cloud.duration = name -> name.startsWith("own") ? 60_000L : 100_000_000L;
        Jobs jobs = cloud.client(JobTracking.DEFAULT.perSecond(5));
        cloud.allListable = false;
        for (int i = 0; i < 300; i++) {
            cloud.add("o" + i, "other" + i, now()).listable = false;
            await(jobs, "o" + i);
        }
        time.advanceTimeBy(Duration.ofMinutes(10));
        for (int i = 0; i < 2; i++) {
            cloud.add("own" + i, "own" + i, now());
            await(jobs, "own" + i);
        }
        time.advanceTimeBy(Duration.ofMinutes(10));
        assertThat(seen).hasSize(2);
    }

    @Test
    void aRandomThatThrowsLosesNoJob() {
        int[] drawn = {0};
        PollSchedule shaky = new PollSchedule(Duration.ofMillis(500), 1.5, Duration.ofSeconds(30), () -> {
            if (drawn[0]++ == 1) {
                throw new IllegalStateException("foreign code");
            }
            return 0.5;
        });
        cloud.duration = name -> 10_000L;
        Jobs jobs = cloud.client(
                new JobSettings(shaky, Duration.ofHours(1), Duration.ofSeconds(30), true, JobTracking.DEFAULT));
        cloud.add("a", "a", now());
        await(jobs, "a");
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(drawn[0]).isGreaterThan(2);
        assertThat(seen).containsExactly(new Machine("vm-a", "Running"));
    }

    @Test
    void aListUnderWayEndsWithTheLastJob() {
        cloud.latency = 3_000;
        Jobs jobs = cloud.client(JobTracking.DEFAULT.listAbove(0));
        cloud.add("a", "a", now());
        await(jobs, "a");
        cloud.instead = asked -> asked.command().equals(JobCloud.LIST) ? Mono.never() : null;
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(cloud.lists()).isEqualTo(1);
        jobs.wake("vm-nobody");
        AsyncJob<Machine> late = jobs.attach("a", Machine.class);
        late.result().subscribe(seen::add);
        time.advanceTimeBy(Duration.ofMinutes(1));
        cloud.instead = null;
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(seen).hasSize(2);
        long asked = cloud.lists() + cloud.looks();
        time.advanceTimeBy(Duration.ofMinutes(5));
        assertThat(cloud.lists() + cloud.looks()).isEqualTo(asked);
    }
}
