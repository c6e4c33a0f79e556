package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.limit.LimitSettings;
import io.github.cloudstackreactive.paging.Tally.Row;
import io.github.cloudstackreactive.support.PiecewiseTransport;
import io.github.cloudstackreactive.support.PiecewiseTransport.Arriving;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Whatever the pages, the demand and the wire: rows come all, once, one after another and never more than demanded, and
 * whoever cancels is left alone.
 *
 * <p>Pages come in random pieces at random times on several threads, break and come again; demand and cancel come from
 * random threads.
 */
class ListDemandPropertyTest {

    private static final ExchangeSettings SETTINGS = new ExchangeSettings(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            new RetryPolicy(100, Duration.ofMillis(1), Duration.ofMillis(2), () -> 0.001),
            false,
            ExchangeSettings.DEFAULT.listener(),
            ExchangeSettings.DEFAULT.form(),
            ExchangeSettings.DEFAULT.limits(),
            LimitSettings.DEFAULT);
    private static final Duration HANGS = Duration.ofSeconds(20);
    private static final int IN_TIME_SECONDS = 8;

    private static Scheduler threads;
    private static ExecutorService users;

    @BeforeContainer
    static void start() {
        threads = Schedulers.newParallel("wire", 3);
        users = Executors.newCachedThreadPool(task -> {
            Thread user = new Thread(task, "user");
            user.setDaemon(true);
            return user;
        });
    }

    @AfterContainer
    static void stop() {
        threads.dispose();
        users.shutdownNow();
    }

    private enum Count {
        TOTAL,
        OF_THE_PAGE,
        NONE
    }

    private enum Cancel {
        NEVER,
        INSIDE,
        OUTSIDE
    }

    private enum Demand {
        ALL,
        INSIDE,
        OUTSIDE,
        BOTH
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void rowsComeOnceAndAllAndOnlyAsDemanded(
            @ForAll long seed,
            @ForAll @IntRange(max = 60) int total,
            @ForAll @IntRange(min = 1, max = 12) int pageSize,
            @ForAll @IntRange(max = 5) int prefetch,
            @ForAll boolean ordered,
            @ForAll boolean byPage,
            @ForAll boolean withoutRepeats,
            @ForAll @IntRange(max = 40) int breakPercent,
            @ForAll @IntRange(max = 8) int failingPage,
            @ForAll Count count,
            @ForAll Cancel cancel,
            @ForAll Demand demand) {
        Cloud cloud = new Cloud(seed, total, pageSize, prefetch, breakPercent, failingPage, count);
        cloud.strictlyInOrder = ordered || byPage;
        ListFlux<Row> list = Tally.list(cloud.wire, SETTINGS).pageSize(pageSize).prefetch(prefetch);
        list = ordered ? list : list.unordered();
        list = withoutRepeats ? list.withoutRepeats(1_000) : list;
        Publisher<?> publisher = byPage ? list.byPage() : list;
        assertTimeoutPreemptively(HANGS, () -> new Walk<>(cloud, cancel, demand).through(publisher));
    }

    /** Everything in one reply, taken from the wire piece by piece as it is demanded. */
    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void aSnapshotGivesItsRowsAsDemanded(
            @ForAll long seed, @ForAll @IntRange(max = 60) int total, @ForAll Cancel cancel, @ForAll Demand demand) {
        Cloud cloud = new Cloud(seed, total, Integer.MAX_VALUE, 0, 0, 0, Count.TOTAL);
        Publisher<Row> snapshot = Tally.list(cloud.wire, SETTINGS).snapshot();
        assertTimeoutPreemptively(HANGS, () -> new Walk<>(cloud, cancel, demand).through(snapshot));
    }

    /** The server, and what it sees. */
    private static final class Cloud {

        final PiecewiseTransport wire = new PiecewiseTransport(this::answer);
        final Tally tally = new Tally();
        final long seed;
        final int total;
        final int pageSize;
        final int prefetch;
        final int breakPercent;
        final int failingPage;
        final Count count;
        boolean strictlyInOrder = true;

        final Map<Integer, AtomicInteger> attempts = new ConcurrentHashMap<>();
        final AtomicInteger underWay = new AtomicInteger();
        final AtomicInteger asked = new AtomicInteger();
        final AtomicInteger pagesAfterCancel = new AtomicInteger();
        final AtomicInteger retriesAfterCancel = new AtomicInteger();
        volatile Watcher<?> watcher;

        Cloud(long seed, int total, int pageSize, int prefetch, int breakPercent, int failingPage, Count count) {
            this.seed = seed;
            this.total = total;
            this.pageSize = pageSize;
            this.prefetch = prefetch;
            this.breakPercent = breakPercent;
            this.failingPage = failingPage;
            this.count = count;
        }

