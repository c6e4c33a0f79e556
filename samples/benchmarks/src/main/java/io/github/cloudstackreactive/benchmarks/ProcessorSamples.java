package io.github.cloudstackreactive.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the processors were busy, by the samples of the flight recorder.
 *
 * <p>Each sample belongs to the package of this library whose code is innermost on its stack; where HTTP or JSON code lies
 * further in still, it belongs to that.
 */
final class ProcessorSamples {

    private static final Duration PERIOD = Duration.ofMillis(10);
    private static final String OURS = "io.github.cloudstackreactive.";
    private static final String NONE = "none of these";

    private final Map<String, Long> byRoom = new TreeMap<>();

    /** Runs, and samples meanwhile. */
    <T> T during(Supplier<T> run) {
        ManagementCommand.JFR_CONFIGURE.call("stackdepth=1024");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ExecutionSample").withPeriod(PERIOD);
            recording.start();
            T result = run.get();
            recording.stop();
            read(recording);
            return result;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** How many processors, on average over this time, were busy in a room. */
    double share(String room, Duration time) {
        return byRoom.getOrDefault(room, 0L) * PERIOD.toNanos() / (double) time.toNanos();
    }

    void print() {
        System.out.println(byRoom.values().stream().mapToLong(Long::longValue).sum() + " samples, one each "
                + PERIOD.toMillis() + " ms of a busy thread: "
                + byRoom.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .map(room -> room.getKey() + " " + room.getValue())
                        .collect(Collectors.joining(", ")));
    }

    private void read(Recording recording) throws IOException {
        Path file = Files.createTempFile("benchmark", ".jfr");
        try {
            recording.dump(file);
            for (RecordedEvent sample : RecordingFile.readAllEvents(file)) {
                byRoom.merge(room(sample.getStackTrace()), 1L, Long::sum);
            }
        } finally {
            Files.delete(file);
        }
    }

    private static String room(RecordedStackTrace stack) {
        for (RecordedFrame frame : stack == null ? List.<RecordedFrame>of() : stack.getFrames()) {
            String type = frame.getMethod().getType().getName();
            if (type.startsWith(OURS)) {
                String inside = type.substring(OURS.length());
                return inside.contains(".") ? inside.substring(0, inside.indexOf('.')) : "root";
            }
            if (type.startsWith("io.netty.") || type.startsWith("reactor.netty.")) {
                return "HTTP";
            }
            if (type.startsWith("tools.jackson.")) {
                return "JSON";
            }
        }
        return NONE;
    }
}
