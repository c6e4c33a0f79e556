package io.github.cloudstackreactive.job;

import static io.github.cloudstackreactive.support.ScriptedTransport.error;
import static io.github.cloudstackreactive.support.ScriptedTransport.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.job.JobCloud.Machine;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Whatever the jobs, the settings and the server's failings: each job ends once, with its own result, and is then left alone. */
class TrackerPropertyTest {

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void eachJobEndsOnceWithItsResultAndIsNotLookedAtAfterwards(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 120) int count,
            @ForAll @IntRange(max = 8) int listAbove,
            @ForAll @IntRange(min = 2, max = 40) int perSecond,
            @ForAll @IntRange(max = 1_500) int others,
            @ForAll @IntRange(max = 4_000) int listLag,
            @ForAll @IntRange(max = 700) int latency,
            @ForAll @IntRange(max = 30) int failurePercent) {
        SplittableRandom random = new SplittableRandom(seed);
        JobCloud cloud = new JobCloud();
        Map<String, Long> durations = new HashMap<>();
        cloud.duration = name -> durations.computeIfAbsent(name, any -> random.nextLong(90_000));
        cloud.others = others;
        cloud.listLag = listLag;
        cloud.latency = latency;
        cloud.instead = asked -> failing(asked, random, failurePercent);
        PollSchedule schedule =
                new PollSchedule(Duration.ofMillis(500), 1.5, Duration.ofSeconds(30), random::nextDouble);
        Jobs jobs = cloud.client(new JobSettings(
                schedule,
                Duration.ofHours(10),
                Duration.ofSeconds(30),
                true,
                JobTracking.DEFAULT.listAbove(listAbove).perSecond(perSecond)));

        Map<Integer, Machine> ended = new HashMap<>();
        StepVerifier.withVirtualTime(() -> Flux.range(0, count)
                        .flatMap(
                                i -> Mono.delay(Duration.ofMillis(random.nextLong(30_000)))
                                        .then(jobs.submit(JobCloud.DEPLOY.with("name", "m" + i)))
                                        .doOnNext(machine -> assertThat(ended.put(i, machine))
                                                .isNull()),
                                count)
                        .then())
                .thenAwait(Duration.ofHours(2))
                .expectComplete()
                .verify(Duration.ofSeconds(20));

        assertThat(ended).hasSize(count);
        ended.forEach((i, machine) -> assertThat(machine.id()).isEqualTo("vm-m" + i));
        assertThat(cloud.jobs).as("none was submitted twice").hasSize(count);
        assertThat(cloud.jobs.values()).as("one answer tells of the end").allMatch(job -> job.looksPastTheEnd == 1);
        // After a 429 or 503 the client holds requests back: what was under way before a second began may go out in it.
        int heldBack = failurePercent == 0 ? 0 : Tracker.LOOKS_AT_ONCE;
        assertThat(cloud.mostInASecond()).isLessThanOrEqualTo(perSecond + heldBack);
    }

    private static @Nullable Mono<Reply> failing(Asked asked, SplittableRandom random, int percent) {
        boolean aboutJobs =
                asked.command().equals(JobCloud.QUERY) || asked.command().equals(JobCloud.LIST);
        if (!aboutJobs || random.nextInt(100) >= percent) {
            return null;
        }
        return switch (random.nextInt(5)) {
            case 0 -> Mono.error(new IOException("reset"));
            case 1 -> error(503, "starting");
            case 2 -> error(429, "please retry after [1500] ms.");
            case 3 -> error(530, "internal");
            default -> ok("<html>proxy</html>");
        };
    }
}
