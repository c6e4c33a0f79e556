package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.paging.Tally.Row;
import io.github.cloudstackreactive.support.PiecewiseTransport;
import io.github.cloudstackreactive.support.PiecewiseTransport.Arriving;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Demand, cancel and arrival at the same moment, on three threads, many thousand times. */
class ListRaceTest {

    private static final int ROUNDS = 5_000;
    private static final long LONGEST_NANOS = 4_000_000_000L;
    private static final Duration HANGS = Duration.ofSeconds(90);
    private static final byte[] REFUSAL =
            "{\"r\":{\"errorcode\":531,\"errortext\":\"not yours\"}}".getBytes(StandardCharsets.UTF_8);

    @Test
    void demandAndCancelWhileAPageArrives() {
        race(random -> {
            Cloud cloud = new Cloud(0);
            cloud.subscribe(random.nextInt(2));
            byte[] page = cloud.tally.page(1, 3, 3, "");
            int cut = 1 + random.nextInt(page.length - 1);
            return cloud.all(
                    () -> {
                        cloud.watcher.request(1);
                        cloud.watcher.request(1 + random.nextInt(3));
                    },
                    cloud.watcher::cancel,
                    () -> {
                        cloud.arrives(1, Arrays.copyOf(page, cut));
                        cloud.arrives(1, Arrays.copyOfRange(page, cut, page.length));
                        cloud.ends(1);
                    },
                    () -> {
                        assertThat(cloud.watcher.ends.get()).isLessThanOrEqualTo(1);
                        assertThat(cloud.watcher.numbers)
                                .isEqualTo(List.of(1, 2, 3).subList(0, cloud.watcher.numbers.size()));
                        assertThat(cloud.asked.get()).isLessThanOrEqualTo(2);
                    });
        });
    }

    @Test
    void demandWhileTwoPagesArrive() {
        race(random -> {
            Cloud cloud = cloudOfTwoPagesToCome(6);
            return cloud.all(
                    () -> cloud.watcher.request(10),
                    () -> cloud.comes(2, cloud.tally.page(4, 6, 9, "")),
                    () -> cloud.comes(3, cloud.tally.page(7, 8, 8, "")),
                    () -> {
                        assertThat(cloud.watcher.ends).hasValue(1);
                        assertThat(cloud.watcher.failure()).isNull();
                        assertThat(cloud.watcher.numbers).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
                    });
        });
    }

    /** The list turns out to end before a page that was asked for ahead, and that has rows nevertheless. */
    @Test
    void aPageAheadArrivesWhileTheListEnds() {
        race(random -> {
            Cloud cloud = cloudOfTwoPagesToCome(9);
            return cloud.all(
                    () -> cloud.watcher.request(10),
                    () -> cloud.comes(2, cloud.tally.page(4, 5, 5, "")),
                    () -> cloud.comes(3, cloud.tally.page(7, 9, 5, "")),
                    () -> {
                        assertThat(cloud.watcher.ends).hasValue(1);
                        assertThat(cloud.watcher.failure()).isNull();
                        // What has come by then is not lost, though it should not be there.
                        assertThat(cloud.watcher.numbers).isIn(List.of(1, 2, 3, 4, 5), List.of(1, 2, 3, 4, 5, 7, 8, 9));
                    });
        });
    }

    @Test
    void aPageAheadArrivesWhileAnotherFails() {
        race(random -> {
            Cloud cloud = cloudOfTwoPagesToCome(9);
            return cloud.all(
                    () -> cloud.watcher.request(10),
                    () -> cloud.comes(2, REFUSAL),
                    () -> cloud.comes(3, cloud.tally.page(7, 9, 9, "")),
                    () -> {
                        assertThat(cloud.watcher.ends).hasValue(1);
                        assertThat(cloud.watcher.failure()).isNotNull();
                        assertThat(cloud.watcher.numbers).containsExactly(1, 2, 3);
                    });
        });
    }

    /** The first page has come; the second and the third have been asked for. */
    private static Cloud cloudOfTwoPagesToCome(int total) {
        Cloud cloud = new Cloud(2);
        cloud.subscribe(1);
        cloud.comes(1, cloud.tally.page(1, 3, Math.max(total, 9), ""));
        assertThat(cloud.asked).hasValue(3);
        return cloud;
    }

