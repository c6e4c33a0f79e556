package io.github.cloudstackreactive.samples.crawler;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the crawl did, list by list. */
final class CrawlTable {

    private CrawlTable() {}

    /**
     * @param took the time of the whole, which is less than the lists' together
     */
    static void print(List<Tally> tallies, Duration took, PrintWriter out) {
        int width =
                tallies.stream().mapToInt(tally -> name(tally).length()).max().orElse(0);
        String format = "%-" + Math.max(width, "list".length()) + "s  %12s  %8s  %8s  %9s  %6s%n";
        out.printf(format, "list", "items", "requests", "seconds", "items/s", "errors");
        for (Tally tally : tallies) {
            print(format, name(tally), tally.items(), tally.requests(), tally.took(), tally.errors(), out);
        }
        print(
                format,
                "all " + tallies.size(),
                tallies.stream().mapToLong(Tally::items).sum(),
                tallies.stream().mapToInt(Tally::requests).sum(),
                took,
                tallies.stream().mapToInt(Tally::errors).sum(),
                out);
        out.flush();
    }

    private static void print(
            String format, String name, long items, int requests, Duration took, int errors, PrintWriter out) {
        double seconds = took.toNanos() / 1e9;
        out.printf(
                format,
                name,
                String.format(Locale.ROOT, "%,d", items),
                String.format(Locale.ROOT, "%,d", requests),
                String.format(Locale.ROOT, "%,.2f", seconds),
                seconds == 0 ? "-" : String.format(Locale.ROOT, "%,.0f", items / seconds),
                String.format(Locale.ROOT, "%,d", errors));
    }

    private static String name(Tally tally) {
        return tally.list()
                + switch (tally.state()) {
                    case WAITING -> " (not tried)";
                    case RUNNING -> " (broken off)";
                    case FAILED -> " (failed)";
                    case DONE -> "";
                };
    }
}
