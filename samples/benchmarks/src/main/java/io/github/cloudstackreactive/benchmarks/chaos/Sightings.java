package io.github.cloudstackreactive.benchmarks.chaos;

import io.github.cloudstackreactive.simulator.RequestRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** When the server saw each command that makes something, by the name of what it makes. */
final class Sightings {

    private final Map<String, List<Long>> byMarker = new HashMap<>();

    /** Told of a request as it arrives. */
    synchronized void saw(RequestRecord request) {
        String command = String.valueOf(request.command()).toLowerCase(Locale.ROOT);
        String name = request.parameters().get("name");
        if (name != null && (command.startsWith("create") || command.startsWith("deploy"))) {
            byMarker.computeIfAbsent(name, marker -> new ArrayList<>()).add(System.nanoTime());
        }
    }

    /** The times, in nanoseconds of this machine. */
    synchronized List<Long> of(String marker) {
        return List.copyOf(byMarker.getOrDefault(marker, List.of()));
    }
}