    private static final class Cloud {

        final Tally tally = new Tally();
        final Watcher<Row> watcher = new Watcher<>(tally);
        final AtomicInteger asked = new AtomicInteger();
        private final Map<Integer, Sinks.Many<byte[]>> pages = new ConcurrentHashMap<>();
        private final PiecewiseTransport wire = new PiecewiseTransport(this::answer);
        private final int prefetch;

        Cloud(int prefetch) {
            this.prefetch = prefetch;
        }

        void subscribe(int demand) {
            Tally.list(wire, ExchangeSettings.DEFAULT)
                    .pageSize(3)
                    .prefetch(prefetch)
                    .subscribe(watcher);
            if (demand > 0) {
                watcher.request(demand);
            }
        }

        private Arriving answer(Asked request) {
            asked.incrementAndGet();
            int page = Integer.parseInt(request.get("page"));
            Flux<byte[]> pieces = page > 3 || (prefetch == 0 && page > 1)
                    ? Flux.just(tally.page(1, 0, null, ""))
                    : body(page).asFlux();
            return new Arriving(200, 1_000, pieces);
        }

        private Sinks.Many<byte[]> body(int page) {
            return pages.computeIfAbsent(page, any -> Sinks.many().unicast().onBackpressureBuffer());
        }

        void arrives(int page, byte[] piece) {
            body(page).tryEmitNext(piece);
        }

        void ends(int page) {
            body(page).tryEmitComplete();
        }

        void comes(int page, byte[] whole) {
            arrives(page, whole);
            ends(page);
        }

        Round all(Runnable first, Runnable second, Runnable third, Runnable check) {
            return new Round(first, second, third, () -> {
                assertThat(watcher.faults).as("%s", tally).isEmpty();
                assertThat(wire.held()).isZero();
                assertThat(wire.overReleased()).isZero();
                assertThat(tally.held()).as("%s", tally).isZero();
                check.run();
                tally.forget();
            });
        }
    }

    /** What three threads do at once, and what must hold then. */
    private record Round(Runnable first, Runnable second, Runnable third, Runnable check) {}

    private interface Rounds {
        Round next(SplittableRandom random);
    }

    private static void race(Rounds rounds) {
        assertTimeoutPreemptively(HANGS, () -> {
            SplittableRandom random = new SplittableRandom();
            try (Runner first = new Runner();
                    Runner second = new Runner()) {
                long began = System.nanoTime();
                for (int i = 0; i < ROUNDS && System.nanoTime() - began < LONGEST_NANOS; i++) {
                    Round round = rounds.next(random);
                    int head = random.nextInt(300);
                    first.begin(round.first(), Math.max(0, head - random.nextInt(300)));
                    second.begin(round.second(), Math.max(0, head - random.nextInt(300)));
                    first.go();
                    second.go();
                    idle(head);
                    round.third().run();
                    first.join();
                    second.join();
                    round.check().run();
                }
            }
        });
    }

    private static void idle(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    /** A thread that stands ready, so that what it does begins at once. */
    private static final class Runner implements AutoCloseable {

        private static final int RESTS = 0;
        private static final int READY = 1;
        private static final int RUNS = 2;
        private static final int CLOSED = 3;

        private final AtomicInteger state = new AtomicInteger(RESTS);
        private volatile Runnable task;
        private volatile int turns;

        Runner() {
            Thread thread = new Thread(this::run, "racer");
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            while (true) {
                int now = state.get();
                if (now == CLOSED) {
                    return;
                }
                if (now == RUNS) {
                    idle(turns);
                    try {
                        task.run();
                    } finally {
                        state.compareAndSet(RUNS, RESTS);
                    }
                } else {
                    Thread.yield();
                }
            }
        }

        void begin(Runnable next, int wait) {
            task = next;
            turns = wait;
            state.set(READY);
        }

        void go() {
            state.set(RUNS);
        }

        void join() {
            while (state.get() == RUNS && !Thread.currentThread().isInterrupted()) {
                Thread.yield();
            }
        }

        @Override
        public void close() {
            state.set(CLOSED);
        }
    }
}
