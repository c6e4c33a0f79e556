package io.github.cloudstackreactive.benchmarks;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.api.DeployVirtualMachine;
import io.github.cloudstackreactive.simulator.Simulator;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Deployments from their submission to the last one's end, by a client and on a cloud of their own.
 *
 * @param looks how many requests asked for one job
 * @param lists how many asked for a page of the pending jobs
 */
record JobRun(Waiting waiting, Deployments deployments, int looks, int lists, Duration took) {

    private static final Duration LONGEST = Duration.ofMinutes(3);

    static JobRun of(Waiting waiting, Deployments deployments) {
        System.gc();
        try (Simulator simulator = Simulator.builder()
                        .vms(0)
                        .rememberRequests(0)
                        .jobDuration(deployments::start)
                        .start();
                CloudStackClient cloud = client(simulator)) {
            List<DeployVirtualMachine> commands = deployments.commands(cloud);
            long began = System.nanoTime();
            waiting.machines(cloud, commands).doOnNext(deployments::known).blockLast(LONGEST);
            return new JobRun(
                    waiting,
                    deployments,
                    simulator.requests("queryAsyncJobResult"),
                    simulator.requests("listAsyncJobs"),
                    Duration.ofNanos(System.nanoTime() - began));
        }
    }

    static CloudStackClient client(Simulator simulator) {
        return CloudStackClient.builder()
                .endpoint(simulator.endpoint())
                .credentials(simulator.apiKey(), simulator.secretKey())
                .build();
    }

    int requests() {
        return looks + lists;
    }

    double medianDelay() {
        return deployments.delay(0.5);
    }

    void print() {
        System.out.printf(
                Locale.ROOT,
                "%s: %d jobs over in %.1f s; %d looks, %d pages of the list; known %.0f ms after their end (median), %.0f ms (p95), %.0f ms (longest)%n",
                waiting.name().toLowerCase(Locale.ROOT),
                deployments.count(),
                took.toMillis() / 1000.0,
                looks,
                lists,
                medianDelay(),
                deployments.delay(0.95),
                deployments.delay(1));
    }
}
