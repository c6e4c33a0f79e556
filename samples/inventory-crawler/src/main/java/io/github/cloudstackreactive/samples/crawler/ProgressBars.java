package io.github.cloudstackreactive.samples.crawler;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar for each list, on a terminal. */
final class ProgressBars implements Progress {

    private static final int REFRESH_MILLIS = 200;

    private final TerminalLines screen;
    private final int nameWidth;
    private final Map<String, ProgressBar> bars = new ConcurrentHashMap<>();

    ProgressBars(Iterable<Tally> tallies, int columns, PrintStream terminal) {
        this.screen = new TerminalLines(terminal, columns);
        int longest = 0;
        for (Tally tally : tallies) {
            longest = Math.max(longest, tally.list().length());
        }
        this.nameWidth = longest;
    }

    @Override
    public void began(Tally tally) {
        bars.put(
                tally.list(),
                new ProgressBarBuilder()
                        .setTaskName(String.format("%-" + nameWidth + "s", tally.list()))
                        .setInitialMax(-1)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(REFRESH_MILLIS)
                        .setConsumer(screen.line())
                        .build());
    }

    @Override
    public void arrived(Tally tally) {
        ProgressBar bar = bars.get(tally.list());
        if (bar != null) {
            // Where no total is to be believed, the bar only runs to and fro.
            Long total = tally.expected();
            bar.maxHint(total == null ? -1 : total);
            bar.stepTo(tally.items());
        }
    }

    @Override
    public void ended(Tally tally) {
        ProgressBar bar = bars.remove(tally.list());
        if (bar != null) {
            if (tally.state() == Tally.State.FAILED) {
                bar.setExtraMessage(" failed");
            } else {
                bar.maxHint(tally.items());
            }
            bar.close();
        }
    }

    @Override
    public void say(String line) {
        screen.say(line);
    }

    @Override
    public void close() {
        bars.values().forEach(ProgressBar::close);
        bars.clear();
    }
}
