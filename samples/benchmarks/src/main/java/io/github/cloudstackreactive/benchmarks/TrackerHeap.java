package io.github.cloudstackreactive.benchmarks;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.job.AsyncJob;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.github.cloudstackreactive.simulator.Simulator;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/** What jobs cost, in heap and in threads, while they are waited for. */
final class TrackerHeap {

    private static final Duration LONGER_THAN_THE_RUN = Duration.ofHours(1);
    private static final int PAGE = 500;

    /** What the tracker keeps jobs in; that others use these too makes the figure larger, never smaller. */
    private static final Set<String> COLLECTIONS_AND_TEXT = Set.of(
            "java.util.HashMap$Node",
            "[Ljava.util.HashMap$Node;",
            "java.util.TreeMap$Entry",
            "[Ljava.lang.Object;",
            "java.lang.String",
            "[B");

    private TrackerHeap() {}

    /** The heap per job of the tracker's own classes. */
    static long bytesPerJob(int jobs) throws InterruptedException {
        Deployments deployments = new Deployments(jobs, LONGER_THAN_THE_RUN, LONGER_THAN_THE_RUN);
        try (Simulator simulator = Simulator.builder()
                        .vms(0)
                        .rememberRequests(0)
                        .jobDuration(deployments::start)
                        .start();
                CloudStackClient cloud = JobRun.client(simulator)) {
            List<UUID> ids = submitted(cloud, deployments);
            awaitLists(simulator, waiting(cloud, ids.subList(0, 10)), 1).dispose();

            Set<String> threads = threads();
            LiveHeap before = LiveHeap.now();
            Disposable waiting = awaitLists(simulator, waiting(cloud, ids), 3 * jobs / PAGE);
            LiveHeap growth = LiveHeap.now().growthSince(before);
            Set<String> moreThreads = threads();
            waiting.dispose();

            moreThreads.removeAll(threads);
            LiveHeap own = growth.of(TrackerHeap::isTrackers);
            print(jobs, growth, own, threads.size(), moreThreads);
            return own.bytes() / jobs;
        }
    }

    private static List<UUID> submitted(CloudStackClient cloud, Deployments deployments) {
        List<UUID> ids = Flux.fromIterable(deployments.commands(cloud))
                .flatMap(command -> cloud.submit(command).submit(), 64)
                .map(job -> UUID.fromString(Objects.requireNonNull(job.jobId())))
                .collectList()
                .block();
        return Objects.requireNonNull(ids);
    }

    /** One subscriber for each job, as by another process: with no more in hand than the ids. */
    private static Disposable waiting(CloudStackClient cloud, List<UUID> ids) {
        Disposable.Composite all = Disposables.composite();
        for (UUID id : ids) {
            AsyncJob<VirtualMachine> job = cloud.jobs().attach(id.toString(), VirtualMachine.class);
            all.add(job.result().subscribe());
        }
        return all;
    }

    /** Waits until so many more pages of the list were asked for, and a moment more. */
    private static Disposable awaitLists(Simulator simulator, Disposable waiting, int pages)
            throws InterruptedException {
        int wanted = simulator.requests("listAsyncJobs") + pages;
        while (simulator.requests("listAsyncJobs") < wanted) {
            Thread.sleep(100);
        }
        Thread.sleep(500);
        return waiting;
    }

    private static Set<String> threads() {
        return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false))
                .map(thread -> thread.getThreadId() + " " + thread.getThreadName())
                .collect(Collectors.toSet());
    }

    /** The classes of its package, a subscriber's place among those who wait included; not the operators of its chain. */
    private static boolean isTrackers(String type) {
        return COLLECTIONS_AND_TEXT.contains(type)
                || (type.contains("io.github.cloudstackreactive.job.") && !type.contains("$$Lambda"));
    }

    private static void print(int jobs, LiveHeap growth, LiveHeap own, int threads, Set<String> moreThreads) {
        System.out.printf(
                Locale.ROOT,
                "%d jobs tracked: %d bytes a job with the subscribers' chains; the tracker's share counts %s%n",
                jobs,
                growth.bytes() / jobs,
                own.bytesByClass().entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .filter(type -> type.getValue() >= jobs)
                        .map(type -> type.getKey() + " " + type.getValue() / jobs)
                        .collect(Collectors.joining(", ")));
        System.out.println("threads: " + threads + " before, " + moreThreads.size() + " more with the jobs tracked "
                + moreThreads);
    }
}
