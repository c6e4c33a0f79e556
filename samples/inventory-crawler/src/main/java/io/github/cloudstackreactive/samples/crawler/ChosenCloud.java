package io.github.cloudstackreactive.samples.crawler;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.config.ConfigurationSearch;
import io.github.cloudstackreactive.exchange.CallListener;
import io.github.cloudstackreactive.simulator.Simulator;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The cloud to crawl: the configured one or, only where no place holds anything, a simulated one. */
final class ChosenCloud implements AutoCloseable {

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    // With these the simulator's cloud of 20,000 machines and 30,000 volumes is big enough to watch, and done in
    // seconds.
    private static final Duration SIMULATED_LATENCY = Duration.ofMillis(20);

    private final CloudStackClient client;
    private final @Nullable Simulator simulator;

    private ChosenCloud(CloudStackClient client, @Nullable Simulator simulator) {
        this.client = client;
        this.simulator = simulator;
    }

    /**
     * Chooses, without asking the cloud anything.
     *
     * @throws io.github.cloudstackreactive.error.ConfigurationException if what is configured is not whole
     */
    static ChosenCloud open(ConfigurationSearch search, CallListener listener) {
        if (search.anythingConfigured()) {
            return new ChosenCloud(
                    CloudStackClient.builder()
                            .configuration(search)
                            .listener(listener)
                            .build(),
                    null);
        }
        Simulator simulator = Simulator.builder()
                .latency(SIMULATED_LATENCY)
                .jitter(SIMULATED_LATENCY)
                .start();
        return new ChosenCloud(
                CloudStackClient.builder()
                        .configuration(search)
                        .endpoint(simulator.endpoint())
                        .credentials(simulator.apiKey(), simulator.secretKey())
                        .listener(listener)
                        .build(),
                simulator);
    }

    CloudStackClient client() {
        return client;
    }

    boolean simulated() {
        return simulator != null;
    }

    /** What is crawled, in a sentence. */
    String description() {
        return simulator == null
                ? "Crawling " + client.endpoint() + " (" + client.source() + ")."
                : String.format(
                        Locale.ROOT,
                        "No endpoint is configured: crawling a simulated cloud of %,d virtual machines. For a real one set"
                                + " CLOUDSTACK_ENDPOINT, CLOUDSTACK_KEY and CLOUDSTACK_SECRET.",
                        simulator.vms());
    }

    @Override
    public void close() {
        client.closeLater().onErrorComplete().block(LONGEST_CLOSE);
        if (simulator != null) {
            simulator.close();
        }
    }
}
