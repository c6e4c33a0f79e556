package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.simulator.Simulator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.test.StepVerifier;

/** Lists that are left before their end: what becomes of the page on its way, and of its connection. */
@Timeout(60)
class LeftPagesTest {

    /** Some 50 KB. */
    private static final int SHORT = 25;

    /** Some 1 MB. */
    private static final int LONG = 500;

    private Simulator cloud;
    private CloudStackClient client;

    @BeforeEach
    void start() {
        cloud = Simulator.builder().vms(1_000).start();
        client = Machine.admin(cloud).build();
        // Their class is looked through once.
        client.list(Machine.listed("listZones")).blockLast();
        assertThat(cloud.connections().everOpened()).isEqualTo(1);
    }

    @AfterEach
    void stop() {
        client.closeLater().block(Duration.ofSeconds(5));
        cloud.close();
    }

    private ListFlux<Machine> list(int size) {
        return client.list(Machine.ALL).pageSize(size);
    }

    private void call() {
        client.list(Machine.listed("listZones")).blockLast(Duration.ofSeconds(10));
    }

    private static void until(Duration most, BooleanSupplier so) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is over").isLessThan(end);
            Thread.sleep(5);
        }
    }

    private void untilNoneIsOpen() throws InterruptedException {
        until(Duration.ofSeconds(5), () -> cloud.connections().open() == 0);
    }

    @Test
    void whatIsShortIsReadToItsEndSoThatItsConnectionServesTheNextCall() throws Exception {
        cloud.faults().onCommand(Machine.LIST).pauseAfter(20_000, Duration.ofMillis(300));

        assertThat(list(SHORT).take(3).collectList().block()).hasSize(3);
        assertThat(cloud.bodyBytes(Machine.LIST)).as("left in the middle").isLessThanOrEqualTo(20_000);
        Thread.sleep(600);
        call();

        assertThat(cloud.connections().everOpened()).isEqualTo(1);
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(1);
    }

    @Test
    void whatIsLongIsCutOffByClosingItsConnection() throws Exception {
        // So slow that it would be on its way still.
        cloud.faults().onCommand(Machine.LIST).dribble(16_000, Duration.ofMillis(50));

        assertThat(list(LONG).take(3).collectList().block()).hasSize(3);
        untilNoneIsOpen();
        assertThat(cloud.bodyBytes(Machine.LIST)).isLessThan(300_000);
        call();

        assertThat(cloud.connections().everOpened()).isEqualTo(2);
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {SHORT, LONG})
    void noRequestFollowsAndNoRow(int size) throws Exception {
        AtomicInteger rows = new AtomicInteger();
        for (ListFlux<Machine> each : List.of(
                list(size), list(size).prefetch(1), list(size).prefetch(4).unordered())) {
            cloud.resetRequests();
            rows.set(0);
            StepVerifier.create(each.doOnNext(row -> rows.incrementAndGet()), 3)
                    .expectNextCount(3)
                    .thenCancel()
                    .verify();
            Thread.sleep(100);
            int requests = cloud.requests();
            Thread.sleep(300);
            assertThat(cloud.requests()).isEqualTo(requests);
            assertThat(rows).hasValue(3);
        }
        call();
    }

    @Test
    void cancelBeforeTheHeadClosesTheConnection() throws Exception {
        cloud.faults().onCommand(Machine.LIST).latency(Duration.ofSeconds(20));
        Disposable waiting = list(SHORT).subscribe();
        until(Duration.ofSeconds(5), () -> cloud.requests(Machine.LIST) == 1);
        assertThat(cloud.connections().open()).isEqualTo(1);

        waiting.dispose();

        untilNoneIsOpen();
        call();
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(1);
    }

    @Test
    void cancelBetweenHeadAndFirstRowLeavesGoodOrder() throws Exception {
        cloud.faults().onCommand(Machine.LIST).pauseAfter(30, Duration.ofMillis(500));
        AtomicInteger rows = new AtomicInteger();
        Disposable waiting = list(SHORT).subscribe(row -> rows.incrementAndGet());
        until(Duration.ofSeconds(5), () -> cloud.bodyBytes(Machine.LIST) == 30);
        Thread.sleep(100);

        waiting.dispose();

        Thread.sleep(800);
        call();
        assertThat(rows).hasValue(0);
        assertThat(cloud.connections().everOpened()).isEqualTo(1);
    }

    @Test
    void cancelWithoutDemandInTheMiddleOfABodyLeavesGoodOrder() throws Exception {
        cloud.faults().onCommand(Machine.LIST).dribble(2_000, Duration.ofMillis(20));
        StepVerifier.create(list(SHORT), 1)
                .expectNextCount(1)
                .then(() -> assertThat(cloud.bodyBytes(Machine.LIST)).isLessThan(30_000))
                .thenCancel()
                .verify();

        Thread.sleep(800);
        call();
        assertThat(cloud.connections().everOpened()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {SHORT, LONG})
    void cancelAfterTheEndOfAPageLeavesItsConnectionToOthers(int size) throws Exception {
        StepVerifier.create(list(size), 1)
                .expectNextCount(1)
                .thenAwait(Duration.ofMillis(700))
                .then(this::call)
                .thenCancel()
                .verify();
        call();

        // The call beside it may have come before the page's end.
        assertThat(cloud.connections().everOpened()).isLessThanOrEqualTo(2);
        assertThat(cloud.connections().open())
                .isEqualTo((int) cloud.connections().everOpened());
    }

    @Test
    void cancelWhileTheNextTryIsWaitedForMakesNone() throws Exception {
        cloud.faults().onCommand(Machine.LIST).always().throttled(Duration.ofMillis(700));
        Disposable waiting = list(SHORT).subscribe();
        until(Duration.ofSeconds(5), () -> cloud.requests(Machine.LIST) == 1);
        Thread.sleep(100);

        waiting.dispose();

        Thread.sleep(1_000);
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(1);
    }

    @Test
    void cancelAtAnyMomentLeavesAClientThatWorks() throws Exception {
        for (int round = 0; round < 120; round++) {
            ListFlux<Machine> list = list(round % 3 == 0 ? LONG : SHORT).prefetch(round % 4);
            Disposable running = (round % 2 == 0 ? list : list.byPage()).subscribe();
            Thread.sleep(0, round * 200_000 % 1_000_000);
            if (round % 5 > 0) {
                Thread.sleep(round % 23);
            }
            running.dispose();
        }
        call();
        assertThat(Machine.ids(list(LONG))).isEqualTo(cloud.rows(Machine.LIST).ids());
    }

    @Test
    void whatIsShortButDoesNotComeIsGivenUpAfterASecond() throws Exception {
        cloud.faults().onCommand(Machine.LIST).pauseAfter(30_000, Duration.ofSeconds(20));

        assertThat(list(SHORT).take(3).collectList().block()).hasSize(3);
        long left = System.nanoTime();
        Thread.sleep(600);
        assertThat(cloud.connections().open()).as("it may still come").isEqualTo(1);
        untilNoneIsOpen();

        assertThat(Duration.ofNanos(System.nanoTime() - left)).isBetween(Duration.ofMillis(950), Duration.ofSeconds(3));
        call();
        assertThat(cloud.connections().everOpened()).isEqualTo(2);
    }

    /** Where the server says how long a reply is, as it does of one that is not zipped, that is known at once. */
    @ParameterizedTest
    @ValueSource(ints = {60_000, 600_000})
    void aReplyOfKnownLengthIsJudgedByWhatIsLeftOfIt(int length) throws Exception {
        String start =
                "{\"listrowsresponse\":{\"count\":3,\"row\":[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"3\"},{\"id\":\"4\",\"x\":\"";
        byte[] first = start.getBytes(StandardCharsets.US_ASCII);
        byte[] rest = ("x".repeat(length - first.length - 6) + "\"}]}}\n").getBytes(StandardCharsets.US_ASCII);
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .doOnChannelInit((observer, channel, remote) -> {
                    if (channel.parent() != null) {
                        opened.incrementAndGet();
                        channel.closeFuture().addListener(end -> closed.incrementAndGet());
                    }
                })
                .handle((request, response) -> response.header("Content-Type", "application/json")
                        .header("Content-Length", Integer.toString(first.length + rest.length))
                        .send(
                                Flux.concat(
                                        Flux.just(Unpooled.wrappedBuffer(first)),
                                        Flux.just(Unpooled.wrappedBuffer(rest)).delayElements(Duration.ofMillis(400))),
                                piece -> true))
                .bindNow();
        try (CloudStackClient plain = CloudStackClient.builder()
                .endpoint("http://127.0.0.1:" + server.port() + "/client/api")
                .unauthenticated()
                .build()) {
            ListFlux<Machine> list =
                    plain.list(Command.of("listRows", Machine.class).paged(false));
            list.blockLast();
            assertThat(list.take(2).collectList().block()).hasSize(2);
            Thread.sleep(200);
            assertThat(closed).as("before more has come").hasValue(length > 65_536 ? 1 : 0);
            Thread.sleep(500);
            list.blockLast();
            assertThat(opened).hasValue(length > 65_536 ? 2 : 1);
        } finally {
            server.disposeNow();
        }
    }
}
