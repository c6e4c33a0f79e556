package io.github.cloudstackreactive.samples.crawler;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * The last lines of a terminal, which change in place: those of the bars that run. A bar that is over stays above them.
 *
 * <p>So only as many lines move as lists run at once, however small the terminal is.
 */
final class TerminalLines {

    private static final String UP_AND_CLEAR = "\u001b[1A\u001b[2K";

    private final PrintStream terminal;
    private final int columns;
    private final List<Line> moving = new ArrayList<>();
    private int drawn;

    TerminalLines(PrintStream terminal, int columns) {
        this.terminal = terminal;
        this.columns = columns;
    }

    /** A line of its own for one bar, until the bar is closed. */
    ProgressBarConsumer line() {
        return new Line();
    }

    /** Prints a line above those that move. */
    synchronized void say(String text) {
        redraw(text + "\n");
    }

    private synchronized void show(Line line, String text) {
        if (!moving.contains(line)) {
            moving.add(line);
        }
        line.text = text.strip();
        redraw("");
    }

    private synchronized void settle(Line line) {
        if (moving.remove(line)) {
            redraw(line.text + "\n");
        }
    }

    private void redraw(String above) {
        StringBuilder text = new StringBuilder("\r");
        text.append(UP_AND_CLEAR.repeat(drawn)).append(above);
        moving.forEach(line -> text.append(line.text).append('\n'));
        drawn = moving.size();
        terminal.print(text);
        terminal.flush();
    }

    private final class Line implements ProgressBarConsumer {

        private String text = "";

        @Override
        public int getMaxRenderedLength() {
            return columns - 1;
        }

        @Override
        public void accept(String rendered) {
            show(this, rendered);
        }

        @Override
        public void close() {
            settle(this);
        }
    }
}
