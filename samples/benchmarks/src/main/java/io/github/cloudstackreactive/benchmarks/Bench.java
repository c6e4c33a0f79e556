package io.github.cloudstackreactive.benchmarks;

import io.github.cloudstackreactive.benchmarks.chaos.ChaosBench;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs one of the benchmarks by its name, and ends with its figures. */
final class Bench {

    private Bench() {}

    public static void main(String[] args) throws Exception {
        boolean quick = args.length > 1 && args[1].equals("--quick");
        switch (args.length == 0 ? "" : args[0]) {
            case "decoding" -> decoding(quick);
            case "jobs" -> JobBench.run(quick);
            case "requests" -> requests(quick);
            case "startup" -> StartupRace.run();
            case "chaos" -> System.exit(ChaosBench.run(List.of(args).subList(1, args.length)));
            default -> {
                System.err.println(
                        "usage: samples/bench decoding [--quick] | jobs [--quick] | requests [--quick] | startup | chaos [--seeds 1..200 | --seed N | --quick]");
                System.exit(1);
            }
        }
    }

    private static void decoding(boolean quick) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(DecodingBenchmark.class.getSimpleName())
                .addProfiler(GCProfiler.class);
        Collection<RunResult> results = new Runner((quick ? options.forks(1) : options).build()).run();
        for (RunResult generated : results) {
            String row = generated.getParams().getParam("row");
            if (generated.getPrimaryResult().getLabel().equals("generated")) {
                RunResult byHand = results.stream()
                        .filter(other -> other.getPrimaryResult().getLabel().equals("handWritten")
                                && other.getParams().getParam("row").equals(row))
                        .findFirst()
                        .orElseThrow();
                figure("decoding " + row + "-time-vs-hand-written", "%.2f", score(generated) / score(byHand));
                figure("decoding " + row + "-bytes-vs-hand-written", "%.2f", allocated(generated) / allocated(byHand));
            }
        }
    }

    private static void requests(boolean quick) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(RequestBenchmark.class.getSimpleName())
                .addProfiler(GCProfiler.class);
        Map<String, RunResult> results = new HashMap<>();
        for (RunResult result : new Runner((quick ? options.forks(1) : options).build()).run()) {
            results.put(result.getPrimaryResult().getLabel(), result);
        }
        RunResult signed = Objects.requireNonNull(results.get("signed"));
        RunResult ours = Objects.requireNonNull(results.get("smallCall"));
        RunResult raw = Objects.requireNonNull(results.get("rawSmallCall"));
        figure("requests signed-bytes", "%.0f", allocated(signed));
        figure("requests signed-ns", "%.0f", score(signed));
        figure("requests small-call-bytes", "%.0f", allocated(ours));
        figure("requests small-call-ns", "%.0f", score(ours));
        figure("requests small-call-bytes-vs-raw", "%.2f", allocated(ours) / allocated(raw));
        figure("requests small-call-time-vs-raw", "%.2f", score(ours) / score(raw));
    }

    private static double score(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double allocated(RunResult result) {
        return Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                .getScore();
    }

    private static void figure(String name, String format, double value) {
        System.out.println("FIGURE " + name + " " + String.format(Locale.ROOT, format, value));
    }
}
