package io.github.cloudstackreactive;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.simulator.Simulator;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A service's day in small: a steady stream of mixed calls to a server that is restarted every 30 s, for two hours or as many
 * minutes as {@code -Dsteady.minutes} says.
 *
 * <p>Nothing grows: neither heap nor threads nor open files, nor what the client has in hand; and throughput stays.
 */
@Tag("soak")
class SteadyRunTest {

    private static final int MINUTES = Integer.getInteger("steady.minutes", 120);
    private static final int CALLS_A_SECOND = 100;
    private static final Duration UP = Duration.ofSeconds(28);
    private static final Duration DOWN = Duration.ofSeconds(2);

    private final AtomicInteger numbers = new AtomicInteger();
    private final LongAdder well = new LongAdder();
    private final LongAdder subscribed = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();

    /** What one minute came to. */
    private record Minute(long well, long heap, int threads, long files) {}

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void nothingGrowsAndNothingSlowsDown() throws Exception {
        List<Minute> minutes = new ArrayList<>();
        try (Simulator cloud = Simulator.builder()
                        .vms(200)
                        .jobDuration(Duration.ofMillis(200))
                        .start();
                CloudStackClient client = CloudStackClient.builder()
                        .endpoint(cloud.endpoint())
                        .credentials(cloud.apiKey(), cloud.secretKey())
                        .replyTimeout(Duration.ofSeconds(5), Duration.ofSeconds(5))
                        .lostReplyGrace(Duration.ofSeconds(5))
                        .build()) {
            Disposable restarts = Mono.delay(UP, Schedulers.boundedElastic())
                    .doOnNext(up -> cloud.stop())
                    .then(Mono.delay(DOWN, Schedulers.boundedElastic()))
                    .doOnNext(down -> cloud.restart())
                    .repeat()
                    .subscribe();
            Disposable calls = Flux.interval(Duration.ofNanos(1_000_000_000 / CALLS_A_SECOND))
                    .onBackpressureDrop()
                    .subscribe(tick -> watched(call(client, numbers.incrementAndGet())));

            for (int minute = 0; minute < MINUTES; minute++) {
                long before = well.sum();
                Thread.sleep(60_000);
                minutes.add(now(well.sum() - before));
                System.out.println("FIGURE steady minute " + (minute + 1) + ": " + minutes.get(minute) + ", "
                        + client.load() + ", failures " + failures);
            }

            calls.dispose();
            restarts.dispose();
            Thread.sleep(2_000);
            cloud.restart();
            Thread.sleep(20_000);
            assertThat(ended.sum()).isEqualTo(subscribed.sum());
            assertThat(client.load().underWay()).isZero();
            assertThat(client.load().waiting()).isZero();

            assertThat(failures).doesNotContainKey("other");
        }
        Minute early = minutes.get(Math.min(2, minutes.size() - 1));
        Minute last = minutes.get(minutes.size() - 1);
        assertThat(last.heap()).isLessThan(early.heap() + (24L << 20));
        assertThat(last.threads()).isLessThanOrEqualTo(early.threads() + 4);
        assertThat(last.files()).isLessThanOrEqualTo(early.files() + 70);
        assertThat(last.well()).isGreaterThan(early.well() * 8 / 10);
    }

    private void watched(Mono<?> call) {
        subscribed.increment();
        call.subscribe(
                answer -> {},
                failure -> {
                    ended.increment();
                    String kind = failure instanceof CloudStackException
                            ? failure.getClass().getSimpleName()
                            : "other";
                    failures.computeIfAbsent(kind, each -> new LongAdder()).increment();
                },
                () -> {
                    ended.increment();
                    well.increment();
                });
    }

    private static Mono<?> call(CloudStackClient client, int number) {
        return switch (number % 10) {
            case 0 ->
                client.virtualMachines()
                        .listVirtualMachines(list -> list.listAll(true))
                        .pageSize(50)
                        .count();
            case 1 ->
                client.tags()
                        .createTags(tag -> tag.resourceType("UserVm")
                                .resourceIds("vm-" + number)
                                .tags(Map.of("n", "" + number)))
                        .onErrorResume(ApiException.class, refused -> Mono.empty());
            case 2 -> client.zones().listZones().collectList();
            default -> client.execute(Command.of("getTimeOfDay").with("example", "n" + number));
        };
    }

    private static Minute now(long well) {
        System.gc();
        return new Minute(
                well,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getOpenFileDescriptorCount());
    }
}
