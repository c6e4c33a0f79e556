package io.github.cloudstackreactive.benchmarks.race;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Races the client against others, and ends with one table and its figures. */
final class Race {

    private static final int SMALL_CALLS = 6_000;
    private static final int CONCURRENT = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(6);
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private Race() {}

    public static void main(String[] args) {
        try {
            run(args.length == 0 ? "" : args[0]);
            System.exit(0);
        } catch (Exception failure) {
            failure.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String option) throws IOException {
        Outcome outcome = new Outcome();
        try (ServerProcess server = ServerProcess.start()) {
            switch (option) {
                case "" -> {}
                case "--quick" -> {
                    raw(server, outcome);
                    smallCalls(server, outcome);
                    outcome.add(
                            "part of a page written when its first row is out",
                            Figure.atMost(0.25, "first-element-fraction", FirstRow.fraction()));
                }
                case "--variants" -> variants(server);
                default -> throw new IllegalArgumentException("usage: samples/race [--quick | --variants]");
            }
        }
        outcome.print();
    }

    private static void raw(ServerProcess server, Outcome outcome) {
        long machines = rows(32);
        URI cloud = server.cloud(machines, Duration.ZERO);
        try (Ours ours = new Ours(cloud, 0);
                Raw raw = new Raw(cloud, PageDecoding.FASTEST)) {
            Rounds<Listing> rounds = listed(machines, ours, raw);
            outcome.add(
                    "rows a second, one page at a time; raw",
                    rounds.median(0, Listing::rowsPerSecond),
                    rounds.median(1, Listing::rowsPerSecond),
                    Figure.atLeast(0.95, "vs-raw", rounds.ratio(0, 1, Listing::rowsPerSecond)));
            outcome.add(
                    "processor microseconds a row; raw",
                    rounds.median(0, Listing::processorMicrosPerRow),
                    rounds.median(1, Listing::processorMicrosPerRow));
        }
    }

    private static void smallCalls(ServerProcess server, Outcome outcome) {
        URI cloud = server.cloud(0, Duration.ZERO);
        try (Ours ours = new Ours(cloud, 0);
                Raw raw = new Raw(cloud, PageDecoding.FASTEST)) {
            List<Supplier<Burst>> runners = List.of(
                    () -> Burst.of(ours, SMALL_CALLS, CONCURRENT), () -> Burst.of(raw, SMALL_CALLS, CONCURRENT));
            Rounds<Burst> rounds = Rounds.of(WARM_UP.dividedBy(2), runners);
            outcome.add(
                    "small calls a second, 64 at a time; raw",
                    rounds.median(0, Burst::perSecond),
                    rounds.median(1, Burst::perSecond),
                    Figure.atLeast(0.95, "small-call-vs-raw", rounds.ratio(0, 1, Burst::perSecond)));
            outcome.add(
                    "microseconds of a small call, 64 at a time, p99; raw",
                    rounds.median(0, burst -> burst.micros(0.99)),
                    rounds.median(1, burst -> burst.micros(0.99)),
                    Figure.atMost(1.3, "small-call-p99-vs-raw", rounds.ratio(0, 1, burst -> burst.micros(0.99))));
        }
    }

    private static void variants(ServerProcess server) {
        long machines = rows(16);
        URI cloud = server.cloud(machines, Duration.ZERO);
        List<Raw> raws = new ArrayList<>();
        for (PageDecoding decoding : PageDecoding.values()) {
            raws.add(new Raw(cloud, decoding));
        }
        Rounds<Listing> rounds = listed(machines, raws.toArray(Contestant[]::new));
        for (PageDecoding decoding : PageDecoding.values()) {
            System.out.printf(
                    "%s %.0f rows/s, %.2f of %s%n",
                    decoding,
                    rounds.median(decoding.ordinal(), Listing::rowsPerSecond),
                    rounds.ratio(decoding.ordinal(), PageDecoding.FASTEST.ordinal(), Listing::rowsPerSecond),
                    PageDecoding.FASTEST);
        }
        raws.forEach(Raw::close);
    }

    private static Rounds<Listing> listed(long machines, Contestant... contestants) {
        List<Supplier<Listing>> runners = new ArrayList<>();
        for (Contestant contestant : contestants) {
            runners.add(() -> Listing.by(contestant, new RowCheck(machines, LONGEST)));
        }
        return Rounds.of(WARM_UP, runners);
    }

    // A last page that is not full spares every client the question whether there is another.
    private static long rows(int pages) {
        return (long) pages * Contestant.PAGE_SIZE - 1;
    }
}
