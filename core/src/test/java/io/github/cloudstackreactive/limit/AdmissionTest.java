package io.github.cloudstackreactive.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.error.OverloadedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Who may go, who waits, who is turned away; in virtual time. */
@Timeout(30)
class AdmissionTest {

    private VirtualTimeScheduler clock = VirtualTimeScheduler.create();

    @BeforeEach
    void setTheClock() {
        clock = VirtualTimeScheduler.getOrSet();
    }

    @AfterEach
    void resetTheClock() {
        VirtualTimeScheduler.reset();
    }

    // How many at once.

    @Test
    void soManyGoAtOnceAndTheRestInTheirOrder() {
        Admission admission = admission(2, 10);
        List<Ticket> all = tickets(admission, Lane.NORMAL, 4);

        assertThat(all).extracting(Ticket::state).containsExactly("goes", "goes", "waits", "waits");
        all.get(1).place.leave();
        assertThat(all).extracting(Ticket::state).containsExactly("goes", "goes", "goes", "waits");
        all.get(0).place.leave();
        assertThat(all.get(3).state()).isEqualTo("goes");
        assertThat(admission.load()).isEqualTo(new Load(2, 0, 0, 2));
    }

    @Test
    void aPlaceIsLeftOnce() {
        Admission admission = admission(1, 10);
        List<Ticket> all = tickets(admission, Lane.NORMAL, 3);

        all.get(0).place.leave();
        all.get(0).place.leave();

        assertThat(all).extracting(Ticket::state).containsExactly("goes", "goes", "waits");
    }

    @Test
    void whoLeavesTheQueueTakesNobodysTurn() {
        Admission admission = admission(1, 2);
        List<Ticket> all = tickets(admission, Lane.NORMAL, 3);

        all.get(1).place.leave();
        Ticket next = ticket(admission, Lane.NORMAL);
        assertThat(admission.load()).isEqualTo(new Load(1, 2, 0, 1));
        all.get(0).place.leave();

        assertThat(all.get(1).state()).isEqualTo("waits");
        assertThat(all.get(2).state()).isEqualTo("goes");
        assertThat(next.state()).isEqualTo("waits");
    }

    @Test
    void whoCancelsManyLetsNoneOfThemOutInPassing() {
        Admission admission = admission(2, 10);
        List<Ticket> all = tickets(admission, Lane.NORMAL, 8);

        for (Ticket each : all.subList(0, 6)) {
            each.place.cancelled();
            each.place.leave();
        }

        assertThat(all.subList(2, 8)).extracting(Ticket::state).containsOnly("waits");
        assertThat(admission.load()).isEqualTo(new Load(0, 2, 0, 2));
        clock.advanceTimeBy(Duration.ofMillis(20));
        assertThat(all.subList(2, 6)).extracting(Ticket::state).containsOnly("waits");
        assertThat(all.subList(6, 8)).extracting(Ticket::state).containsOnly("goes");
        assertThat(admission.load()).isEqualTo(new Load(2, 0, 0, 2));
    }

    @Test
    void whoLeavesAReplyInTheMiddleGivesItsPlaceSoonerButNotInPassing() {
        Admission admission = admission(2, 10);
        List<Ticket> all = tickets(admission, Lane.NORMAL, 3);

        leaveCancelled(all.get(1));
        clock.advanceTimeBy(Duration.ofMillis(1));
        all.get(0).place.replied(200);
        leaveCancelled(all.get(0));
        assertThat(all.get(2).state()).isEqualTo("waits");

        clock.advanceTimeBy(Duration.ofMillis(4));
        assertThat(all.get(2).state()).isEqualTo("waits");
        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(all.get(2).state()).isEqualTo("goes");
    }

    @Test
    void eachPlaceStaysEmptyForItsTime() {
        Admission admission = admission(3, 10);
        List<Ticket> all = tickets(admission, Lane.NORMAL, 6);

        leaveCancelled(all.get(0));
        clock.advanceTimeBy(Duration.ofMillis(1));
        all.get(1).place.replied(200);
        leaveCancelled(all.get(1));
        clock.advanceTimeBy(Duration.ofMillis(5));
        assertThat(all.subList(3, 6)).extracting(Ticket::state).containsExactly("goes", "goes", "waits");

        clock.advanceTimeBy(Duration.ofMillis(13));
        all.get(2).place.replied(200);
        leaveCancelled(all.get(2));
        clock.advanceTimeBy(Duration.ofMillis(4));
        assertThat(all.get(5).state()).isEqualTo("waits");
        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(all.get(5).state()).isEqualTo("goes");
    }

