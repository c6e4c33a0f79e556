package io.github.cloudstackreactive.job;

import static io.github.cloudstackreactive.support.ScriptedTransport.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.job.JobCloud.Machine;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Lists of the pending jobs: when one is worth its cost, and what is made of odd ones. */
@Timeout(30)
class TrackerListsTest {

    private static final JobTracking DEFAULT = JobTracking.DEFAULT;
    private static final JobTracking LISTING = DEFAULT.listAbove(0);

    private final JobCloud cloud = new JobCloud();
    private final Map<String, Long> ended = new HashMap<>();
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

    private void deploy(Jobs jobs, String name, long takes) {
        cloud.duration = any -> takes;
        jobs.submit(JobCloud.DEPLOY.with("name", name)).subscribe(machine -> ended.put(name, now()));
    }

    private void deploy(Jobs jobs, String names, int count, long takes) {
        IntStream.range(0, count).forEach(i -> deploy(jobs, names + i, takes));
    }

    private void lists(Function<Asked, Mono<Reply>> answer) {
        cloud.instead = asked -> asked.command().equals(JobCloud.LIST) ? answer.apply(asked) : null;
    }

    private static String row(JobCloud.Job job, int status) {
        return "{\"jobid\":\"" + job.id + "\",\"jobstatus\":" + status + "}";
    }

    private static Mono<Reply> page(int count, List<String> rows) {
        return ok("{\"r\":{\"count\":" + count + ",\"asyncjobs\":" + rows + "}}");
    }

