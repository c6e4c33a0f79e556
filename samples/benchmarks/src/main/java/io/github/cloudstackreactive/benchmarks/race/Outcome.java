package io.github.cloudstackreactive.benchmarks.race;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of the race, and its figures, each held against its limit. */
final class Outcome {

    private static final String ROW = "%-62s %10s %10s %8s  %-8s %s%n";

    private final List<String> rows = new ArrayList<>();
    private final List<String> figures = new ArrayList<>();

    /** Ours and another's in absolute numbers, with the figure that comes of them. */
    void add(String what, double ours, double other, Figure figure) {
        row(what, number(ours), number(other), figure);
    }

    void add(String what, Figure figure) {
        row(what, "", "", figure);
    }

    /** Numbers that are held against no limit. */
    void add(String what, double ours, double other) {
        rows.add(String.format(Locale.ROOT, ROW, what, number(ours), number(other), "", "", ""));
    }

    private void row(String what, String ours, String other, Figure figure) {
        rows.add(String.format(
                Locale.ROOT,
                ROW,
                what,
                ours,
                other,
                figure.text(),
                figure.bound(),
                figure.isReached() ? "PASS" : "FAIL"));
        figures.add("FIGURE lists " + figure.name() + " " + figure.text());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    void print() {
        System.out.printf(Locale.ROOT, ROW, "", "ours", "other", "figure", "limit", "");
        rows.forEach(System.out::print);
        figures.forEach(System.out::println);
    }
}
