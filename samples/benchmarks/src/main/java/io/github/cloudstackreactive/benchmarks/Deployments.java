package io.github.cloudstackreactive.benchmarks;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.api.DeployVirtualMachine;
import io.github.cloudstackreactive.simulator.JobRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Deployments whose durations follow from a seed, and how long after the end of its job each was known to be over. */
final class Deployments {

    private static final long SEED = 20260131;

    private final Map<String, Duration> durations = new LinkedHashMap<>();
    private final Map<String, Long> ends = new ConcurrentHashMap<>();
    private final Map<String, Long> delays = new ConcurrentHashMap<>();

    /** As many, each as long as the next number from the seed says: the same ones at every call. */
    Deployments(int count, Duration shortest, Duration longest) {
        Random random = new Random(SEED);
        long spread = longest.minus(shortest).toNanos();
        for (int number = 0; number < count; number++) {
            durations.put("m-" + number, shortest.plusNanos((long) (spread * random.nextDouble())));
        }
    }

    List<DeployVirtualMachine> commands(CloudStackClient cloud) {
        String zone =
                Objects.requireNonNull(cloud.zones().listZones().blockFirst()).id();
        String offering = Objects.requireNonNull(
                        cloud.offerings().listServiceOfferings().blockFirst())
                .id();
        DeployVirtualMachine machine = new DeployVirtualMachine()
                .zoneId(Objects.requireNonNull(zone))
                .serviceOfferingId(Objects.requireNonNull(offering));
        return durations.keySet().stream().map(machine::name).toList();
    }

    /** How long a job takes that starts now; as a simulator asks. */
    Duration start(JobRequest job) {
        String name = Objects.requireNonNull(job.name());
        Duration takes = Objects.requireNonNull(durations.get(name));
        ends.put(name, System.nanoTime() + takes.toNanos());
        return takes;
    }

    /** Notes that the machine is known, now, to run. */
    void known(String name) {
        delays.put(name, System.nanoTime() - Objects.requireNonNull(ends.get(name)));
    }

    int count() {
        return durations.size();
    }

    /** The delay that this share of the deployments did not exceed, in milliseconds. */
    double delay(double share) {
        if (delays.size() != durations.size()) {
            throw new IllegalStateException(
                    "Of " + durations.size() + " machines " + delays.size() + " are known to run.");
        }
        List<Long> sorted = delays.values().stream().sorted().toList();
        return sorted.get((int) (share * (sorted.size() - 1))) / 1e6;
    }
}
