package io.github.cloudstackreactive.benchmarks.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Runs schedules of chaos, several at a time, tells what they came to, and ends with the figures. */
public final class ChaosBench {

    private static final int ALL = 200;
    private static final int QUICK = 20;

    private ChaosBench() {}

    /**
     * Runs the schedules that the options ask for.
     *
     * @param options {@code --seeds 1..200}, {@code --seed 17} or {@code --quick}; none for all 200
     * @return 0 where all is well, 1 where something is not, 2 where the options are not understood
     */
    public static int run(List<String> options) {
        List<Long> seeds = seeds(options);
        if (seeds.isEmpty()) {
            System.err.println("usage: samples/bench chaos [--seeds from..to | --seed number | --quick]");
            return 2;
        }
        BufferWatch.begin();
        Chaos chaos = Chaos.of(seeds, ChaosBench::told);
        print(chaos);
        return chaos.isGood() ? 0 : 1;
    }

    private static List<Long> seeds(List<String> options) {
        if (options.isEmpty()) {
            return LongStream.rangeClosed(1, ALL).boxed().toList();
        }
        if (options.equals(List.of("--quick"))) {
            return LongStream.rangeClosed(1, QUICK).boxed().toList();
        }
        if (options.size() == 2
                && options.get(0).equals("--seed")
                && options.get(1).matches("\\d{1,18}")) {
            return List.of(Long.parseLong(options.get(1)));
        }
        if (options.size() == 2
                && options.get(0).equals("--seeds")
                && options.get(1).matches("\\d{1,9}\\.\\.\\d{1,9}")) {
            String[] ends = options.get(1).split("\\.\\.", -1);
            return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[1]))
                    .boxed()
                    .toList();
        }
        return List.of();
    }

    private static synchronized void told(Verdict verdict) {
        if (!verdict.isGood()) {
            System.out.print(Chaos.story(verdict));
        }
    }

    private static void print(Chaos chaos) {
        chaos.leakedInAll().forEach(leak -> System.out.println("left by all together: " + leak));
        System.out.printf(
                "%d schedules took %.1f s; %d requests were sent, of which %d came whole to the proxy and %d were passed on%n",
                chaos.verdicts().size(),
                chaos.took().toMillis() / 1000.0,
                sum(chaos, Verdict::requests),
                sum(chaos, verdict -> verdict.proxy().requests()),
                sum(chaos, verdict -> verdict.proxy().passedOn()));
        table("calls", chaos.verdicts().stream().map(Verdict::calls).toList());
        table(
                "faults",
                chaos.verdicts().stream()
                        .map(verdict -> verdict.proxy().faults().entrySet().stream()
                                .collect(
                                        Collectors.toMap(fault -> fault.getKey().name(), Map.Entry::getValue)))
                        .toList());
        figure("schedules", chaos.verdicts().size());
        figure("wrong", sum(chaos, verdict -> (long) verdict.wrong().size()));
        figure("doubled", sum(chaos, verdict -> (long) verdict.doubled().size()));
        figure(
                "leaked",
                chaos.leakedInAll().size()
                        + sum(chaos, verdict -> (long) verdict.leaked().size()));
        figure("late", sum(chaos, verdict -> (long) verdict.late().size()));
    }

    private static void table(String title, List<Map<String, Long>> counts) {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach(each -> each.forEach((name, count) -> all.merge(name, count, Long::sum)));
        List<String> lines = new ArrayList<>();
        all.forEach((name, count) -> lines.add(String.format("  %-45s %6d", name, count)));
        System.out.println(
                title + ": " + all.values().stream().mapToLong(Long::longValue).sum());
        lines.forEach(System.out::println);
    }

    private static long sum(Chaos chaos, Function<Verdict, Long> count) {
        return chaos.verdicts().stream().mapToLong(count::apply).sum();
    }

    private static void figure(String name, long value) {
        System.out.println("FIGURE chaos " + name + " " + value);
    }
}
