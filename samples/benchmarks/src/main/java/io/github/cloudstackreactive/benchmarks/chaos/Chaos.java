package io.github.cloudstackreactive.benchmarks.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Many schedules, several at a time, and what they have left behind together.
 *
 * @param leakedInAll what cannot be laid at the door of a single one: buffers and objects
 */
record Chaos(List<Verdict> verdicts, List<String> leakedInAll, Duration took) {

    private static final int AT_ONCE = 6;
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final long WARM_UP = 0;

    /**
     * Runs the schedules of these seeds. Blocks.
     *
     * @param told of each as it ends
     */
    static Chaos of(List<Long> seeds, Consumer<Verdict> told) {
        return of(seeds, SeededRun::of, told);
    }

    static Chaos of(List<Long> seeds, LongFunction<Verdict> run, Consumer<Verdict> told) {
        // What is made once for all is made before anything is counted.
        SeededRun.calm(WARM_UP);
        SeededRun.of(WARM_UP);
        List<String> left = new ArrayList<>(BufferWatch.found());
        ObjectWatch objects = ObjectWatch.begin();
        long began = System.nanoTime();
        Scheduler threads = Schedulers.newBoundedElastic(AT_ONCE, Integer.MAX_VALUE, "chaos");
        List<Verdict> verdicts = Flux.fromIterable(seeds)
                .flatMap(seed -> Mono.fromCallable(() -> run.apply(seed)).subscribeOn(threads), AT_ONCE)
                .doOnNext(told)
                .collectSortedList((a, b) -> Long.compare(a.seed(), b.seed()))
                .blockOptional(LONGEST)
                .orElse(List.of());
        threads.dispose();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        left.addAll(objects.found());
        objects.end();
        left.addAll(BufferWatch.found());
        return new Chaos(verdicts, left, took);
    }

    boolean isGood() {
        return leakedInAll.isEmpty() && verdicts.stream().allMatch(Verdict::isGood);
    }

    /** What went wrong with one, and how to see it alone. */
    static String story(Verdict verdict) {
        StringBuilder story = new StringBuilder();
        tell(story, verdict, "wrong", verdict.wrong());
        tell(story, verdict, "doubled", verdict.doubled());
        tell(story, verdict, "leaked", verdict.leaked());
        tell(story, verdict, "late", verdict.late());
        return story.append("To see it alone: samples/bench chaos --seed ")
                .append(verdict.seed())
                .append('\n')
                .toString();
    }

    private static void tell(StringBuilder story, Verdict verdict, String what, List<String> lines) {
        lines.forEach(line -> story.append("seed ")
                .append(verdict.seed())
                .append(" ")
                .append(what)
                .append(": ")
                .append(line)
                .append('\n'));
    }
}