    @Test
    void aTimerThatNeverRangIsNotWaitedForForEver() {
        Admission admission = admission(2, 10);
        List<Ticket> all = tickets(admission, Lane.NORMAL, 4);
        leaveCancelled(all.get(0));
        // Whoever tests in virtual time takes the clock away.
        VirtualTimeScheduler.reset();
        clock = VirtualTimeScheduler.getOrSet();
        clock.advanceTimeBy(Duration.ofMillis(21));

        leaveCancelled(all.get(1));
        clock.advanceTimeBy(Duration.ofMillis(20));

        assertThat(all.subList(2, 4)).extracting(Ticket::state).containsOnly("goes");
    }

    private static void leaveCancelled(Ticket ticket) {
        ticket.place.cancelled();
        ticket.place.leave();
    }

    @Test
    void whoFindsTheQueueFullIsTurnedAwayWithARemedy() {
        Admission admission = admission(1, 2);
        tickets(admission, Lane.NORMAL, 3);

        Ticket refused = ticket(admission, Lane.NORMAL);

        assertThat(refused.failure)
                .isInstanceOf(OverloadedException.class)
                .hasMessageContaining("was not sent")
                .hasMessageContaining("2 wait already")
                .hasMessageContaining("longer queue");
        refused.place.leave();
        assertThat(admission.load()).isEqualTo(new Load(1, 2, 0, 1));
    }

    @Test
    void anotherAttemptIsNotTurnedAway() {
        Admission admission = admission(1, 0);
        Ticket first = ticket(admission, Lane.NORMAL);

        Ticket again = new Ticket(admission.enter("listZones", Lane.NORMAL, true));

        assertThat(again.state()).isEqualTo("waits");
        first.place.leave();
        assertThat(again.state()).isEqualTo("goes");
    }

    @Test
    void nobodyWaitsForEver() {
        Admission admission = admission(1, 10);
        List<Ticket> all = tickets(admission, Lane.NORMAL, 2);

        clock.advanceTimeBy(Duration.ofSeconds(45));

        assertThat(all.get(1).failure)
                .isInstanceOf(OverloadedException.class)
                .hasMessageContaining("did not come within 45.0 s");
        all.get(1).place.leave();
        assertThat(admission.load()).isEqualTo(new Load(1, 0, 0, 1));
    }

    @Test
    void whoHasConnectionsOfItsOwnDoesNotCount() {
        Admission admission = admission(1, 10);
        ticket(admission, Lane.NORMAL);

        Ticket apart = new Ticket(admission.enterApart("listZones", Lane.NORMAL));

        assertThat(apart.state()).isEqualTo("goes");
        assertThat(admission.load().underWay()).isEqualTo(1);
        apart.place.leave();
        assertThat(admission.load().underWay()).isEqualTo(1);
    }

    @Test
    void manyThatEndAsTheyBeginDoNotPileUpOnTheStack() {
        Admission admission = admission(1, 100_000);
        Ticket first = ticket(admission, Lane.NORMAL);
        AtomicInteger gone = new AtomicInteger();
        for (int i = 0; i < 50_000; i++) {
            Place place = admission.enter("listZones", Lane.NORMAL, false);
            place.admitted().subscribe(nothing -> {}, failure -> {}, () -> {
                gone.incrementAndGet();
                place.leave();
            });
        }

        first.place.leave();

        assertThat(gone).hasValue(50_000);
        assertThat(admission.load()).isEqualTo(new Load(0, 0, 0, 1));
    }

    // Lanes.

    @Test
    void aSmallCallFindsAPlaceThatIsKeptFromTheBulk() {
        Admission admission = admission(8, 100);
        List<Ticket> crawl = tickets(admission, Lane.BULK, 20);

        assertThat(crawl).filteredOn(each -> each.state().equals("goes")).hasSize(7);
        assertThat(ticket(admission, Lane.NORMAL).state()).isEqualTo("goes");
        assertThat(ticket(admission, Lane.NORMAL).state()).isEqualTo("waits");
    }

