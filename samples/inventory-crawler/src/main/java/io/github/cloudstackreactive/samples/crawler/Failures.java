package io.github.cloudstackreactive.samples.crawler;

import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The lists that failed, those of one cause together. */
final class Failures {

    private final List<Tally> tallies;
    private final List<Tally> failed;

    Failures(List<Tally> tallies) {
        this.tallies = tallies;
        this.failed = tallies.stream()
                .filter(tally -> tally.state() == Tally.State.FAILED)
                .toList();
    }

    boolean any() {
        return !failed.isEmpty();
    }

    /** Whether no list went well, and so nothing could be done. */
    boolean total() {
        return any() && tallies.stream().allMatch(tally -> tally.state() != Tally.State.DONE && tally.items() == 0);
    }

    /** A line for each cause. */
    List<String> lines() {
        Map<String, List<Tally>> byCause = failed.stream()
                .collect(Collectors.groupingBy(
                        tally -> cause(tally).replace(tally.list(), "?"), LinkedHashMap::new, Collectors.toList()));
        List<String> lines = new ArrayList<>();
        byCause.values().forEach(alike -> lines.add(line(alike)));
        return lines;
    }

    private String line(List<Tally> alike) {
        String cause = cause(alike.get(0));
        if (alike.size() == failed.size() && total()) {
            return "Nothing could be crawled. " + cause;
        }
        if (alike.size() == 1) {
            return "Failed: " + cause;
        }
        return "Failed alike: " + alike.stream().map(Tally::list).collect(Collectors.joining(", ")) + ". " + cause;
    }

    private static String cause(Tally tally) {
        Throwable failure = tally.failure();
        boolean named = failure instanceof CloudStackException;
        return (named ? "" : tally.list() + ": ") + words(failure);
    }

    /** What went wrong, on one line. */
    static String words(@Nullable Throwable failure) {
        String message = failure == null ? "" : String.valueOf(failure.getMessage());
        if (failure instanceof ConfigurationException) {
            return OneLine.of(withoutEmptyPlaces(message));
        }
        boolean foreseen = failure instanceof CloudStackException || failure instanceof UnwritableException;
        return OneLine.of(foreseen ? message : "Unexpected: " + failure);
    }

    // The message ends in every place looked at, a line each; of a dozen, those that hold nothing tell nothing here.
    private static String withoutEmptyPlaces(String message) {
        return message.lines().filter(line -> !line.contains(": has none of ")).collect(Collectors.joining("\n"));
    }
}
