package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.simulator.Simulator;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that are out while their page still arrives. */
@Timeout(60)
class FirstRowsTest {

    private Simulator cloud;
    private CloudStackClient client;

    @BeforeEach
    void start() {
        cloud = Simulator.builder().vms(500).start();
        client = Machine.admin(cloud).build();
        // Their class is looked through, and the code of both sides has run.
        client.list(Machine.ALL).blockLast();
        cloud.resetRequests();
    }

    @AfterEach
    void stop() {
        client.closeLater().block(Duration.ofSeconds(5));
        cloud.close();
    }

    @ParameterizedTest(name = "{0} rows in pieces of {1} bytes")
    @CsvSource({"500, 16384, 20", "500, 64000, 60", "30, 500, 10", "4, 100, 5"})
    void theFirstIsOutBeforeAQuarterOfItsPageWasSent(int size, int piece, int millis) {
        cloud.faults().onCommand(Machine.LIST).dribble(piece, Duration.ofMillis(millis));
        AtomicLong sent = new AtomicLong();
        AtomicLong whole = new AtomicLong();

        client.list(Machine.ALL)
                .pageSize(size)
                .take(size)
                .doOnNext(row -> sent.compareAndSet(0, cloud.bodyBytes(Machine.LIST)))
                .doOnNext(row -> whole.set(cloud.bodyBytes(Machine.LIST)))
                .blockLast();

        assertThat(sent.get()).isPositive();
        // Of few rows the first is a quarter itself, and one is read only where another may follow.
        assertThat(sent.get()).isLessThan(size > 4 ? whole.get() / 4 : whole.get() / 2 + 400);
        assertThat(cloud.requests(Machine.LIST)).isEqualTo(1);
    }

    @Test
    void everyFollowingRowIsOutSoonAfterItWasSent() {
        cloud.faults().onCommand(Machine.LIST).dribble(16_384, Duration.ofMillis(20));
        long[] sent = new long[500];
        int[] row = {0};

        client.list(Machine.ALL)
                .take(500)
                .doOnNext(machine -> sent[row[0]++] = cloud.bodyBytes(Machine.LIST))
                .blockLast();

        long whole = sent[499];
        for (int each = 0; each < 500; each++) {
            assertThat(sent[each]).as("sent at row " + each).isLessThan(whole * each / 500 + whole / 4);
        }
    }

    @Test
    void aPageIsOutWhenItIsWhole() {
        cloud.faults().onCommand(Machine.LIST).dribble(64_000, Duration.ofMillis(20));
        AtomicLong sent = new AtomicLong();

        client.list(Machine.ALL)
                .byPage()
                .take(1)
                .doOnNext(page -> sent.set(cloud.bodyBytes(Machine.LIST)))
                .doOnNext(page -> assertThat(page.rows()).hasSize(500))
                .blockLast();

        assertThat(sent.get()).isGreaterThan(900_000);
    }
}