    private List<String> pending() {
        return cloud.jobs.values().stream()
                .filter(job -> job.ends > now())
                .map(job -> row(job, 0))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private long listsBetween(long from, long to) {
        return cloud.wire.asked().stream()
                .filter(each -> each.command().equals(JobCloud.LIST) && each.millis() >= from && each.millis() < to)
                .count();
    }

    // What they cost.

    @Test
    void aListOfManyPagesIsNotProbedAgainAndAgainForJobsThatAreOld() {
        cloud.others = 20_000;
        Jobs jobs = cloud.client(DEFAULT);
        for (int i = 0; i < 200; i++) {
            deploy(jobs, "m" + i, 1_000_000);
            pass(150);
        }
        pass(100_000);
        long before = cloud.lists();
        pass(200_000);

        assertThat(cloud.lists() - before)
                .as("one page a minute tells that it is no better")
                .isBetween(2L, 5L);
    }

    @Test
    void whoIsDueSoonIsWorthAListHoweverLateTheOthersAre() {
        cloud.others = 2_000;
        Jobs jobs = cloud.client(DEFAULT);
        for (int i = 0; i < 60; i++) {
            deploy(jobs, "old" + i, 1_000_000);
            pass(500);
        }
        pass(170_000);
        deploy(jobs, "young", 100, 10_000);
        pass(3_000);

        assertThat(listsBetween(200_000, 203_000))
                .as("a whole one, of five pages")
                .isGreaterThanOrEqualTo(5);
    }

    @Test
    void jobsThatAreNotWorthAListAreLookedAtWhenTheyAreDue() {
        Map<String, List<Long>> looks = new HashMap<>();
        cloud.instead = asked -> {
            if (asked.command().equals(JobCloud.QUERY)) {
                looks.computeIfAbsent(asked.get("jobid"), id -> new ArrayList<>())
                        .add(asked.millis());
            }
            return null;
        };
        Jobs jobs = cloud.client(DEFAULT);
        deploy(jobs, "short", 50, 10_000);
        for (int i = 0; i < 5; i++) {
            deploy(jobs, "long" + i, 1_000_000);
            pass(6_000);
        }
        pass(300_000);
        long before = cloud.lists();
        looks.clear();
        pass(300_000);

        assertThat(cloud.lists()).isEqualTo(before);
        assertThat(looks).hasSize(5);
        looks.values()
                .forEach(times -> assertThat(
                                IntStream.range(1, times.size()).mapToLong(i -> times.get(i) - times.get(i - 1)))
                        .containsOnly(30_000L));
    }

    @Test
    void aListThatTakesLongHoldsUpNobodyWhoIsNotInIt() {
        Jobs jobs = cloud.client(DEFAULT);
        deploy(jobs, "old", 20, 1_000_000);
        pass(200_000);
        lists(asked -> Mono.delay(Duration.ofSeconds(60)).then(Mono.defer(() -> page(0, List.of()))));
        deploy(jobs, "young", 20, 10_000);
        pass(5_000);
        assertThat(listsBetween(200_000, 205_000)).isEqualTo(1);
        deploy(jobs, "quick", 100);
        pass(2_000);

        assertThat(ended).containsKey("quick");
    }

    @Test
    void listsThatTakeLongComeAsMuchMoreRarely() {
        List<Long> times = new ArrayList<>();
        lists(asked -> {
            times.add(asked.millis());
            List<String> then = pending();
            return Mono.delay(Duration.ofSeconds(5)).then(Mono.defer(() -> page(then.size(), then)));
        });
        deploy(cloud.client(DEFAULT), "m", 200, 1_000_000);
        pass(60_000);

        assertThat(times).hasSizeGreaterThan(1);
        assertThat(IntStream.range(1, times.size()).mapToLong(i -> times.get(i) - times.get(i - 1)))
                .allMatch(wait -> wait >= 10_000);
    }

    @Test
    void howeverManyListsThereWereNoMoreLooksThanUsualAreUnderWay() {
        int[] underWay = {0, 0};
        cloud.instead = asked -> {
            if (!asked.command().equals(JobCloud.QUERY)) {
                return null;
            }
            underWay[0]++;
            underWay[1] = Math.max(underWay[1], underWay[0]);
            return Mono.delay(Duration.ofMillis(300))
                    .then(ok("{\"r\":{\"jobid\":\"" + asked.get("jobid")
                            + "\",\"jobstatus\":1,\"jobresult\":{\"virtualmachine\":{}}}}"))
                    .doOnNext(reply -> underWay[0]--);
        };
        deploy(cloud.client(DEFAULT.perSecond(1_000)), "m", 200, 20_000);
        pass(60_000);

        assertThat(cloud.lists()).isGreaterThan(5);
        assertThat(ended).hasSize(200);
        assertThat(underWay[1]).isEqualTo(16);
    }

    // What they tell.

    @Test
    void aJobThatIsMissingIsLookedAtLongBeforeItIsDue() {
        Jobs jobs = cloud.client(DEFAULT);
        deploy(jobs, "old", 205_000);
        pass(200_000);
        deploy(jobs, "young", 100, 60_000);
        pass(7_000);

        assertThat(ended).containsOnlyKeys("old");
        assertThat(cloud.byName.get("old").looksPastTheEnd).isEqualTo(1);
    }

    @Test
    void aJobThatIsListedWithItsEndHasEnded() {
        lists(asked -> page(
                cloud.jobs.size(),
                cloud.jobs.values().stream()
                        .map(job -> row(job, job.ends > now() ? 0 : 1))
                        .toList()));
        deploy(cloud.client(LISTING), "m", 20, 60_000);
        pass(100_000);

        assertThat(ended).hasSize(20);
    }

    @Test
    void aRowThatIsRepeatedCountsOnce() {
        lists(asked -> {
            List<String> all = pending();
            List<String> shown = asked.get("page").equals("1")
                    ? Stream.concat(all.subList(0, 5).stream(), all.subList(0, 5).stream())
                            .toList()
                    : all.subList(5, all.size());
            return page(15, shown);
        });
        deploy(cloud.client(LISTING), "m", 10, 1_000_000);
        pass(10_000);

        assertThat(listsBetween(0, 10_000)).isPositive();
        assertThat(cloud.looks()).isZero();
    }

    @Test
    void aJobThatIsNeverListedIsNotLookedForOnEveryPage() {
        Jobs jobs = cloud.client(LISTING);
        cloud.duration = any -> 1_000_000L;
        cloud.add("foreign", "foreign", 0).listable = false;
        cloud.allListable = false;
        jobs.attach("foreign", Machine.class).result().subscribe();
        deploy(jobs, "m", 5, 1_000_000);
        IntStream.range(0, 2_000).forEach(i -> cloud.add("later" + i, "later" + i, 0));
        pass(20_000);
        long before = pagesAfterTheFirst();
        pass(60_000);

        assertThat(pagesAfterTheFirst()).isEqualTo(before);
    }

    private long pagesAfterTheFirst() {
        return cloud.wire.asked().stream()
                .filter(each -> each.command().equals(JobCloud.LIST)
                        && !each.get("page").equals("1"))
                .count();
    }

    @Test
    void aJobThatBeganWhileTheListWasReadIsNotMissingFromIt() {
        lists(asked -> {
            List<String> then = pending();
            return Mono.delay(Duration.ofMillis(400)).then(Mono.defer(() -> page(then.size(), then)));
        });
        Jobs jobs = cloud.client(LISTING);
        deploy(jobs, "m", 5, 1_000_000);
        pass(600);
        assertThat(cloud.lists()).isEqualTo(1);
        deploy(jobs, "new", 1_000_000);
        pass(5_000);

        assertThat(cloud.looks()).isZero();
    }
}
