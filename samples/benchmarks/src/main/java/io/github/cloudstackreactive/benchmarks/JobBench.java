package io.github.cloudstackreactive.benchmarks;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** A thousand jobs waited for by the tracker, by polling each of them, and with webhooks; and what ten thousand weigh. */
final class JobBench {

    private JobBench() {}

    static void run(boolean quick) throws InterruptedException {
        if (quick) {
            System.out.println(
                    "quick: fewer and shorter jobs, for trying out; these figures are held against no limit");
        }
        Supplier<Deployments> deployments = quick
                ? () -> new Deployments(200, Duration.ofSeconds(2), Duration.ofSeconds(15))
                : () -> new Deployments(1000, Duration.ofSeconds(5), Duration.ofSeconds(60));
        for (Waiting waiting : Waiting.values()) {
            JobRun.of(waiting, new Deployments(50, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        }

        ProcessorSamples samples = new ProcessorSamples();
        JobRun tracked = samples.during(() -> JobRun.of(Waiting.TRACKED, deployments.get()));
        tracked.print();
        samples.print();
        JobRun polled = JobRun.of(Waiting.POLLED, deployments.get());
        polled.print();
        JobRun woken = JobRun.of(Waiting.WOKEN, deployments.get());
        woken.print();
        long bytes = TrackerHeap.bytesPerJob(quick ? 2_000 : 10_000);

        figure("requests-vs-per-job-polling", "%.3f", tracked.requests() / (double) polled.requests());
        figure("detection-delay-ratio", "%.2f", tracked.medianDelay() / polled.medianDelay());
        figure("heap-bytes-per-job", "%d", bytes);
        figure("webhook-delay-ms", "%.0f", woken.medianDelay());
        figure("tracker-core-share", "%.4f", samples.share("job", tracked.took()));
    }

    private static void figure(String name, String format, Object value) {
        System.out.println("FIGURE jobs " + name + " " + String.format(Locale.ROOT, format, value));
    }
}
