package io.github.cloudstackreactive.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.OverloadedException;
import io.github.cloudstackreactive.simulator.Simulator;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import tools.jackson.databind.JsonNode;

/** More calls than a server bears: over sockets, in real time. */
@Timeout(60)
class OverloadTest {

    private static final int SUBSCRIBERS = 50_000;
    private static final int WAVES = 10;
    private static final int PER_SECOND = 200;
    private static final int QUEUE = 500;
    private static final UntypedCommand<JsonNode> TIME = Command.of("getTimeOfDay");

    @Test
    void fiftyThousandSubscribersAreServedOrToldSoAndNobodyWaitsLong() throws Exception {
        try (PacedServer server = new PacedServer(PER_SECOND);
                CloudStackClient client = CloudStackClient.builder()
                        .endpoint(server.endpoint())
                        .unauthenticated()
                        .queue(QUEUE)
                        .build()) {
            client.execute(TIME).block();
            long before = usedHeap();
            CountDownLatch ended = new CountDownLatch(SUBSCRIBERS);
            AtomicInteger served = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger otherwise = new AtomicInteger();
            AtomicLong longest = new AtomicLong();
            int mostWaiting = 0;

            for (int wave = 0; wave < WAVES; wave++) {
                for (int i = 0; i < SUBSCRIBERS / WAVES; i++) {
                    long began = System.nanoTime();
                    client.execute(TIME)
                            .subscribe(
                                    answer -> {
                                        longest.accumulateAndGet(System.nanoTime() - began, Math::max);
                                        served.incrementAndGet();
                                        ended.countDown();
                                    },
                                    failure -> {
                                        (failure instanceof OverloadedException ? refused : otherwise)
                                                .incrementAndGet();
                                        ended.countDown();
                                    });
                }
                mostWaiting = Math.max(mostWaiting, client.load().waiting());
                Thread.sleep(400);
            }
            long during = usedHeap();
            server.heal();
            long healed = System.nanoTime();
            // A queue that is full turns away at first: what counts is when the first call gets through.
            client.execute(TIME)
                    .retryWhen(
                            Retry.fixedDelay(20, Duration.ofMillis(50)).filter(OverloadedException.class::isInstance))
                    .block();
            Duration recovered = Duration.ofNanos(System.nanoTime() - healed);

            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(otherwise).hasValue(0);
            assertThat(served.get() + refused.get()).isEqualTo(SUBSCRIBERS);
            assertThat(served.get()).isGreaterThan(QUEUE);
            assertThat(mostWaiting).isEqualTo(QUEUE);
            assertThat(Duration.ofNanos(longest.get())).isLessThan(Duration.ofMillis(3 * 1_000 * QUEUE / PER_SECOND));
            assertThat(recovered).isLessThan(Duration.ofSeconds(1));
            assertThat(during - before).isLessThan(32L << 20);
            assertThat(client.load().underWay()).isZero();
            assertThat(client.load().waiting()).isZero();
        }
    }

    @Test
    void aServerThatRefusesMoreThanItBearsIsAskedForLessAtOnce() {
        try (Simulator cloud = Simulator.builder().start();
                CloudStackClient client = CloudStackClient.builder()
                        .endpoint(cloud.endpoint())
                        .credentials(cloud.apiKey(), cloud.secretKey())
                        .build()) {
            cloud.faults().onCommand("getTimeOfDay").always().latency(Duration.ofMillis(5));
            cloud.faults().onCommand("getTimeOfDay").whenMoreThan(8).always().status(503);

            List<String> failures = Flux.range(0, 1_000)
                    .flatMap(
                            number -> client.execute(TIME.with("example", "x"))
                                    .thenReturn("")
                                    .onErrorResume(failure -> Mono.just(failure.toString())),
                            64)
                    .filter(text -> !text.isEmpty())
                    .collectList()
                    .block(Duration.ofSeconds(40));

            assertThat(client.load().limit()).isLessThan(32);
            // Without the limit some nine in ten are refused.
            assertThat(cloud.requests("getTimeOfDay")).isLessThan(1_400);
            assertThat(failures).hasSizeLessThan(100);
        }
    }

    @Test
    void anAccountsRateIsKeptToOnceItIsKnown() {
        try (Simulator cloud =
                        Simulator.builder().apiLimit(25, Duration.ofSeconds(1)).start();
                CloudStackClient client = CloudStackClient.builder()
                        .endpoint(cloud.endpoint())
                        .credentials(cloud.user().apiKey(), cloud.user().secretKey())
                        .callsAtOnce(8)
                        .build()) {
            long answered = Flux.range(0, 120)
                    .flatMap(number -> client.execute(TIME.with("example", "x")), 100)
                    .count()
                    .block(Duration.ofSeconds(30));

            assertThat(answered).isEqualTo(120);
            assertThat(cloud.requests("getTimeOfDay")).isLessThan(120 + 40);
        }
    }

    @Test
    void aSmallCallIsNotStuckBehindACrawl() {
        try (Simulator cloud = Simulator.builder().vms(400).start();
                CloudStackClient client = CloudStackClient.builder()
                        .endpoint(cloud.endpoint())
                        .credentials(cloud.apiKey(), cloud.secretKey())
                        .callsAtOnce(4)
                        .build()) {
            cloud.faults().onAnyCommand().always().latency(Duration.ofMillis(100));
            AtomicInteger rows = new AtomicInteger();
            Disposable crawl = Flux.range(0, 20)
                    .flatMap(
                            number -> client.virtualMachines()
                                    .listVirtualMachines(list -> list.listAll(true))
                                    .pageSize(20)
                                    .doOnNext(row -> rows.incrementAndGet())
                                    .contextWrite(Lane.BULK),
                            20)
                    .subscribe();
            Mono.delay(Duration.ofMillis(500)).block();

            int most = 0;
            for (int i = 0; i < 5; i++) {
                int before = cloud.requests("listVirtualMachines");
                client.execute(TIME.with("example", "x")).block(Duration.ofSeconds(20));
                most = Math.max(most, cloud.requests("listVirtualMachines") - before);
            }

            assertThat(client.load().waitingInBulk()).isGreaterThan(10);
            // It takes as long as a page of the crawl, of which three are under way; behind all that wait it took six
            // times as long.
            assertThat(most).isLessThanOrEqualTo(8);
            crawl.dispose();
            assertThat(rows.get()).isPositive();
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