    @Test
    void aSmallCallGoesBeforeTheBulkThatWaited() {
        Admission admission = admission(1, 100);
        Ticket first = ticket(admission, Lane.BULK);
        List<Ticket> crawl = tickets(admission, Lane.BULK, 5);
        Ticket small = ticket(admission, Lane.NORMAL);

        first.place.leave();

        assertThat(small.state()).isEqualTo("goes");
        assertThat(crawl).allMatch(each -> each.state().equals("waits"));
    }

    @Test
    void theBulkGetsEveryFourthTurn() {
        Admission admission = admission(1, 100);
        Ticket under = ticket(admission, Lane.NORMAL);
        List<Ticket> crawl = tickets(admission, Lane.BULK, 2);
        List<Ticket> small = tickets(admission, Lane.NORMAL, 8);
        List<String> order = new ArrayList<>();

        for (int i = 0; i < 10; i++) {
            under.place.leave();
            under = nextOf(small, crawl);
            order.add(crawl.contains(under) ? "bulk" : "small");
        }

        assertThat(order)
                .containsExactly(
                        "small", "small", "small", "bulk", "small", "small", "small", "bulk", "small", "small");
    }

    private static Ticket nextOf(List<Ticket> small, List<Ticket> crawl) {
        return Flux.concat(Flux.fromIterable(small), Flux.fromIterable(crawl))
                .filter(each -> each.state().equals("goes") && !each.seen)
                .doOnNext(each -> each.seen = true)
                .toStream()
                .findFirst()
                .orElseThrow();
    }

    // How many in a time.

    @Test
    void aRateIsKeptInAnyStretchOfTime() {
        Admission admission = new Admission(new LimitSettings(
                1_000, 1_000, Duration.ofSeconds(45), new LimitSettings.Rate(25, Duration.ofSeconds(1))));
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            admission
                    .enter("listZones", Lane.NORMAL, false)
                    .admitted()
                    .subscribe(nothing -> {}, failure -> {}, () -> times.add(clock.now(TimeUnit.MILLISECONDS)));
        }
        assertThat(times).hasSize(25);

        clock.advanceTimeBy(Duration.ofSeconds(3));

