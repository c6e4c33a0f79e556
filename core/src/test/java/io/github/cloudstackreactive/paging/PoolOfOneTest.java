package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/** Lists that share one connection with the calls that are made for their rows. */
@Timeout(60)
class PoolOfOneTest {

    private static final int ROWS = 120;

    record Echo(@JsonProperty("exampleecho") String text) {}

    private Simulator cloud;
    private CloudStackClient client;

    @BeforeEach
    void start() {
        cloud = Simulator.builder().vms(ROWS).start();
        client = Machine.admin(cloud).connections(1).build();
    }

    @AfterEach
    void stop() {
        client.closeLater().block(Duration.ofSeconds(5));
        cloud.close();
    }

    /** A page is over 64 KB, so what nobody takes of it does not fit on the way. */
    private Stream<ListFlux<Machine>> lists() {
        ListFlux<Machine> list = client.list(Machine.ALL).pageSize(50);
        return Stream.of(list, list.prefetch(3), list.prefetch(3).unordered(), list.withoutRepeats(100));
    }

    private Mono<String> call(Machine row) {
        return client.execute(Command.of("getTimeOfDay", Echo.class).with("example", row.id()))
                .thenReturn(row.id());
    }

    static Stream<Integer> places() {
        return Stream.of(0, 1, 2, 3);
    }

    @ParameterizedTest
    @MethodSource("places")
    void aCallForEachRowSideBySideComesToItsEnd(int which) {
        ListFlux<Machine> list = lists().toList().get(which);

        assertThat(list.flatMap(this::call, 12).collectList().block(Duration.ofSeconds(30)))
                .containsExactlyInAnyOrderElementsOf(cloud.rows(Machine.LIST).ids());
        assertThat(cloud.connections().everOpened()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("places")
    void aCallForEachRowOneByOneComesToItsEnd(int which) {
        ListFlux<Machine> list = lists().toList().get(which);

        assertThat(list.concatMap(this::call, 1).collectList().block(Duration.ofSeconds(30)))
                .isEqualTo(cloud.rows(Machine.LIST).ids());
        assertThat(cloud.requests("getTimeOfDay")).isEqualTo(ROWS);
        assertThat(cloud.connections().everOpened()).isEqualTo(1);
    }

    /** Each row is asked for only when the call for the one before has been answered. */
    @ParameterizedTest
    @MethodSource("places")
    void aRowAtATimeComesToItsEnd(int which) throws Exception {
        List<String> called = new ArrayList<>();
        CountDownLatch complete = new CountDownLatch(1);
        CountDownLatch allCalled = new CountDownLatch(1);
        lists().toList().get(which).subscribe(new BaseSubscriber<Machine>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(1);
            }

            @Override
            protected void hookOnNext(Machine row) {
                call(row).subscribe(id -> {
                    called.add(id);
                    request(1);
                    if (called.size() == ROWS) {
                        allCalled.countDown();
                    }
                });
            }

            @Override
            protected void hookOnComplete() {
                complete.countDown();
            }
        });

        assertThat(complete.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(allCalled.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(called).isEqualTo(cloud.rows(Machine.LIST).ids());
    }

    /** Nor does it wait in part on its way: 4 MB would not fit there. */
    @Test
    void aPageThatNobodyTakesKeepsNoConnection() {
        stop();
        cloud = Simulator.builder().vms(2_000).defaultPageSize(2_000).start();
        client = Machine.admin(cloud).connections(1).build();
        ListFlux<Machine> list = client.list(Machine.ALL).pageSize(2_000);
        BaseSubscriber<Machine> idle = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(1);
            }
        };
        list.subscribe(idle);

        assertThat(call(new Machine("x", "x", "x")).block(Duration.ofSeconds(20)))
                .isEqualTo("x");
        assertThat(idle.isDisposed()).isFalse();
        assertThat(cloud.connections().everOpened()).isEqualTo(1);
        idle.cancel();
    }
}
