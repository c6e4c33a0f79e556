package io.github.cloudstackreactive.benchmarks.race;

import java.io.IOException;
import java.util.List;

/** Races the client against others, and ends with one table and its figures; with 1 if a client failed. */
final class Race {

    private Race() {}

    public static void main(String[] args) {
        try {
            run(args.length == 0 ? "" : args[0]);
            System.exit(0);
        } catch (IllegalArgumentException misuse) {
            System.err.println(misuse.getMessage());
        } catch (Exception failure) {
            failure.printStackTrace();
        }
        System.exit(1);
    }

    private static void run(String option) throws IOException {
        if (!List.of("", "--quick", "--variants").contains(option)) {
            throw new IllegalArgumentException("usage: samples/race [--quick | --variants]");
        }
        try (ServerProcess server = ServerProcess.start()) {
            if (option.equals("--variants")) {
                new ListingHeats(server, new Outcome()).variants();
            } else {
                race(server, option.equals("--quick"));
            }
        }
    }

    private static void race(ServerProcess server, boolean quick) {
        Outcome outcome = new Outcome();
        ListingHeats listing = new ListingHeats(server, outcome);
        SmallCallHeats smallCalls = new SmallCallHeats(server, outcome);
        say("Lists against raw…");
        double raw = listing.raw();
        if (!quick) {
            say("Lists against other clients…");
            listing.others();
            say("Lists with 200 ms a page…");
            listing.withLatency(raw);
            say("The heap over 1,000,000 rows…");
            listing.heap();
        }
        say("Small calls…");
        smallCalls.manyAtATime();
        if (!quick) {
            smallCalls.whileListing();
        }
        say("The first row of a slow page…");
        listing.firstRow();
        outcome.print();
    }

    private static void say(String what) {
        System.err.println(what);
    }
}
