package io.github.cloudstackreactive.samples.crawler;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** A plain line each few seconds, where there is no terminal. */
final class ProgressLines implements Progress {

    private final List<Tally> tallies;
    private final PrintStream out;
    private final Disposable ticking;

    ProgressLines(List<Tally> tallies, Duration every, Scheduler thread, PrintStream out) {
        this.tallies = tallies;
        this.out = out;
        this.ticking = Flux.interval(every, thread).subscribe(tick -> say(line()));
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public void close() {
        ticking.dispose();
    }

    private String line() {
        long items = tallies.stream().mapToLong(Tally::items).sum();
        long over = tallies.stream()
                .filter(tally -> tally.state() == Tally.State.DONE || tally.state() == Tally.State.FAILED)
                .count();
        String running = tallies.stream()
                .filter(tally -> tally.state() == Tally.State.RUNNING)
                .map(ProgressLines::come)
                .collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "%,d items, %d of %d lists done; %s", items, over, tallies.size(), running);
    }

    private static String come(Tally tally) {
        return tally.expectsMore()
                ? String.format(Locale.ROOT, "%s %,d of %,d", tally.list(), tally.items(), tally.expected())
                : String.format(Locale.ROOT, "%s %,d", tally.list(), tally.items());
    }
}
