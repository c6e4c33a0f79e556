package io.github.cloudstackreactive.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.job.JobCloud.Job;
import io.github.cloudstackreactive.job.JobCloud.Machine;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * A hundred thousand jobs of five minutes to an hour, thirty of which end in a second, under a limit of 25 requests a second, in virtual time: it is never
 * exceeded, and nearly all of it goes into the looks that bring results.
 */
class HundredThousandJobsTest {

    private static final int JOBS = 100_000;
    private static final long SHORTEST = TimeUnit.MINUTES.toMillis(5);
    private static final long LONGEST = TimeUnit.MINUTES.toMillis(60);

    private final SplittableRandom random = new SplittableRandom(7);
    private int ended;
    private long delays;

    @Test
    @Timeout(120)
    void theLimitHoldsAndEachJobIsSeenSoonAfterItsEnd() {
        JobCloud cloud = new JobCloud();
        cloud.duration = name -> SHORTEST + random.nextLong(LONGEST - SHORTEST);
        Jobs jobs = cloud.client(new JobSettings(
                new PollSchedule(Duration.ofMillis(500), 1.5, Duration.ofSeconds(30), random::nextDouble),
                Duration.ofHours(10),
                Duration.ofSeconds(30),
                true,
                JobTracking.DEFAULT));

        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        try {
            for (int i = 0; i < JOBS; i++) {
                cloud.add("job-" + i, "m" + i, 0);
            }
            for (Job job : cloud.jobs.values()) {
                jobs.attach(job.id, Machine.class).result().subscribe(machine -> {
                    ended++;
                    delays += now() - job.ends;
                });
            }
            time.advanceTimeBy(Duration.ofHours(3));
        } finally {
            VirtualTimeScheduler.reset();
        }

        System.out.printf(
                "%,d jobs at 25 requests a second: seen %.1f s after the end on average, %,d looks, %,d lists%n",
                JOBS, delays / 1000.0 / JOBS, cloud.looks(), cloud.lists());
        assertThat(ended).isEqualTo(JOBS);
        assertThat(cloud.mostInASecond()).isLessThanOrEqualTo(25);
        assertThat(cloud.jobs.values()).allMatch((Job job) -> job.looksPastTheEnd == 1);
        assertThat(delays / 1000.0 / JOBS).as("the mean delay, seconds").isLessThan(600);
        assertThat(cloud.looks()).isLessThan(JOBS * 102L / 100);
    }

    private static long now() {
        return Schedulers.parallel().now(TimeUnit.MILLISECONDS);
    }
}
