package io.github.cloudstackreactive.benchmarks;

import java.util.Collection;
import java.util.Locale;
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
            case "startup" -> StartupRace.run();
            default -> {
                System.err.println("usage: samples/bench decoding [--quick] | jobs [--quick] | startup");
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
                figure(row + "-time-vs-hand-written", score(generated) / score(byHand));
                figure(row + "-bytes-vs-hand-written", allocated(generated) / allocated(byHand));
            }
        }
    }

    private static double score(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double allocated(RunResult result) {
        return Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                .getScore();
    }

    private static void figure(String name, double value) {
        System.out.printf(Locale.ROOT, "FIGURE decoding %s %.2f%n", name, value);
    }
}
