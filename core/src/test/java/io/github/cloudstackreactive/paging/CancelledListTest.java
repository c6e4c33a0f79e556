package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.exchange.Call;
import io.github.cloudstackreactive.exchange.CallListener;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.limit.LimitSettings;
import io.github.cloudstackreactive.paging.Tally.Row;
import io.github.cloudstackreactive.support.PiecewiseTransport;
import io.github.cloudstackreactive.support.PiecewiseTransport.Arriving;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

/**
 * Pages that wait for their turn, since only so many requests may be under way at once, must not be sent once nobody wants
 * them: whoever cancels, and however long the subscriber stays where it is.
 */
class CancelledListTest {

    private final Tally tally = new Tally();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Map<String, Sinks.Many<byte[]>> pages = new ConcurrentHashMap<>();
    private CallListener listener = CallListener.NONE;
    private final PiecewiseTransport wire = new PiecewiseTransport(this::answer);

    private Arriving answer(Asked request) {
        asked.add(request.get("page"));
        return new Arriving(200, 1_000, page(request.get("page")).asFlux());
    }

    private Sinks.Many<byte[]> page(String number) {
        return pages.computeIfAbsent(number, any -> Sinks.many().unicast().onBackpressureBuffer());
    }

    private void endsElsewhere(String page) {
        CompletableFuture.runAsync(page(page)::tryEmitComplete).join();
    }

    private ListFlux<Row> list(int atOnce) {
        ExchangeSettings usual = ExchangeSettings.DEFAULT;
        ExchangeSettings settings = new ExchangeSettings(
                usual.patience(),
                usual.safePatience(),
                usual.retry(),
                false,
                listener,
                usual.form(),
                usual.limits(),
                LimitSettings.of(atOnce));
        return Tally.list(wire, settings).pageSize(3);
    }

    private <E> Watcher<E> watcher(long number, Consumer<Watcher<E>> happens) {
        return new Watcher<>(tally) {
            @Override
            void taken(long received) {
                if (received == number) {
                    happens.accept(this);
                }
            }
        };
    }

    @AfterEach
    void allThatWasTakenHasBeenGivenBack() {
        assertThat(tally.held()).as("%s", tally).isZero();
        assertThat(wire.held()).isZero();
        assertThat(wire.overReleased()).isZero();
        tally.forget();
    }

    // That happens at the second row, which has arrived beside the first; page 2 waits then.
    private void atTheSecondRow(Consumer<Watcher<Row>> happens) {
        Watcher<Row> watcher = watcher(2, happens);
        list(1).prefetch(2).subscribe(watcher);
        watcher.request(1);
        page("1").tryEmitNext(tally.page(1, 3, 9, ""));
        assertThat(watcher.numbers).isEqualTo(List.of(1));
        watcher.request(Long.MAX_VALUE);

        assertThat(asked).containsExactly("1");
        assertThat(watcher.numbers).isEqualTo(List.of(1, 2));
        assertThat(watcher.faults).isEmpty();
    }

    @Test
    void fromInside() {
        atTheSecondRow(Watcher::cancel);
    }

    @Test
    void fromInsideAndThePageEndsBeforeTheSubscriberGoesOn() {
        atTheSecondRow(watcher -> {
            watcher.cancel();
            endsElsewhere("1");
        });
    }

    @Test
    void fromAnotherThreadAndThePageEndsBeforeTheSubscriberGoesOn() {
        atTheSecondRow(watcher -> {
            CompletableFuture.runAsync(watcher::cancel).join();
            endsElsewhere("1");
        });
    }

    @Test
    void thoughItTakesLongToCancelEachPage() {
        listener = new CallListener() {
            @Override
            public void onEnd(Call call, Throwable failure, boolean cancelled, Duration took) {
                LockSupport.parkNanos(50_000_000);
            }
        };
        atTheSecondRow(Watcher::cancel);
    }

    /**
     * The list is shorter than it said. Of two places one is kept from lists, so pages come one after the other: the second
     * gave its place to the third as it ended, and the fourth waits.
     */
    @Test
    void whatTurnsOutNotToBeThereIsNotWanted() {
        Watcher<Page<Row>> watcher = watcher(2, any -> endsElsewhere("3"));
        list(2).prefetch(3).byPage().subscribe(watcher);
        watcher.request(Long.MAX_VALUE);
        page("1").tryEmitNext(tally.page(1, 3, 12, ""));
        page("1").tryEmitComplete();
        assertThat(asked).containsExactly("1", "2");

        page("2").tryEmitNext(tally.page(4, 4, 4, ""));
        page("2").tryEmitComplete();

        assertThat(asked).containsExactly("1", "2", "3");
        assertThat(watcher.numbers).isEqualTo(List.of(1, 2, 3, 4));
        assertThat(watcher.ends).hasValue(1);
        assertThat(watcher.failure()).isNull();
        assertThat(watcher.faults).isEmpty();
    }
}
