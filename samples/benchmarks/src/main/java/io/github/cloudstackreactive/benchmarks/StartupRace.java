package io.github.cloudstackreactive.benchmarks;

import io.github.cloudstackreactive.simulator.Simulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The first listZones of a fresh JVM, typed against untyped: medians of alternating runs. */
final class StartupRace {

    private static final int ROUNDS = 9;

    private StartupRace() {}

    static void run() throws IOException, InterruptedException {
        List<long[]> typed = new ArrayList<>();
        List<long[]> untyped = new ArrayList<>();
        try (Simulator simulator = Simulator.builder().zones(3).start()) {
            once("untyped", simulator);
            for (int round = 0; round < ROUNDS; round++) {
                typed.add(once("typed", simulator));
                untyped.add(once("untyped", simulator));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "first listZones of a fresh JVM, medians of %d: typed %.1f ms, %d classes; untyped %.1f ms, %d classes%n",
                ROUNDS,
                median(typed, 0) / 1000.0,
                median(typed, 1),
                median(untyped, 0) / 1000.0,
                median(untyped, 1));
        System.out.printf(
                Locale.ROOT, "FIGURE startup typed-vs-untyped %.2f%n", median(typed, 0) / (double) median(untyped, 0));
        System.out.printf(Locale.ROOT, "FIGURE startup more-classes %d%n", median(typed, 1) - median(untyped, 1));
    }

    private static long[] once(String how, Simulator simulator) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstCall.class.getName(),
                        how,
                        simulator.endpoint().toString(),
                        simulator.apiKey(),
                        simulator.secretKey())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 || !said.startsWith("FIRST ")) {
            throw new IllegalStateException("The first call failed: " + said);
        }
        String[] figures = said.strip().split(" ");
        return new long[] {Long.parseLong(figures[1]), Long.parseLong(figures[2])};
    }

    private static long median(List<long[]> runs, int figure) {
        return runs.stream()
                .mapToLong(run -> run[figure])
                .sorted()
                .skip(runs.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
