package io.github.cloudstackreactive.benchmarks.race;

import java.util.Locale;

/** A figure of the race and the limit that it is to reach. */
record Figure(String name, double value, double limit, boolean atLeast) {

    static Figure atLeast(double limit, String name, double value) {
        return new Figure(name, value, limit, true);
    }

    static Figure atMost(double limit, String name, double value) {
        return new Figure(name, value, limit, false);
    }

    boolean isReached() {
        return atLeast ? value >= limit : value <= limit;
    }

    String text() {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    String bound() {
        return String.format(Locale.ROOT, "%s %.2f", atLeast ? ">=" : "<=", limit);
    }
}
