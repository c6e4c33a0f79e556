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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One walk through the pages of a list, private to one subscriber: which page is next, and whether there is one.
 *
 * <p>The last page is one that has no rows; or fewer than asked while {@code count} is absent or no more than the rows
 * seen; or more than asked, since then paging is ignored; or the same rows as the page before, byte for byte. A full page is
 * never the last. A wrong count may so cost a request, but never a row.
 */
final class PageWalk<T> {

    static final int EVERYTHING = -1;

    // "Page size can't exceed max allowed page size value: 500"
    private static final Pattern LARGEST = Pattern.compile("max allowed page size value: (\\d{1,9})");

    private final Exchange exchange;
    private final Decoder decoder;
    private final ListCommand<T> command;
    private final Description description;
    private final AtomicInteger largest;
    private final @Nullable SeenRows seenRows;

    private final int asked;
    private int number = 1;
    private long seen;
    private @Nullable Rows<T> previous;
    private boolean finished;

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
        this.asked = pageSize;
        this.largest = largest;
        this.seenRows = window == 0 ? null : new SeenRows(window);
    }

    /** Whether the last page has been fetched. */
    boolean finished() {
        return finished;
    }

    /** The next page; not to be asked for before the one before has come, nor after the last. */
    Mono<Page<T>> next() {
        return fetch(number).map(this::accept);
    }

    /** One page by itself. */
    Mono<Page<T>> only(int page) {
        return fetch(page).map(rows -> new Page<>(page, rows.rows(), rows.count()));
    }

    /** The count reported with a page of one row, if it can be no page's length. */
    Mono<Long> total() {
        return fetch(1).mapNotNull(rows -> {
            int length = rows.rows().size();
            Long count = rows.count();
            if (length != 1 || !description.paged()) {
                return (long) length;
            }
            return count == null || count == 1 ? null : count;
        });
    }

    // A list that ignores the page is asked for everything, so that nothing is lost on a server that does not ignore
    // it.
    private int pageSize() {
        return asked == EVERYTHING || description.ignoresPage() ? EVERYTHING : Math.min(asked, largest.get());
    }

    private Mono<Rows<T>> fetch(int page) {
        return Mono.defer(() -> {
            int size = pageSize();
            Parameters parameters = parameters(page, size);
            return exchange.send(
                            command,
                            parameters,
                            reply -> decoder.rows(command, parameters, reply, page == 1, seenRows != null))
                    .onErrorResume(InvalidParameterException.class, refused -> learned(refused, page, size));
        });
    }

    private Parameters parameters(int page, int size) {
        if (!description.paged()) {
            return command.parameters();
        }
        Parameters sized = command.parameters().with("pagesize", size);
        return size == EVERYTHING ? sized : sized.with("page", page);
    }

    // A smaller size moves the borders of the pages: no harm before the first, loss or repetition after it.
    private Mono<Rows<T>> learned(InvalidParameterException refused, int page, int size) {
        Matcher words = LARGEST.matcher(refused.text());
        if (page == 1 && words.find()) {
            int allowed = Integer.parseInt(words.group(1));
            if (allowed > 0 && allowed < size) {
                largest.accumulateAndGet(allowed, Math::min);
                exchange.pageSizeLearned(description.name(), size, allowed);
                return fetch(page);
            }
        }
        return Mono.error(refused);
    }

    private Page<T> accept(Rows<T> rows) {
        int page = number++;
        int length = rows.rows().size();
        if (length > 0 && previous != null && rows.sameBytesAs(previous)) {
            finished = true;
            return repeated(page, rows);
        }
        seen += length;
        previous = rows;
        finished = isLast(rows, length, pageSize());
        return new Page<>(page, fresh(rows), rows.count());
    }

    private boolean isLast(Rows<T> rows, int length, int size) {
        if (length == 0 || !description.paged() || size == EVERYTHING || length > size) {
            return true;
        }
        if (length == size || description.postFiltered()) {
            return false;
        }
        Long count = rows.count();
        return count == null || count <= seen;
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
