package io.github.cloudstackreactive.benchmarks.race;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The list of all machines against that of others; each heat adds its figures to the outcome. */
final class ListingHeats {

    private static final Duration NONE = Duration.ZERO;
    private static final Duration SLOW = Duration.ofMillis(200);
    private static final int IN_FLIGHT = 8;
    private static final int SHORT_PAGES = 24;
    private static final int PAGES = 40;
    private static final int SLOW_PAGES = 200;

    private final ServerProcess server;
    private final Outcome outcome;

    ListingHeats(ServerProcess server, Outcome outcome) {
        this.server = server;
        this.outcome = outcome;
    }

    /** Ours and raw, one page at a time; gives how many rows a second raw took. */
    double raw() {
        try (Runners runners = new Runners(server, NONE)) {
            int ours = runners.add(PAGES, cloud -> new Ours(cloud, 0));
            int raw = runners.add(PAGES, cloud -> new Raw(cloud, PageDecoding.FASTEST));
            Rounds<Listing> rounds = runners.race(Rounds.COUNT, Duration.ofSeconds(17));
            rate("rows a second, one page at a time; raw", rounds, ours, raw, 0.95, "vs-raw");
            outcome.add(
                    "processor microseconds a row; raw",
                    rounds.mean(ours, Listing::processorMicrosPerRow),
                    rounds.mean(raw, Listing::processorMicrosPerRow));
            outcome.add(
                    "bytes allocated a row; raw",
                    rounds.median(ours, Listing::bytesPerRow),
                    rounds.median(raw, Listing::bytesPerRow));
            return rounds.median(raw, Listing::rowsPerSecond);
        }
    }

    /** Ours and the other clients, without latency. */
    void others() {
        try (Runners runners = new Runners(server, NONE)) {
            int ours = runners.add(PAGES, cloud -> new Ours(cloud, 0));
            int jclouds = runners.add(4, Jclouds::new);
            int autonomiccs = runners.add(24, Autonomiccs::new);
            int ahead = runners.add(PAGES, cloud -> new Ours(cloud, 4));
            Rounds<Listing> rounds = runners.race(Rounds.COUNT, Duration.ofSeconds(20));
            rate("rows a second, one page at a time; jclouds", rounds, ours, jclouds, 8, "vs-jclouds");
            rate("rows a second, one page at a time; Autonomiccs", rounds, ours, autonomiccs, 1.45, "vs-autonomiccs");
            rate(
                    "rows a second, prefetch 4; Autonomiccs one page at a time",
                    rounds,
                    ahead,
                    autonomiccs,
                    1.65,
                    "vs-autonomiccs-prefetch-4");
            double alone = jacksonAlone();
            double our = rounds.median(ours, Listing::bytesPerRow);
            outcome.add(
                    "bytes allocated a row; Jackson alone",
                    our,
                    alone,
                    Figure.atMost(1.3, "bytes-vs-jackson", our / alone));
        }
    }

    /** What Jackson allocates for a row of a page that lies ready in an array. */
    private static double jacksonAlone() {
        int rows = Contestant.PAGE_SIZE;
        ByteBuf buffer = new MachinePage(new MachineRows(), 0, rows, rows).whole(UnpooledByteBufAllocator.DEFAULT);
        byte[] page = ByteBufUtil.getBytes(buffer);
        buffer.release();
        Supplier<Double> run = () -> Usage.of(() -> PageDecoding.rows(PageDecoding.REPLY.readValue(page)))
                        .allocatedBytes()
                / (double) rows;
        return Rounds.of(Rounds.COUNT, Duration.ofSeconds(1), List.of(run)).median(0, bytes -> bytes);
    }

    /** All clients on a server that takes its time for every page. */
    void withLatency(double rawRowsPerSecond) {
        try (Runners runners = new Runners(server, SLOW)) {
            int ours = runners.add(SLOW_PAGES, cloud -> new Ours(cloud, IN_FLIGHT));
            int jclouds = runners.add(3, Jclouds::new);
            int autonomiccs = runners.add(5, Autonomiccs::new);
            Rounds<Listing> rounds = runners.race(Rounds.COUNT, Duration.ofSeconds(1));
            rate("rows a second, 200 ms a page, prefetch 8; jclouds", rounds, ours, jclouds, 8, "vs-jclouds-200ms");
            rate(
                    "rows a second, 200 ms a page, prefetch 8; Autonomiccs",
                    rounds,
                    ours,
                    autonomiccs,
                    6,
                    "vs-autonomiccs-200ms");
            double waiting = SLOW.toMillis() / 1e3 * Math.ceil(SLOW_PAGES / (double) IN_FLIGHT);
            double reading = SLOW_PAGES * Contestant.PAGE_SIZE / rawRowsPerSecond;
            double ideal = SLOW_PAGES * Contestant.PAGE_SIZE / Math.max(waiting, reading);
            double our = rounds.median(ours, Listing::rowsPerSecond);
            outcome.add(
                    "rows a second, 200 ms a page, prefetch 8; ideal",
                    our,
                    ideal,
                    Figure.atLeast(0.9, "vs-ideal-200ms", our / ideal));
        }
    }

    void firstRow() {
        outcome.add(
                "part of a page written when its first row is out",
                Figure.atMost(0.25, "first-element-fraction", FirstRow.fraction()));
    }

    void heap() {
        long machines = Runners.machines(2_000);
        try (Ours ours = new Ours(server.cloud(machines, NONE), 0)) {
            outcome.add(
                    "MB of heap above idle over 1,000,000 rows",
                    Figure.atMost(32, "heap-mb-over-1m-rows", HeapOverRows.most(ours, machines)));
        }
    }

    void variants() {
        try (Runners runners = new Runners(server, NONE)) {
            for (PageDecoding decoding : PageDecoding.values()) {
                runners.add(SHORT_PAGES, cloud -> new Raw(cloud, decoding));
            }
            Rounds<Listing> rounds = runners.race(Rounds.SHORT_COUNT, Duration.ofSeconds(20));
            for (PageDecoding decoding : PageDecoding.values()) {
                int variant = decoding.ordinal();
                System.out.printf(
                        Locale.ROOT,
                        "%s: %,d rows a second, %.2f of %s; %.1f microseconds of processor and %,d bytes a row%n",
                        decoding,
                        Math.round(rounds.median(variant, Listing::rowsPerSecond)),
                        rounds.ratio(variant, PageDecoding.FASTEST.ordinal(), Listing::rowsPerSecond),
                        PageDecoding.FASTEST,
                        rounds.mean(variant, Listing::processorMicrosPerRow),
                        Math.round(rounds.median(variant, Listing::bytesPerRow)));
            }
        }
    }

    private void rate(String what, Rounds<Listing> rounds, int ours, int other, double limit, String name) {
        outcome.add(
                what,
                rounds.median(ours, Listing::rowsPerSecond),
                rounds.median(other, Listing::rowsPerSecond),
                Figure.atLeast(limit, name, rounds.ratio(ours, other, Listing::rowsPerSecond)));
    }
}
