package io.github.cloudstackreactive.benchmarks;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** The first call of a fresh JVM, typed or untyped; prints how long it took and how many classes it loaded. */
final class FirstCall {

    private FirstCall() {}

    public static void main(String[] args) {
        boolean typed = args[0].equals("typed");
        long began = System.nanoTime();
        try (CloudStackClient cloud = CloudStackClient.builder()
                .endpoint(args[1])
                .credentials(args[2], args[3])
                .build()) {
            long rows = (typed
                            ? cloud.zones().listZones().count()
                            : cloud.list(Command.of("listZones")).count())
                    .blockOptional(Duration.ofSeconds(30))
                    .orElseThrow();
            long micros = (System.nanoTime() - began) / 1_000;
            int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
            System.out.println("FIRST " + micros + " " + classes + " " + rows);
        }
        System.exit(0);
    }
}
