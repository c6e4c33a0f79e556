package io.github.cloudstackreactive.benchmarks.race;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Clients that list against each other, each on a cloud of a size that suits its speed. */
final class Runners implements AutoCloseable {

    private final ServerProcess server;
    private final Duration latency;
    private final List<Contestant> contestants = new ArrayList<>();
    private final List<Supplier<Listing>> runs = new ArrayList<>();

    /**
     * @param latency how long the server takes for a page
     */
    Runners(ServerProcess server, Duration latency) {
        this.server = server;
        this.latency = latency;
    }

    /** How many machines so many pages show; a last one that is not full spares all the question whether there is another. */
    static long machines(int pages) {
        return (long) pages * Contestant.PAGE_SIZE - 1;
    }

    /** Adds one; gives its number. */
    int add(int pages, Function<URI, Contestant> client) {
        long machines = machines(pages);
        Contestant contestant = client.apply(server.cloud(machines, latency));
        contestants.add(contestant);
        runs.add(() -> Listing.by(contestant, machines));
        return runs.size() - 1;
    }

    Rounds<Listing> race(int rounds, Duration warmUp) {
        return Rounds.of(rounds, warmUp, runs);
    }

    @Override
    public void close() {
        contestants.forEach(Contestant::close);
    }
}
