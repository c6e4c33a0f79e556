package io.github.cloudstackreactive.simulator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Runs a simulated cloud until it is killed, and prints where it is and the keys of its admin, which are fixtures. */
public final class SimulatorMain {

    private static final String USAGE = """
            Usage: SimulatorMain [--port N] [--vms N] [--volumes N] [--zones N] [--hosts N] [--page-size N]
                                 [--latency-ms N] [--jitter-ms N] [--job-ms N] [--api-limit CALLS_PER_SECOND]
                                 [--unauthenticated] [--enforce-post]""";

    private SimulatorMain() {}

    /** Starts; see {@code --help}. */
    public static void main(String[] args) throws InterruptedException {
        SimulatorBuilder builder;
        try {
            builder = parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + System.lineSeparator() + USAGE);
            System.exit(2);
            return;
        }
        Simulator cloud = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(cloud::close, "simulated-cloud-close"));
        System.out.println("endpoint " + cloud.endpoint());
        System.out.println("apikey   " + cloud.apiKey());
        System.out.println("secret   " + cloud.secretKey());
        new CountDownLatch(1).await();
    }

    static SimulatorBuilder parse(String... args) {
        SimulatorBuilder builder = Simulator.builder();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--unauthenticated" -> builder = builder.unauthenticated(true);
                case "--enforce-post" -> builder = builder.enforcePostAndTimestamps(true);
                default -> {
                    if (i + 1 == args.length) {
                        throw new IllegalArgumentException("No value for " + args[i]);
                    }
                    builder = set(builder, args[i], args[++i]);
                }
            }
        }
        return builder;
    }

    private static SimulatorBuilder set(SimulatorBuilder builder, String name, String text) {
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Not a number: " + name + " " + text, e);
        }
        return switch (name) {
            case "--port" -> builder.port(value);
            case "--vms" -> builder.vms(value);
            case "--volumes" -> builder.volumes(value);
            case "--zones" -> builder.zones(value);
            case "--hosts" -> builder.hosts(value);
            case "--page-size" -> builder.defaultPageSize(value);
            case "--latency-ms" -> builder.latency(Duration.ofMillis(value));
            case "--jitter-ms" -> builder.jitter(Duration.ofMillis(value));
            case "--job-ms" -> builder.jobDuration(Duration.ofMillis(value));
            case "--api-limit" -> builder.apiLimit(value, Duration.ofSeconds(1)).apiLimitForAdmins(true);
            default -> throw new IllegalArgumentException("Unknown option " + name);
        };
    }
}
