package io.github.cloudstackreactive.simulator;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events to webhooks over HTTP, on one thread of its own that never waits for a receiver.
 *
 * <p>As with a real server by default, five deliveries to a webhook are under way at most, a delivery succeeds by status
 * 200 only, and it is tried three times for ten seconds each and then dropped. Other than there the events of one job
 * arrive in their order, and another try comes a little later.
 */
final class Courier implements AutoCloseable {

    private static final int LANES = 5;
    private static final int ATTEMPTS = 3;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Function<String, @Nullable Webhook> webhooks;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1,
            task -> {
                Thread made = new Thread(task, "simulated-cloud-webhooks");
                made.setDaemon(true);
                return made;
            },
            // What comes after the close is dropped.
            new ThreadPoolExecutor.DiscardPolicy());
    private final Set<CompletableFuture<HttpResponse<Void>>> underWay = ConcurrentHashMap.newKeySet();

    // Both belong to the thread.
    private final Map<String, Lane[]> lanes = new HashMap<>();
    private @Nullable HttpClient http;

    /**
     * Starts the thread.
     *
     * @param webhooks a webhook as it is now, or null if it is there no more; asked before every attempt
     */
    Courier(Function<String, @Nullable Webhook> webhooks) {
        this.webhooks = webhooks;
        // Early, because the first client of a JVM takes its time to be made.
        thread.execute(this::http);
    }

    /** Does something on the thread. */
    void after(Duration wait, Runnable task) {
        var unused = thread.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    void deliver(String webhook, JobEvent event) {
        thread.execute(() -> lane(webhook, event.job()).add(event));
    }

    /** Drops what waits, and breaks off what is under way. */
    @Override
    public void close() {
        thread.shutdownNow();
        underWay.forEach(delivery -> delivery.cancel(true));
    }

    private Lane lane(String webhook, Job job) {
        Lane[] all = lanes.computeIfAbsent(webhook, id -> {
            Lane[] made = new Lane[LANES];
            for (int i = 0; i < LANES; i++) {
                made[i] = new Lane(id);
            }
            return made;
        });
        return all[Math.floorMod(job.id.hashCode(), LANES)];
    }

    private HttpClient http() {
        HttpClient made = http;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(LONGEST)
                    .build();
            http = made;
        }
        return made;
    }

    /** Deliveries to one webhook, one after the other. */
    private final class Lane {

        private final String webhook;
        private final Queue<JobEvent> waiting = new ArrayDeque<>();
        private int attempts;

        Lane(String webhook) {
            this.webhook = webhook;
        }

        void add(JobEvent event) {
            waiting.add(event);
            if (waiting.size() == 1) {
                attempt();
            }
        }

        private void attempt() {
            JobEvent event = waiting.element();
            Webhook to = webhooks.apply(webhook);
            if (to == null || !to.enabled()) {
                waiting.clear();
                attempts = 0;
                if (to == null) {
                    lanes.remove(webhook);
                }
                return;
            }
            attempts++;
            CompletableFuture<HttpResponse<Void>> delivery =
                    http().sendAsync(request(to, event), HttpResponse.BodyHandlers.discarding());
            underWay.add(delivery);
            if (thread.isShutdown()) {
                delivery.cancel(true);
            }
            var unused = delivery.whenComplete((response, failure) -> {
                underWay.remove(delivery);
                boolean delivered = failure == null && response.statusCode() == 200;
                thread.execute(() -> attempted(delivered));
            });
        }

        private void attempted(boolean delivered) {
            if (!delivered && attempts < ATTEMPTS) {
                after(BETWEEN_ATTEMPTS, this::attempt);
                return;
            }
            waiting.remove();
            attempts = 0;
            if (!waiting.isEmpty()) {
                attempt();
            }
        }
    }

    /** The headers of a real server's delivery (behaviour (i)). */
    private static HttpRequest request(Webhook to, JobEvent event) {
        byte[] body = event.body();
        HttpRequest.Builder request = HttpRequest.newBuilder(to.payloadUrl())
                .timeout(LONGEST)
                .header("X-CS-Event-ID", event.id())
                .header("X-CS-Event", event.job().type.event)
                .header("User-Agent", "CS-Hookshot/" + event.job().owner.id())
                .header("Content-Type", "application/json; charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        String signature = to.signatureOf(body);
        if (signature != null) {
            request.header("X-CS-Signature", signature);
        }
        return request.build();
    }
}
