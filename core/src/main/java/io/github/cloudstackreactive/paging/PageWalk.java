package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.limit.Lane;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.reply.RowIdentities;
import io.github.cloudstackreactive.reply.Rows;
import io.github.cloudstackreactive.transport.Receiving;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One walk through the pages of a list, private to one subscriber: which page is next, and whether there is one.
 *
 * <p>The last page is one that has no rows; or fewer or more than asked while {@code count} is absent or no more than the
 * rows seen; or the same rows as the page before, byte for byte or by their ids. A full page is never the last. A wrong
 * count may so cost a request, but never a row.
 *
 * <p>Pages are judged in their order, whatever the order in which they came.
 */
final class PageWalk<T> {

    static final int EVERYTHING = -1;

    // "Page size can't exceed max allowed page size value: 500"
    private static final Pattern LARGEST = Pattern.compile("max allowed page size value: (\\d{1,9})");

    // Of the page, of its size, or of both: "\"pagesize\" parameter is required when \"page\" is specified"
    private static final Pattern OF_PAGES = Pattern.compile("(?i)\\bpage ?(?:size)?\\b");

    // "Invalid parameter zoneid value=…"
    private static final Pattern OF_A_PARAMETER = Pattern.compile("(?i)invalid parameter (\\w{1,64})");

    private final Exchange exchange;
    private final Decoder decoder;
    private final ListCommand<T> command;
    private final Description description;
    private final AtomicInteger largest;
    private final boolean snapshot;
    private final int firstNumber;

    private int size;
    private int asked;
    private int judged;
    private long seen;
    private long believed;
    private @Nullable RowIdentities begin;
    private @Nullable RowIdentities previous;
    private long previousChecksum;
    private boolean finished;

    PageWalk(Exchange exchange, Decoder decoder, ListCommand<T> command, ListSettings settings, AtomicInteger largest) {
        this.exchange = exchange;
        this.decoder = decoder;
        this.command = command;
        this.description = command.description();
        // A list that ignores the page is asked for everything, so that nothing is lost on a server that does not
        // ignore it.
        this.size = description.ignoresPage() ? EVERYTHING : settings.pageSize();
        this.largest = largest;
        this.snapshot = settings.snapshot();
        PageCursor start = settings.start();
        this.firstNumber = start == null ? 1 : start.nextPage();
        this.seen = start == null ? 0 : start.rowsBefore();
        this.asked = firstNumber - 1;
        this.judged = asked;
    }

    /** Whether the last page has been judged. */
    boolean finished() {
        return finished;
    }

    /** Whether one more page may be asked for now: it is known to be there, or all before it have been judged. */
    boolean mayAskForAnother() {
        return !finished && (asked == judged || (!isAskedOnce() && (long) asked * size < believed));
    }

    /** Takes note of a count, which tells of further pages where it is more than the page it came with can hold. */
    void counts(long count) {
        if (!finished && !isAskedOnce() && !description.postFiltered() && count > (long) asked * size) {
            believed = count;
        }
    }

    /** The number of the page to ask for next. */
    int next() {
        return ++asked;
    }

    /** The rows of a page, as they arrive. */
    Flux<Rows<T>> rows(int page, Consumer<CloudStackException> onRetry) {
        return page == 1 ? first(onRetry) : fetch(page, onRetry);
    }

    /** One page by itself, of exactly the size asked for: of another size it would be another page. */
    Mono<Page<T>> only(int page) {
        Flux<Rows<T>> fetched = fetch(page, PageWalk::ignore);
        return gathered(page == 1 ? noneWhereMissing(fetched) : fetched)
                .map(rows -> new Page<>(page, rows.rows(), rows.count(), cursorAfter(page, rows)));
    }

    private @Nullable PageCursor cursorAfter(int page, GatheredPage<T> rows) {
        int length = rows.rows().size();
        long before = (page - 1L) * size;
        return length == 0 || isAskedOnce() || isLast(page, length, rows.count(), before + length)
                ? null
                : PageCursor.of(command, size, page + 1, before + length);
    }

    /** The count reported with a page of one row, if it can be no page's length. */
    Mono<Long> total() {
        return gathered(noneWhereMissing(fetch(1, PageWalk::ignore))).mapNotNull(rows -> {
            long length = rows.rows().size();
            Long count = rows.count();
            if (count != null && count > length) {
                return count;
            }
            return length == 1 && !isAskedOnce() ? null : (Long) length;
        });
    }

    private Mono<GatheredPage<T>> gathered(Flux<Rows<T>> rows) {
        return rows.collect(GatheredPage::new, GatheredPage::add);
    }

    private static void ignore(CloudStackException retried) {}

    // The size is settled with the first page: a smaller one moves the borders of all that follow.
    private Flux<Rows<T>> first(Consumer<CloudStackException> onRetry) {
        return Flux.defer(() -> {
            if (size != EVERYTHING) {
                size = Math.min(size, largest.get());
            }
            return noneWhereMissing(fetch(1, onRetry))
                    .onErrorResume(InvalidParameterException.class, refused -> withSmallerPages(refused, onRetry));
        });
    }

    // Some servers refuse a list of what does not exist where others answer no rows.
    private Flux<Rows<T>> noneWhereMissing(Flux<Rows<T>> page) {
        return description.missingIsEmpty() && asksForIds()
                ? page.onErrorResume(PageWalk::mayBeMissing, refused -> Flux.just(Rows.none()))
                : page;
    }