        private Arriving answer(Asked request) {
            int page = request.get("page").isEmpty() ? 1 : Integer.parseInt(request.get("page"));
            int attempt =
                    attempts.computeIfAbsent(page, any -> new AtomicInteger()).incrementAndGet();
            asked.incrementAndGet();
            if (watcher.isCancelled()) {
                (attempt == 1 ? pagesAfterCancel : retriesAfterCancel).incrementAndGet();
            }
            if (attempt == 1) {
                mayBeAsked(page);
            }
            SplittableRandom random = new SplittableRandom(seed + 31L * page + 1_009L * attempt);
            if (page == failingPage && random.nextInt(3) == 0) {
                return reply(531, bytes("{\"r\":{\"errorcode\":531,\"errortext\":\"not yours\"}}"), random, null);
            }
            int first = Math.min((page - 1) * pageSize, total) + 1;
            int last = (int) Math.min((long) page * pageSize, total);
            byte[] body = tally.page(first, last, counted(last - first + 1), "x".repeat(random.nextInt(40)));
            if (page == failingPage) {
                return reply(200, Arrays.copyOf(body, 1 + random.nextInt(body.length - 1)), random, null);
            }
            if (random.nextInt(100) >= breakPercent) {
                return reply(200, body, random, null);
            }
            return switch (random.nextInt(4)) {
                case 0 -> reply(503, bytes("<html>starting</html>"), random, null);
                case 1 -> reply(429, bytes("{\"r\":{\"errorcode\":429,\"errortext\":\"slower\"}}"), random, null);
                default ->
                    reply(200, Arrays.copyOf(body, random.nextInt(body.length)), random, new IOException("reset"));
            };
        }

        private Integer counted(int rows) {
            return switch (count) {
                case TOTAL -> total == 0 ? null : (Integer) total;
                case OF_THE_PAGE -> rows == 0 ? null : (Integer) rows;
                case NONE -> null;
            };
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        // Asked for on the thread that emits, so that what was emitted until now is known.
        private void mayBeAsked(int page) {
            Set<Integer> untouched = new HashSet<>(attempts.keySet());
            watcher.numbers.forEach(number -> untouched.remove((number - 1) / pageSize + 1));
            if (untouched.size() > Math.max(1, prefetch)) {
                watcher.faults.add("page " + page + " asked for though " + untouched + " wait");
            }
            if (prefetch == 0 && watcher.numbers.size() < (page - 1) * pageSize) {
                watcher.faults.add("page " + page + " asked for after " + watcher.numbers.size() + " rows");
            }
        }

        private Arriving reply(int status, byte[] body, SplittableRandom random, Throwable broken) {
            long announced = broken != null || random.nextInt(4) == 0 ? -1 : body.length;
            List<byte[]> pieces = new ArrayList<>();
            int largest = 1 + random.nextInt(Math.max(1, body.length));
            for (int from = 0, to; from < body.length; from = to) {
                to = Math.min(body.length, from + 1 + random.nextInt(largest));
                pieces.add(Arrays.copyOfRange(body, from, to));
            }
            int slow = random.nextInt(4);
            Flux<byte[]> arriving = Flux.fromIterable(pieces)
                    .concatMap(
                            piece -> {
                                if (!strictlyHeld()) {
                                    watcher.faults.add("too many rows held: " + tally);
                                }
                                return switch (slow == 0 ? 2 : random.nextInt(5)) {
                                    case 0 ->
                                        Mono.delay(Duration.ofNanos(random.nextInt(400_000)), threads)
                                                .thenReturn(piece);
                                    case 1 -> Mono.just(piece).publishOn(threads);
                                    default -> Mono.just(piece);
                                };
                            },
                            1);
            arriving = broken == null ? arriving : arriving.concatWith(Mono.error(broken));
            arriving = slow == 0 ? arriving : arriving.subscribeOn(threads);
            return new Arriving(
                    status,
                    announced,
                    arriving.doOnSubscribe(any -> underWay.incrementAndGet())
                            .doFinally(any -> underWay.decrementAndGet()));
        }

        // What a page that broke leaves is thrown away only when it comes again.
        private boolean strictlyHeld() {
            return !strictlyInOrder
                    || breakPercent > 0
                    || pageSize > total
                    || tally.held() <= (prefetch + 1) * pageSize;
        }

        boolean fails() {
            return failingPage > 0 && failingPage <= total / pageSize + 1;
        }
    }