        assertThat(times).hasSize(100);
        for (int i = 25; i < 100; i++) {
            assertThat(times.get(i) - times.get(i - 25)).isGreaterThanOrEqualTo(1_000);
        }
    }

    @Test
    void aRefusalHoldsAllUntilTheServerTakesThemAgain() {
        Admission admission = admission(10, 100);
        Ticket refused = ticket(admission, Lane.NORMAL);
        refused.place.replied(429);
        refused.place.throttled(Duration.ofMillis(4_648));
        refused.place.leave();

        Ticket next = ticket(admission, Lane.NORMAL);

        assertThat(next.state()).isEqualTo("waits");
        clock.advanceTimeBy(Duration.ofMillis(4_647));
        assertThat(next.state()).isEqualTo("waits");
        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(next.state()).isEqualTo("goes");
    }

    @Test
    void whoWouldWaitTooLongForARefusalToEndIsToldAtOnce() {
        Admission admission = admission(10, 100);
        ticket(admission, Lane.NORMAL).place.throttled(Duration.ofMinutes(10));

        assertThat(ticket(admission, Lane.NORMAL).failure)
                .isInstanceOf(OverloadedException.class)
                .hasMessageContaining("the next one goes out in 60.0 s at the earliest");
    }

    @Test
    void whoComesDoesNotGoBeforeWhoWaits() {
        Admission admission = new Admission(
                new LimitSettings(8, 100, Duration.ofSeconds(45), new LimitSettings.Rate(1, Duration.ofSeconds(1))));
        List<Ticket> waiting = tickets(admission, Lane.NORMAL, 3);

        // When the time is up, and before the alarm has rung.
        Schedulers.parallel().schedule(() -> {}, 1, TimeUnit.SECONDS);
        List<Ticket> bulk = new ArrayList<>();
        clock.advanceTimeBy(Duration.ofMillis(999));
        bulk.add(ticket(admission, Lane.BULK));
        clock.advanceTimeBy(Duration.ofMillis(1));

        assertThat(waiting.get(1).state()).isEqualTo("goes");
        assertThat(bulk.get(0).state()).isEqualTo("waits");
    }

    @Test
    void aRateThatIsToldLetsGoWhoWaitedForASlowerOne() {
        Admission admission = admission(10, 100);
        for (int round = 0; round < 2; round++) {
            ticket(admission, Lane.NORMAL).place.leave();
            Ticket refused = ticket(admission, Lane.NORMAL);
            refused.place.throttled(Duration.ofSeconds(8));
            refused.place.leave();
            clock.advanceTimeBy(Duration.ofSeconds(8));
        }
        ticket(admission, Lane.NORMAL).place.leave();
        Ticket waiting = ticket(admission, Lane.NORMAL);
        assertThat(waiting.state()).isEqualTo("waits");

        admission.rateTold(new LimitSettings.Rate(1_000, Duration.ofSeconds(1)));

        assertThat(waiting.state()).isEqualTo("goes");
    }

    @Test
    void closingLetsAllGoToBeToldSo() {
        Admission admission = admission(1, 100);
        ticket(admission, Lane.NORMAL).place.throttled(Duration.ofSeconds(30));
        List<Ticket> waiting = tickets(admission, Lane.BULK, 5);

        admission.close();

        assertThat(waiting).allMatch(each -> each.state().equals("goes"));
        assertThat(ticket(admission, Lane.NORMAL).state()).isEqualTo("goes");
    }

    @Test
    void aCallThatFailsFatallyAsItBeginsStopsNobodyElse() {
        Admission admission = admission(1, 100);
        Ticket first = ticket(admission, Lane.NORMAL);
        Place fatal = admission.enter("listZones", Lane.NORMAL, false);
        // As Reactor lets such an error through, out of whatever began the call.
        fatal.admitted().subscribe(new CoreSubscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(1);
            }

            @Override
            public void onNext(Void nothing) {}

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onComplete() {
                throw new NoClassDefFoundError("missing");
            }
        });
        Ticket next = ticket(admission, Lane.NORMAL);

        first.place.leave();

        assertThat(next.state()).isEqualTo("goes");
        next.place.leave();
        assertThat(ticket(admission, Lane.NORMAL).state()).isEqualTo("goes");
    }

    @Test
    @Timeout(60)
    void noPlaceIsLostBetweenThreadsThatEnterLeaveAndGiveUp() throws Exception {
        VirtualTimeScheduler.reset();
        Admission admission = new Admission(new LimitSettings(3, 50, Duration.ofMillis(3), null));
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(20_000);
        for (int thread = 0; thread < 4; thread++) {
            Random random = new Random(thread);
            Schedulers.boundedElastic().schedule(() -> {
                for (int i = 0; i < 5_000; i++) {
                    Lane lane = random.nextBoolean() ? Lane.BULK : Lane.NORMAL;
                    Mono<Void> call = Mono.using(
                            () -> admission.enter("listZones", lane, false),
                            place -> place.admitted().then(Mono.defer(() -> {
                                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                                return Mono.<Void>empty()
                                        .delaySubscription(Duration.ofNanos(random.nextInt(200_000)))
                                        .doOnTerminate(underWay::decrementAndGet)
                                        .doOnCancel(underWay::decrementAndGet);
                            })),
                            Place::leave);
                    Disposable running =
                            call.doFinally(end -> done.countDown()).subscribe(nothing -> {}, failure -> {});
                    if (random.nextInt(3) == 0) {
                        running.dispose();
                    }
                }
            });
        }

        assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isBetween(2, 3);
        Mono.delay(Duration.ofMillis(50)).block();
        assertThat(admission.load().underWay()).isZero();
        assertThat(admission.load().waiting() + admission.load().waitingInBulk())
                .isZero();
    }

    private static Admission admission(int atOnce, int queue) {
        return new Admission(new LimitSettings(atOnce, queue, Duration.ofSeconds(45), null));
    }

    private static Ticket ticket(Admission admission, Lane lane) {
        return new Ticket(admission.enter("listZones", lane, false));
    }

    private static List<Ticket> tickets(Admission admission, Lane lane, int number) {
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            tickets.add(ticket(admission, lane));
        }
        return tickets;
    }

    private static final class Ticket {

        private final Place place;
        private volatile String state = "waits";
        private volatile Throwable failure = new AssertionError("none");
        private boolean seen;

        Ticket(Place place) {
            this.place = place;
            place.admitted().subscribe(nothing -> {}, thrown -> failure = thrown, () -> state = "goes");
        }

        String state() {
            return state;
        }
    }
}
