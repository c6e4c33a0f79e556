package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.command.ListCommand;
import java.util.List;
import java.util.function.Function;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The rows of a list, fetched page by page as they are demanded.
 *
 * <p>Cold: every subscription asks anew, from the first page. Nothing is asked before the first demand; page n+1 is asked
 * for only when every row of page n has been emitted and demand remains, unless {@link #prefetch(int)} says otherwise. So
 * {@code take(3)} costs one request. A page is read to its end before its rows are emitted, and its connection is free by
 * then: a call for each row works over a pool of one. Rows come on an event loop or a thread of
 * {@code Schedulers.parallel()}, which must not be blocked; the first page into a class that is new to the client comes on
 * {@code Schedulers.boundedElastic()}.
 *
 * <p>A list filtered by an id that is unknown is empty, also where the server refuses it and the command is known for that
 * ({@code missingIsEmpty}): then no row comes, {@link #page page(1)} is empty, and {@link #reportedTotal()} 0.
 *
 * <p>Lists are not snapshots: what is made or deleted meanwhile shifts the pages, so a row may come twice or be missed.
 *
 * <p>The settings of this class return a new list and come first in the chain; any operator of Reactor then gives a plain
 * Flux. Cancelling ends the request in flight and asks no more. Errors come after the rows that were received before, as
 * {@link io.github.cloudstackreactive.error.CloudStackException}; a failed page is not asked again beyond the client's
 * retries.
 *
 * @param <T> the type of a row
 */
public final class ListFlux<T> extends Flux<T> {

    private final Pager pager;
    private final ListCommand<T> command;
    private final int pageSize;
    private final int prefetch;
    private final int window;

    ListFlux(Pager pager, ListCommand<T> command, int pageSize, int prefetch, int window) {
        this.pager = pager;
        this.command = command;
        this.pageSize = pageSize;
        this.prefetch = prefetch;
        this.window = window;
    }

    /**
     * Asks for this many rows a page; a server that takes fewer is asked for as many as it takes.
     *
     * @param rows at least 1; or -1 for everything in one request, whatever its size
     * @throws IllegalArgumentException if it is 0 or below -1
     */
    public ListFlux<T> pageSize(int rows) {
        if (rows == 0 || rows < PageWalk.EVERYTHING) {
            throw new IllegalArgumentException(
                    "A page size of " + rows + " gives no rows: give 1 or more, or -1 for everything in one request.");
        }
        return new ListFlux<>(pager, command, rows, prefetch, window);
    }

    /**
     * Fetches up to this many pages ahead of the one being emitted, and holds them.
     *
     * @param pages 0, the default, for none
     */
    public ListFlux<T> prefetch(int pages) {
        if (pages < 0) {
            throw new IllegalArgumentException("Give the number of pages to fetch ahead, not " + pages + ".");
        }
        return new ListFlux<>(pager, command, pageSize, pages, window);
    }

    /**
     * Leaves out a row that came before, as pages that shift between requests make it.
     *
     * <p>A row is known by its {@code id}, with {@code zoneid} where it has one (a template has one row for each zone), or
     * else by all that it holds. Costs a tree for each row, and memory for the identities remembered.
     *
     * @param rows how many rows back are remembered
     */
    public ListFlux<T> withoutRepeats(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("Give how many rows back to remember, not " + rows + ".");
        }
        return new ListFlux<>(pager, command, pageSize, prefetch, rows);
    }

    /**
     * The pages rather than their rows, under the same rules: each unit of demand is a page.
     *
     * <p>Every page that was asked for comes, the empty one included that shows that a full one was the last.
     */
    public Flux<Page<T>> byPage() {
        return new Pages();
    }

    /**
     * One page, by one request, of exactly the size that is set: a server that takes no pages so large refuses it.
     *
     * @param number the page's number, from 1
     */
    public Mono<Page<T>> page(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("Pages are numbered from 1; there is no page " + number + ".");
        }
        boolean isOnePage = pageSize == PageWalk.EVERYTHING
                || !command.description().paged()
                || command.description().ignoresPage();
        if (isOnePage && number > 1) {
            throw new IllegalArgumentException(
                    "What is asked for at once is one page; there is no page " + number + ".");
        }
        return Mono.defer(() -> walk().only(number));
    }

    /**
     * The total that the server reports, by one request for one row.
     *
     * @return empty where the report is not to be believed: some lists count the rows of the page, which cannot be told
     *     from a total of one, and a page without a count tells nothing
     */
    public Mono<Long> reportedTotal() {
        return Mono.defer(() -> pager.walk(command, 1, 0).total());
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        subscribe(actual, Page::rows);
    }

    private <E> void subscribe(CoreSubscriber<? super E> actual, Function<Page<T>, List<E>> elements) {
        actual.onSubscribe(new PagesSubscription<>(actual, walk(), elements, prefetch));
    }

    private PageWalk<T> walk() {
        return pager.walk(command, pageSize, window);
    }

    private final class Pages extends Flux<Page<T>> {

        @Override
        public void subscribe(CoreSubscriber<? super Page<T>> actual) {
            ListFlux.this.subscribe(actual, List::of);
        }
    }
}
