package io.github.cloudstackreactive.samples.crawler;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.NotAllowedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.paging.ListFlux;
import io.github.cloudstackreactive.paging.Page;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Several lists at once over one client, their rows written by one thread.
 *
 * <p>A page is asked for only as the ones before are written, so a slow disk slows the crawl and memory stays flat. A list
 * that fails costs nothing of the others; only where the output cannot be written, or nobody answers at all, is the whole
 * given up.
 */
final class Crawl {

    /** How rows are asked for. */
    record Pace(@Nullable Integer pageSize, int prefetch, int concurrency) {}

    // A row comes again near where it came before: pages shift by what was made or deleted between two requests.
    private static final int REMEMBERED_ROWS = 10_000;

    // One page may be all repetition after a shift; a list that brings nothing new thrice ignores the page number.
    private static final int MOST_PAGES_WITHOUT_NEWS = 3;

    private static final int ENOUGH_UNANSWERED = 3;

    private final List<AskedList> lists;
    private final Map<String, Tally> tallies;
    private final Pace pace;
    private final RowLines output;
    private final Progress progress;

    private final Sinks.Empty<Void> stop = Sinks.empty();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean answered;

    Crawl(List<AskedList> lists, List<Tally> tallies, Pace pace, RowLines output, Progress progress) {
        this.lists = lists;
        this.tallies = tallies.stream().collect(Collectors.toMap(Tally::list, Function.identity()));
        this.pace = pace;
        this.output = output;
        this.progress = progress;
    }

    /**
     * Crawls, and blocks until all is written.
     *
     * @throws UnwritableException if the output cannot be written
     */
    void run(CloudStackClient cloud) {
        Scheduler writing = Schedulers.newSingle("writing", true);
        try {
            Flux.fromIterable(lists)
                    .flatMap(list -> crawled(cloud, list, writing), pace.concurrency())
                    .then()
                    .takeUntilOther(stop.asMono())
                    .block();
        } finally {
            // After a page that is just being written.
            Mono.fromRunnable(output::close).subscribeOn(writing).block();
            writing.dispose();
        }
    }

    /** Ends the crawl soon; what was written stays. */
    void stop() {
        stop.tryEmitEmpty();
    }

    private Mono<Void> crawled(CloudStackClient cloud, AskedList list, Scheduler writing) {
        Tally tally = tallyOf(list);
        return Mono.<Void>defer(() -> {
                    tally.begin();
                    progress.began(tally);
                    return pages(cloud, list.ways(), tally)
                            .publishOn(writing, 1)
                            .doOnNext(page -> write(page, tally))
                            .transform(pages -> untilNothingIsNew(pages, tally))
                            .doOnComplete(tally::end)
                            .then();
                })
                .onErrorResume(failure -> !(failure instanceof UnwritableException), failure -> failed(tally, failure))
                .doOnSuccess(over -> progress.ended(tally));
    }

    /** The pages by the widest way that the account may ask. */
    private Flux<Page<Row>> pages(CloudStackClient cloud, List<ListCommand<Row>> ways, Tally tally) {
        Flux<Page<Row>> pages = paced(cloud.list(ways.get(0))).byPage();
        return ways.size() == 1
                ? pages
                : pages.onErrorResume(
                        refused -> mayAskForLess(refused) && tally.items() == 0,
                        refused -> pages(cloud, ways.subList(1, ways.size()), tally));
    }

    private ListFlux<Row> paced(ListFlux<Row> rows) {
        Integer pageSize = pace.pageSize();
        int window = pageSize == null ? REMEMBERED_ROWS : Math.max(REMEMBERED_ROWS, 2 * pageSize);
        ListFlux<Row> paced = rows.prefetch(pace.prefetch()).withoutRepeats(window);
        return pageSize == null ? paced : paced.pageSize(pageSize);
    }

    private static boolean mayAskForLess(Throwable refused) {
        return refused instanceof InvalidParameterException || refused instanceof NotAllowedException;
    }

    private void write(Page<Row> page, Tally tally) {
        answered = true;
        output.write(tally.list(), page.rows());
        tally.add(page);
        progress.arrived(tally);
    }

    private static Flux<Page<Row>> untilNothingIsNew(Flux<Page<Row>> pages, Tally tally) {
        AtomicInteger withoutNews = new AtomicInteger();
        return pages.doOnNext(page -> {
                    int in = page.rows().isEmpty() ? withoutNews.incrementAndGet() : 0;
                    withoutNews.set(in);
                    if (in == MOST_PAGES_WITHOUT_NEWS && tally.expectsMore()) {
                        throw new ProtocolException(
                                tally.list(),
                                200,
                                tally.list() + " counts more than the " + tally.items()
                                        + " rows that came, but gives the same ones for every further page.",
                                false);
                    }
                })
                .takeUntil(page -> withoutNews.get() == MOST_PAGES_WITHOUT_NEWS);
    }

    private Mono<Void> failed(Tally tally, Throwable failure) {
        tally.fail(failure);
        if (!(failure instanceof TransportException)) {
            answered = true;
        } else if (!answered && unanswered.incrementAndGet() >= Math.max(ENOUGH_UNANSWERED, pace.concurrency())) {
            // Nobody there: the other lists would only take their time to say the same.
            stop();
        }
        return Mono.empty();
    }

    private Tally tallyOf(AskedList list) {
        Tally tally = tallies.get(list.name());
        if (tally == null) {
            throw new IllegalArgumentException("No tally for " + list.name());
        }
        return tally;
    }
}