    private boolean asksForIds() {
        AtomicBoolean any = new AtomicBoolean();
        command.parameters().forEach((name, value) -> {
            if (!value.isEmpty() && (name.equalsIgnoreCase("id") || name.equalsIgnoreCase("ids"))) {
                any.set(true);
            }
        });
        return any.get();
    }

    private static boolean mayBeMissing(Throwable failure) {
        return failure instanceof InvalidParameterException refused
                && refused.errorCode() == 431
                && !OF_PAGES.matcher(refused.text()).find()
                && !speaksOfAnother(refused.text());
    }

    private static boolean speaksOfAnother(String text) {
        Matcher named = OF_A_PARAMETER.matcher(text);
        return named.find()
                && !named.group(1).equalsIgnoreCase("id")
                && !named.group(1).equalsIgnoreCase("ids");
    }

    private Flux<Rows<T>> fetch(int page, Consumer<CloudStackException> onRetry) {
        return Flux.defer(() -> {
            Parameters parameters = parameters(page);
            Lane lane = page == 1 ? Lane.NORMAL : Lane.BULK;
            return exchange.stream(command, parameters, lane, new Receiving<Rows<T>>() {
                @Override
                public Publisher<Rows<T>> receive(ReplyHead head, Flux<ByteBuf> body) {
                    return decoder.rows(command, parameters, head, body, missesRows(page), snapshot);
                }

                @Override
                public boolean atItsOwnPace() {
                    return snapshot;
                }

                @Override
                public void onRetry(CloudStackException failure) {
                    onRetry.accept(failure);
                }
            });
        });
    }

    private boolean missesRows(int page) {
        return page == 1 && !description.postFiltered();
    }

    private Parameters parameters(int page) {
        if (!description.paged()) {
            return command.parameters();
        }
        Parameters sized = command.parameters().with("pagesize", size);
        return size == EVERYTHING ? sized : sized.with("page", page);
    }

    private Flux<Rows<T>> withSmallerPages(InvalidParameterException refused, Consumer<CloudStackException> onRetry) {
        Matcher words = LARGEST.matcher(refused.text());
        int allowed = words.find() ? Integer.parseInt(words.group(1)) : 0;
        if (allowed < 1 || allowed >= size) {
            return Flux.error(refused);
        }
        exchange.pageSizeLearned(description.name(), size, allowed);
        largest.accumulateAndGet(allowed, Math::min);
        size = allowed;
        return first(onRetry);
    }

    /** Whether a page that is not judged begins as one before it, so that its rows must wait until it is known whether it is the same. */
    boolean mayBeARepeat(PageFetch<T> page) {
        RowIdentities before = page.number() == judged + 1 ? previous : begin;
        RowIdentities rows = page.identities();
        return before != null
                && before.size() > 0
                && rows.size() > 0
                && before.high(0) == rows.high(0)
                && before.low(0) == rows.low(0);
    }

    /**
     * Judges the page that comes after the last one judged, now that it is whole.
     *
     * @throws ProtocolException if rows are missing; what came is good nevertheless
     */
    void judge(PageFetch<T> page) {
        judged = page.number();
        Long count = page.count();
        if (repeats(page)) {
            page.drop();
            finished = true;
            if (count != null && count > seen) {
                throw repeated(page, count);
            }
            return;
        }
        seen += page.length();
        boolean more = count != null && count > seen;
        finished = isAskedOnce() || isLast(page.number(), page.length(), count, seen);
        begin = judged == firstNumber ? page.identities() : begin;
        previous = page.identities();
        previousChecksum = page.checksum();
        if (isAskedOnce() && count != null && more && !description.postFiltered()) {
            throw keptBack(count);
        }
        believed = more ? believed : 0;
    }

    /** Where the walk goes on after the page judged last; null if it does not. */
    @Nullable
    PageCursor cursor() {
        return finished ? null : PageCursor.of(command, size, judged + 1, seen);
    }

    private boolean repeats(PageFetch<T> page) {
        return previous != null
                && page.length() > 0
                && page.identities().equals(previous)
                && (page.checksum() == previousChecksum || page.identities().anyDiffer());
    }

    private boolean isAskedOnce() {
        return !description.paged() || size == EVERYTHING;
    }

    private ProtocolException keptBack(long count) {
        return new ProtocolException(
                description.name(),
                200,
                description.name() + " counts " + count + " rows, but gave " + seen
                        + " when it was asked for all at once. "
                        + (description.paged() && !description.ignoresPage()
                                ? "Ask for pages: pageSize(500)."
                                : "If the list takes pages after all, say paged(true) and ignoresPage(false)."),
                false);
    }

    private boolean isLast(int page, long length, @Nullable Long count, long seen) {
        if (description.postFiltered()) {
            // A page may be filtered away whole; by the count there are more.
            return length == 0 && (count == null || count <= (long) page * size);
        }
        if (length == 0) {
            return true;
        }
        return length != size && (count == null || count <= seen);
    }

    private ProtocolException repeated(PageFetch<T> page, long count) {
        return new ProtocolException(
                description.name(),
                200,
                description.name() + " counts " + count + " rows, but gave the same " + page.length() + " for page "
                        + page.number() + " as for the page before. Ask for everything in one request:"
                        + " pageSize(-1), which sends pagesize=-1.",
                false);
    }
}
