package io.github.cloudstackreactive.benchmarks.race;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The {@link PageServer} in its own Java runtime, until it is closed or this process ends. */
final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static ServerProcess start() throws IOException {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PageServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        String first = said.readLine();
        if (first == null || !first.startsWith("PORT ")) {
            process.destroy();
            throw new IllegalStateException("The page server did not start: " + first);
        }
        return new ServerProcess(process, Integer.parseInt(first.substring("PORT ".length())));
    }

    /** The endpoint of a cloud of so many machines, each of whose replies takes so long. */
    URI cloud(long machines, Duration latency) {
        return URI.create("http://127.0.0.1:" + port + "/" + machines + "/rows/" + latency.toMillis() + "/ms");
    }

    @Override
    public void close() {
        process.destroy();
    }
}