    /** One subscriber on its way through the list. */
    private static final class Walk<E> {

        private final Cloud cloud;
        private final Cancel cancel;
        private final Demand demand;
        private final SplittableRandom random;
        private final Watcher<E> watcher;

        Walk(Cloud cloud, Cancel cancel, Demand demand) {
            this.cloud = cloud;
            this.cancel = cancel;
            this.demand = demand;
            this.random = new SplittableRandom(cloud.seed);
            long leavesAt = 1 + random.nextInt(cloud.total + 1);
            boolean asksInside = demand == Demand.INSIDE || demand == Demand.BOTH;
            SplittableRandom inside = random.split();
            this.watcher = new Watcher<>(cloud.tally) {
                @Override
                void taken(long received) {
                    if (cancel == Cancel.INSIDE && received == leavesAt) {
                        cancel();
                    }
                    if (asksInside) {
                        request(1 + inside.nextInt(3));
                    }
                }
            };
            cloud.watcher = watcher;
        }

        @SuppressWarnings("unchecked")
        void through(Publisher<?> list) throws InterruptedException {
            ((Publisher<E>) list).subscribe(watcher);
            switch (demand) {
                case ALL -> watcher.request(Long.MAX_VALUE);
                case INSIDE -> watcher.request(1);
                case OUTSIDE, BOTH -> {
                    askNowAndThen(random.split());
                    askNowAndThen(random.split());
                }
            }
            if (cancel == Cancel.OUTSIDE) {
                LockSupport.parkNanos(random.nextInt(2_000_000));
                watcher.cancel();
            }
            boolean inTime = watcher.over.await(IN_TIME_SECONDS, TimeUnit.SECONDS);
            assertThat(inTime)
                    .as("ends: %s, faults %s", state(), watcher.faults)
                    .isTrue();
            await(() -> cloud.underWay.get() == 0 && cloud.wire.held() == 0 && cloud.tally.isEven());
            // What was about to be sent on another thread when it was cancelled begins only now, and ends.
            LockSupport.parkNanos(watcher.isCancelled() ? 500_000 : 0);
            await(() -> cloud.underWay.get() == 0);
            check();
            cloud.tally.forget();
        }

        private void askNowAndThen(SplittableRandom random) {
            users.execute(() -> {
                while (!watcher.isOver()) {
                    watcher.request(1 + random.nextInt(8));
                    LockSupport.parkNanos(random.nextInt(10) == 0 ? 1_000_000 : 1 + random.nextInt(100_000));
                }
            });
        }

        private String state() {
            return cloud.tally + ", " + cloud.asked + " requests, " + cloud.underWay + " under way, "
                    + cloud.wire.held() + " buffers held";
        }

        private void check() {
            assertThat(watcher.faults).as(state()).isEmpty();
            assertThat(cloud.wire.held()).as("buffers not given back").isZero();
            assertThat(cloud.wire.overReleased()).as("buffers given back twice").isZero();
            assertThat(cloud.underWay).as("replies that are still read").hasValue(0);
            assertThat(cloud.tally.held()).as(state()).isZero();

            List<Integer> numbers = watcher.numbers;
            assertThat(numbers).doesNotHaveDuplicates();
            if (cloud.strictlyInOrder) {
                assertThat(numbers)
                        .isEqualTo(
                                IntStream.rangeClosed(1, numbers.size()).boxed().toList());
            }
            if (watcher.isCancelled()) {
                assertThat(watcher.ends.get()).isLessThanOrEqualTo(1);
                // Whatever was about to be sent on another thread may have been: by whoever asked for it, or by a page
                // that ended there and gave its place to one that waited.
                boolean nobodyElseSends = cancel == Cancel.INSIDE && cloud.prefetch == 0;
                assertThat(cloud.pagesAfterCancel.get()).isLessThanOrEqualTo(nobodyElseSends ? 0 : 1);
                assertThat(cloud.retriesAfterCancel.get()).isLessThanOrEqualTo(1 + cloud.prefetch);
            } else {
                assertThat(watcher.ends).hasValue(1);
                assertThat(watcher.failure() != null)
                        .as("%s", watcher.failure())
                        .isEqualTo(cloud.fails());
                assertThat(numbers)
                        .hasSizeGreaterThanOrEqualTo(
                                cloud.fails() ? (cloud.failingPage - 1) * cloud.pageSize : cloud.total);
            }
        }

        private static void await(BooleanSupplier state) {
            long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(IN_TIME_SECONDS);
            while (!state.getAsBoolean() && System.nanoTime() < limit) {
                LockSupport.parkNanos(50_000);
            }
        }
    }
}
