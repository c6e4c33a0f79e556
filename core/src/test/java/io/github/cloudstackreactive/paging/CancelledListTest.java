package io.github.cloudstackreactive.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.limit.LimitSettings;
import io.github.cloudstackreactive.paging.Tally.Row;
import io.github.cloudstackreactive.support.PiecewiseTransport;
import io.github.cloudstackreactive.support.PiecewiseTransport.Arriving;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

/**
 * A list is cancelled whose next page waits for its turn, since one request may be under way at once: it must not be sent,
 * whoever cancels, and however long the subscriber stays where it is.
 */
class CancelledListTest {

    private static final ExchangeSettings ONE_AT_ONCE = new ExchangeSettings(
            ExchangeSettings.DEFAULT.patience(),
            ExchangeSettings.DEFAULT.safePatience(),
            ExchangeSettings.DEFAULT.retry(),
            false,
            ExchangeSettings.DEFAULT.listener(),
            ExchangeSettings.DEFAULT.form(),
            ExchangeSettings.DEFAULT.limits(),
            LimitSettings.of(1));

    private final Tally tally = new Tally();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Sinks.Many<byte[]> firstPage = Sinks.many().unicast().onBackpressureBuffer();
    private final PiecewiseTransport wire = new PiecewiseTransport(this::answer);

    private Arriving answer(Asked request) {
        asked.add(request.get("page"));
        return new Arriving(200, 1_000, firstPage.asFlux());
    }

    // Lists, does that at the second row, which has arrived beside the first; then all that was taken must have been
    // given
    // back, and nothing more asked for.
    private void atTheSecondRow(Consumer<Watcher<Row>> happens) {
        Watcher<Row> watcher = new Watcher<>(tally) {
            @Override
            void taken(long received) {
                if (received == 2) {
                    happens.accept(this);
                }
            }
        };
        Tally.list(wire, ONE_AT_ONCE).pageSize(3).prefetch(2).subscribe(watcher);
        watcher.request(1);
        firstPage.tryEmitNext(tally.page(1, 3, 9, ""));
        assertThat(watcher.numbers).isEqualTo(List.of(1));
        watcher.request(Long.MAX_VALUE);

        assertThat(asked).containsExactly("1");
        assertThat(watcher.numbers).isEqualTo(List.of(1, 2));
        assertThat(watcher.faults).isEmpty();
        assertThat(tally.held()).as("%s", tally).isZero();
        assertThat(wire.held()).isZero();
        tally.forget();
    }

    @Test
    void fromInside() {
        atTheSecondRow(Watcher::cancel);
    }

    @Test
    void fromInsideAndThePageEndsBeforeTheSubscriberGoesOn() {
        atTheSecondRow(watcher -> {
            watcher.cancel();
            CompletableFuture.runAsync(firstPage::tryEmitComplete).join();
        });
    }

    @Test
    void fromAnotherThreadAndThePageEndsBeforeTheSubscriberGoesOn() {
        atTheSecondRow(watcher -> CompletableFuture.runAsync(watcher::cancel)
                .thenRunAsync(firstPage::tryEmitComplete)
                .join());
    }
}
