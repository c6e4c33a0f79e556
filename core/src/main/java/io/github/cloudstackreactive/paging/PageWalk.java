package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One walk through the pages of a list, private to one subscriber: which page is next, and whether there is one.
 *
 * <p>The last page is one that has no rows; or fewer or more than asked while {@code count} is absent or no more than the
 * rows seen; or the same rows as the page before, byte for byte. A full page is never the last. A wrong count may so cost a
 * request, but never a row.
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
    private final @Nullable SeenRows seenRows;

    private int size;
    private int number = 1;
    private long seen;
    private Rows.@Nullable Bytes previous;
    private boolean finished;
    private @Nullable ProtocolException shortfall;

    PageWalk(
            Exchange exchange,
            Decoder decoder,
            ListCommand<T> command,
            int pageSize,
            AtomicInteger largest,
            int window) {
        this.exchange = exchange;
        this.decoder = decoder;
        this.command = command;
        this.description = command.description();
        // A list that ignores the page is asked for everything, so that nothing is lost on a server that does not
        // ignore it.
        this.size = description.ignoresPage() ? EVERYTHING : pageSize;
        this.largest = largest;
        this.seenRows = window == 0 ? null : new SeenRows(window);
    }

    /** Whether the last page has been fetched. */
    boolean finished() {
        return finished;
    }

    /** The next page; not to be asked for before the one before has come, nor after the last. */
    Mono<Page<T>> next() {
        return Mono.defer(() -> {
                    if (shortfall != null) {
                        return Mono.error(shortfall);
                    }
                    return number == 1 ? first() : fetch(number);
                })
                .map(this::accept);
    }

    /** One page by itself, of exactly the size asked for: of another size it would be another page. */
    Mono<Page<T>> only(int page) {
        Mono<Rows<T>> fetched = page == 1 ? noneWhereMissing(fetch(page)) : fetch(page);
        return fetched.map(rows -> new Page<>(page, rows.rows(), rows.count()));
    }

    /** The count reported with a page of one row, if it can be no page's length. */
    Mono<Long> total() {
        return noneWhereMissing(fetch(1)).mapNotNull(rows -> {
            long length = rows.rows().size();
            Long count = rows.count();
            if (count != null && count > length) {
                return count;
            }
            return length == 1 && !isAskedOnce() ? null : (Long) length;
        });
    }

    // The size is settled with the first page: a smaller one moves the borders of all that follow.
    private Mono<Rows<T>> first() {
        if (size != EVERYTHING) {
            size = Math.min(size, largest.get());
        }
        return noneWhereMissing(fetch(1)).onErrorResume(InvalidParameterException.class, this::withSmallerPages);
    }

    // Some servers refuse a list of what does not exist where others answer no rows.
    private Mono<Rows<T>> noneWhereMissing(Mono<Rows<T>> page) {
        return description.missingIsEmpty() && asksForIds()
                ? page.onErrorResume(PageWalk::mayBeMissing, refused -> Mono.just(Rows.none()))
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

    private Mono<Rows<T>> fetch(int page) {
        return Mono.defer(() -> {
            Parameters parameters = parameters(page);
            return exchange.send(
                    command,
                    parameters,
                    reply -> decoder.rows(command, parameters, reply, missesRows(page), seenRows != null));
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

    private Mono<Rows<T>> withSmallerPages(InvalidParameterException refused) {
        Matcher words = LARGEST.matcher(refused.text());
        int allowed = words.find() ? Integer.parseInt(words.group(1)) : 0;
        if (allowed < 1 || allowed >= size) {
            return Mono.error(refused);
        }
        exchange.pageSizeLearned(description.name(), size, allowed);
        largest.accumulateAndGet(allowed, Math::min);
        size = allowed;
        return first();
    }

    private Page<T> accept(Rows<T> rows) {
        int page = number++;
        int length = rows.rows().size();
        if (length > 0 && rows.bytes().equals(previous)) {
            finished = true;
            previous = null;
            return repeated(page, rows);
        }
        seen += length;
        if (isAskedOnce() && rows.count() != null && rows.count() > seen && !description.postFiltered()) {
            // The rows that came are emitted first.
            shortfall = keptBack(rows.count());
        } else {
            finished = isAskedOnce() || isLast(page, length, rows.count());
        }
        previous = finished ? null : rows.bytes();
        return new Page<>(page, fresh(rows), rows.count());
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

    private boolean isLast(int page, int length, @Nullable Long count) {
        if (description.postFiltered()) {
            // A page may be filtered away whole; by the count there are more.
            return length == 0 && (count == null || count <= (long) page * size);
        }
        if (length == 0) {
            return true;
        }
        return length != size && (count == null || count <= seen);
    }

    /** The list ignores {@code page}: this one is dropped, and it is the end unless the count says that rows are missing. */
    private Page<T> repeated(int page, Rows<T> rows) {
        Long count = rows.count();
        if (count != null && count > seen) {
            throw new ProtocolException(
                    description.name(),
                    200,
                    description.name() + " counts " + count + " rows, but gave the same "
                            + rows.rows().size()
                            + " for page " + page + " as for the page before. Ask for everything in one request:"
                            + " pageSize(-1), which sends pagesize=-1.",
                    false);
        }
        return new Page<>(page, List.of(), count);
    }

    private List<T> fresh(Rows<T> rows) {
        List<String> identities = rows.identities();
        if (seenRows == null || identities == null) {
            return rows.rows();
        }
        List<T> fresh = new ArrayList<>();
        for (int i = 0; i < identities.size(); i++) {
            if (seenRows.add(identities.get(i))) {
                fresh.add(rows.rows().get(i));
            }
        }
        return fresh;
    }
}
