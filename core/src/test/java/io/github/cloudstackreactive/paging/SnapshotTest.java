package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.simulator.RequestRecord;
import io.github.cloudstackreactive.simulator.Simulator;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;

/** Whole lists in one request, taken from the socket as they are demanded. */
@Timeout(60)
class SnapshotTest {

    private Simulator cloud;
    private CloudStackClient client;

    private void start(int machines) {
        cloud = Simulator.builder().vms(machines).start();
        client = Machine.admin(cloud).connections(1).build();
    }

    @AfterEach
    void stop() {
        client.closeLater().block(Duration.ofSeconds(5));
        cloud.close();
    }

    private ListFlux<Machine> snapshot() {
        return client.list(Machine.ALL).snapshot();
    }

    /** Takes a few rows and then none. */
    private static final class Holder extends BaseSubscriber<Machine> {
        final AtomicInteger rows = new AtomicInteger();

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(3);
        }

        @Override
        protected void hookOnNext(Machine row) {
            rows.incrementAndGet();
        }
    }

    private Holder hold() throws InterruptedException {
        Holder holder = new Holder();
        snapshot().subscribe(holder);
        for (int look = 0; look < 1_000 && holder.rows.get() < 3; look++) {
            Thread.sleep(10);
        }
        assertThat(holder.rows).hasValue(3);
        return holder;
    }

    @Test
    void allRowsComeByOneRequestForAll() {
        start(1_700);

        assertThat(Machine.ids(snapshot())).isEqualTo(cloud.rows(Machine.LIST).ids());
        assertThat(cloud.lastRequests()).singleElement().satisfies(request -> {
            RequestRecord record = (RequestRecord) request;
            assertThat(record.parameters()).containsEntry("pagesize", "-1").doesNotContainKey("page");
        });
    }

    @Test
    void whoTakesNothingHoldsTheServerBack() throws Exception {
        start(150_000);
        Holder holder = hold();
        long sent = -1;
        for (long now = cloud.bodyBytes(Machine.LIST); now != sent; now = cloud.bodyBytes(Machine.LIST)) {
            sent = now;
            Thread.sleep(700);
        }

        assertThat(sent).as("of some 300 MB").isLessThan(100_000_000);
        assertThat(holder.rows).hasValue(3);
        holder.cancel();
        for (int look = 0; look < 500 && cloud.connections().open() > 0; look++) {
            Thread.sleep(10);
        }
        assertThat(cloud.connections().open()).as("closed by who cancels").isZero();
    }

    @Test
    void whatIsTakenSlowlyComesWholeNevertheless() {
        start(6_000);

        StepVerifier.create(snapshot()
                        .map(Machine::id)
                        .limitRate(7)
                        .delaySequence(Duration.ofMillis(1))
                        .collectList())
                .assertNext(ids ->
                        assertThat(ids).isEqualTo(cloud.rows(Machine.LIST).ids()))
                .expectComplete()
                .verify(Duration.ofSeconds(40));
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(1);
    }

    @Test
    void aBreakAfterRowsIsAnErrorAndNotAskedForAgain() {
        start(2_000);
        cloud.faults().onCommand(Machine.LIST).always().cutAfter(2_000_000);
        List<String> received = new ArrayList<>();

        StepVerifier.create(snapshot().map(Machine::id))
                .recordWith(() -> received)
                .thenConsumeWhile(row -> true)
                .verifyError(TransportException.class);
        assertThat(received.size()).isBetween(700, 1_400);
        assertThat(received).isEqualTo(cloud.rows(Machine.LIST).ids().subList(0, received.size()));
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(1);
    }

    @Test
    void aBreakBeforeTheFirstRowIsMended() {
        start(1_000);
        cloud.faults().onCommand(Machine.LIST).cutAfter(100);
        cloud.faults().onCommand(Machine.LIST).status(503);

        assertThat(Machine.ids(snapshot())).isEqualTo(cloud.rows(Machine.LIST).ids());
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(3);
    }

    @Test
    void otherCallsGoOnWhileFourAreHeldAndAFifthWaits() throws Exception {
        start(40_000);
        List<Holder> held = List.of(hold(), hold(), hold(), hold());

        assertThat(client.list(Machine.listed("listZones")).collectList().block(Duration.ofSeconds(10)))
                .hasSize(2);
        assertThat(client.list(Machine.ALL)
                        .pageSize(500)
                        .take(700)
                        .collectList()
                        .block(Duration.ofSeconds(20)))
                .hasSize(700);
        assertThat(cloud.connections().open()).isBetween(4, 5);
        int requests = cloud.requests(Machine.LIST);
        Holder fifth = new Holder();
        snapshot().subscribe(fifth);
        Thread.sleep(500);
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(requests);
        held.get(2).cancel();
        for (int look = 0; look < 1_000 && fifth.rows.get() < 3; look++) {
            Thread.sleep(10);
        }
        assertThat(fifth.rows).hasValue(3);
        held.forEach(BaseSubscriber::cancel);
        fifth.cancel();
    }

    @Test
    void memoryStaysFlatOverManyRows() {
        start(75_000);
        snapshot().take(1_000).blockLast();
        long idle = used();
        List<Long> used = new ArrayList<>();

        Long rows = snapshot()
                .limitRate(256)
                .index()
                .doOnNext(row -> {
                    if (row.getT1() % 25_000 == 24_999) {
                        used.add(used());
                    }
                })
                .count()
                .block(Duration.ofSeconds(50));

        assertThat(rows).isEqualTo(75_000);
        // A collection may leave behind what has nothing to do with the list; twice it will not.
        assertThat(used).hasSize(3);
        assertThat(Math.min(used.get(1), used.get(2)) - idle)
                .as("what 50,000 rows would take is more")
                .isLessThan(12_000_000);
    }

    private static long used() {
        // The first only finds what is to be cleared.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
