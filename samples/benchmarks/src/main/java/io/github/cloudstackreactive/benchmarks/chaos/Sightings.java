package io.github.cloudstackreactive.benchmarks.chaos;

import io.github.cloudstackreactive.simulator.RequestRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** When the server saw each command that makes something, by the name of what it makes, and each look for a job. */
final class Sightings {

    static final String LOOK = "queryAsyncJobResult";

    private final Map<String, List<Long>> byMarker = new HashMap<>();
    private final Map<String, Long> startByJobId = new HashMap<>();
    private final Map<String, List<Long>> looksByJobId = new HashMap<>();

    /**
     * The looks for a job that the server has seen.
     *
     * @param before those before the command that started it, which could not find it
     * @param after those after it
     */
    record Looks(long before, long after) {}

    /** Told of a request as it arrives, before it is carried out on the same thread. */
    synchronized void saw(RequestRecord request) {
        long now = System.nanoTime();
        String command = String.valueOf(request.command()).toLowerCase(Locale.ROOT);
        Map<String, String> parameters = request.parameters();
        if (command.equals(LOOK.toLowerCase(Locale.ROOT))) {
            looksByJobId
                    .computeIfAbsent(parameters.getOrDefault("jobid", ""), id -> new ArrayList<>())
                    .add(now);
        }
        String name = parameters.get("name");
        if (name != null && (command.startsWith("create") || command.startsWith("deploy"))) {
            byMarker.computeIfAbsent(name, marker -> new ArrayList<>()).add(now);
            startByJobId.putIfAbsent(parameters.getOrDefault("customjobid", ""), now);
        }
    }

    /** The times, in nanoseconds of this machine. */
    synchronized List<Long> of(String marker) {
        return List.copyOf(byMarker.getOrDefault(marker, List.of()));
    }

    synchronized Looks looksFor(String jobId) {
        List<Long> looks = looksByJobId.getOrDefault(jobId, List.of());
        Long started = startByJobId.get(jobId);
        long before = started == null
                ? looks.size()
                : looks.stream().filter(look -> look - started < 0).count();
        return new Looks(before, looks.size() - before);
    }
}
