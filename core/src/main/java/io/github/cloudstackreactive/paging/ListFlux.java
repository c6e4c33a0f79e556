package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.command.ListCommand;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The rows of a list, fetched page by page as they are demanded, and emitted while a page still arrives.
 *
 * <p>Cold: every subscription asks anew, from the first page. Nothing is asked before the first demand; page n+1 is asked
 * for only when every row of page n has been emitted and demand remains, unless {@link #prefetch(int)} says otherwise. So
 * {@code take(3)} costs one request. A page that was asked for is read to its end whatever the demand, and held until it is
 * demanded, so that its connection comes free: a call for each row works over a pool of one.
 *
 * <p>A page that breaks in the middle is asked for again, as the client's retries allow, and the rows already emitted from
 * it are left out when they come again. They are known by their {@code id}, with {@code zoneid} where they have one (a
 * template has one row for each zone), or else by all their bytes.
 *
 * <p>Rows come on an event loop, if the page is small, or on a thread of {@code Schedulers.parallel()}; neither may be
 * blocked. The first page into a class that is new to the client comes on {@code Schedulers.boundedElastic()}.
 *
 * <p><b>What is made or deleted meanwhile</b> shifts the pages of a list; how, depends on its order, which {@link
 * io.github.cloudstackreactive.command.RowOrder} tells for each command. A deletion among the rows that were seen moves the
 * rest forward, so that a row that was there all the time may be missed; that holds in any order. New rows do no harm where
 * they come last (machines and hosts, by id). Where they come first (events, newest first) they push rows back that were
 * seen, which then come twice unless {@link #withoutRepeats} leaves them out; and with {@link #prefetch} above 1,
 * as the server may then read a later page first, they may hide rows as a deletion does. Where rows tie (volumes of the same second,
 * tags), a server may settle the tie differently for two pages. {@link #snapshot()} is the one way in which nothing that was
 * there throughout is missed, and nothing comes twice, whatever happens meanwhile.
 *
 * <p>A list filtered by an id that is unknown is empty, also where the server refuses it and the command is known for that
 * ({@code missingIsEmpty}): then no row comes, {@link #page page(1)} is empty, and {@link #reportedTotal()} 0.
 *
 * <p>The settings of this class return a new list and come first in the chain; any operator of Reactor then gives a plain
 * Flux. Cancelling asks no more and ends the requests in flight: what is left of a page is read to its end if that is 64 KB
 * or less, else its connection is closed. Errors come as {@link io.github.cloudstackreactive.error.CloudStackException},
 * after the rows of all pages before; of the page that failed, rows that were not demanded by then are lost.
 *
 * @param <T> the type of a row
 */
public final class ListFlux<T> extends Flux<T> {

    private final Pager pager;
    private final ListCommand<T> command;
    private final ListSettings settings;

    ListFlux(Pager pager, ListCommand<T> command, ListSettings settings) {
        this.pager = pager;
        this.command = command;
        this.settings = settings;
    }

    /**
     * Asks for this many rows a page; a server that takes fewer is asked for as many as it takes.
     *
     * @param rows at least 1; or -1 for everything in one request, as one page: read to its end whatever the demand, and
     *     held, up to the client's {@code maxReplyBytes}
     * @throws IllegalArgumentException if it is 0 or below -1, or not the size of a cursor that the list begins at
     */
    public ListFlux<T> pageSize(int rows) {
        if (rows == 0 || rows < PageWalk.EVERYTHING) {
            throw new IllegalArgumentException(
                    "A page size of " + rows + " gives no rows: give 1 or more, or -1 for everything in one request.");
        }
        PageCursor start = settings.start();
        if (start != null && rows != start.pageSize()) {
            throw new IllegalArgumentException("The list begins at a cursor, after pages of " + start.pageSize()
                    + " rows: with pages of another size rows would be missed, or come twice.");
        }
        return with(settings.withPageSize(rows));
    }

    /**
     * Fetches up to this many pages ahead of the one being emitted, and holds them; so many at once, where the server's
     * count shows that they are there, else one after the other.
     *
     * <p>Never more than 16 at once, and fewer where the server answers 429 or 503, or takes so long that nothing is gained. A
     * page that was refused so, until its tries ran out, is asked for once more when fewer are under way; only one that was
     * alone ends the list. Rows come in the server's order nevertheless, unless {@link #unordered} lets go of it.
     *
     * @param pages 0, the default, for none
     */
    public ListFlux<T> prefetch(int pages) {
        if (pages < 0) {
            throw new IllegalArgumentException("Give the number of pages to fetch ahead, not " + pages + ".");
        }
        return with(settings.withPrefetch(pages));
    }

    /**
     * Emits rows of whichever page is there, so that none waits for a slower one; of use with {@link #prefetch} only.
     *
     * <p>A server that ignores {@code page}, and gives the same rows again, is then found out after rows came twice.
     */
    public ListFlux<T> unordered() {
        return with(settings.unordered());
    }

    /**
     * Leaves out a row that came before, as pages that shift between requests make it.
     *
     * <p>A row is known as in a page that comes again: by its id and zone, or else by all its bytes. Takes up to 48 bytes
     * for each row that is remembered.
     *
     * @param rows how many rows back are remembered
     */
    public ListFlux<T> withoutRepeats(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("Give how many rows back to remember, not " + rows + ".");
        }
        return with(settings.withWindow(rows));
    }

    /**
     * Everything in one request, taken from the socket as it is demanded: nothing shifts, and memory stays flat whatever
     * the size.
     *
     * <p>The price: one connection, of four that the client keeps for this, is held as long as the subscriber takes. Where it
     * takes less than some 128 KB in 25 s the list ends in a {@link io.github.cloudstackreactive.error.TransportException},
     * before the server would break it off; and what breaks after rows came is not asked for again. With an HttpClient of
     * the caller's the connection is one of that client's pool. A server may take long over such a list, and an account may
     * not be allowed it: pages are the better way where they do.
     *
     * <p>{@link #byPage} and {@link #page} have nothing of it: they ask for everything as one page, which is gathered up to
     * {@code maxReplyBytes}.
     *
     * @throws IllegalArgumentException if the list begins at a cursor
     */
    public ListFlux<T> snapshot() {
        if (settings.start() != null) {
            throw noPlaceToBegin();
        }
        return with(settings.asSnapshot());
    }

    /**
     * Begins where a walk through the same list was after a page ({@link Page#next}), with pages of the same size. What came
     * before it is not known to {@link #withoutRepeats}.
     *
     * @throws IllegalArgumentException if the cursor is of another list, or of one with other parameters
     */
    public ListFlux<T> from(PageCursor cursor) {
        cursor.requireSameQuery(command);
        if (isOnePage()) {
            throw noPlaceToBegin();
        }
        return with(settings.from(cursor));
    }

    private static IllegalArgumentException noPlaceToBegin() {
        return new IllegalArgumentException(
                "What is asked for at once has no place to begin at: choose pages, and no snapshot.");
    }

    private ListFlux<T> with(ListSettings changed) {
        return new ListFlux<>(pager, command, changed);
    }

    /**
     * The pages rather than their rows, under the same rules: each unit of demand is a page.
     *
     * <p>Every page that was asked for comes when it is whole, in the server's order, the empty one included that shows that
     * a full one was the last.
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
        if (isOnePage() && number > 1) {
            throw new IllegalArgumentException(
                    "What is asked for at once is one page; there is no page " + number + ".");
        }
        return Mono.defer(() -> pager.walk(command, settings.inPages()).only(number));
    }

    private boolean isOnePage() {
        return settings.pageSize() == PageWalk.EVERYTHING
                || !command.description().paged()
                || command.description().ignoresPage();
    }

    /**
     * The total that the server reports, by one request for one row.
     *
     * @return empty where the report is not to be believed: some lists count the rows of the page, which cannot be told
     *     from a total of one, and a page without a count tells nothing
     */
    public Mono<Long> reportedTotal() {
        return Mono.defer(() -> pager.walk(command, ListSettings.ofPages(1)).total());
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        PageWalk<T> walk = pager.walk(command, settings);
        actual.onSubscribe(new PagesSubscription<>(actual, walk, settings, Emission.ofRows(walk, seen())));
    }

    private @Nullable SeenRows seen() {
        return settings.window() == 0 ? null : new SeenRows(settings.window());
    }

    private final class Pages extends Flux<Page<T>> {

        @Override
        public void subscribe(CoreSubscriber<? super Page<T>> actual) {
            ListSettings inPages = settings.inPages();
            PageWalk<T> walk = pager.walk(command, inPages);
            actual.onSubscribe(new PagesSubscription<>(actual, walk, inPages, Emission.ofPages(seen())));
        }
    }
}
