package io.github.cloudstackreactive.samples.crawler;

import io.github.cloudstackreactive.paging.Page;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How far one list has come: written by its crawl, read by whoever shows it. */
final class Tally {

    enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }

    private final String list;
    private final AtomicLong items = new AtomicLong();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private volatile State state = State.WAITING;
    private volatile long reported;
    private volatile long began;
    private volatile long ended;
    private volatile @Nullable Throwable failure;

    Tally(String list) {
        this.list = list;
    }

    void begin() {
        began = System.nanoTime();
        state = State.RUNNING;
    }

    void requested() {
        requests.incrementAndGet();
    }

    void erred() {
        errors.incrementAndGet();
    }

    /** Counts a page. */
    void add(Page<?> page) {
        Long count = page.reportedTotal();
        reported = count == null ? 0 : count;
        items.addAndGet(page.rows().size());
    }

    void end() {
        ended = System.nanoTime();
        state = State.DONE;
    }

    void fail(Throwable cause) {
        failure = cause;
        erred();
        ended = System.nanoTime();
        state = State.FAILED;
    }

    String list() {
        return list;
    }

    State state() {
        return state;
    }

    long items() {
        return items.get();
    }

    /** The total as the server reports it; null where it has proved wrong, as on lists that count the page's rows. */
    @Nullable
    Long expected() {
        long total = reported;
        return total < items() ? null : total;
    }

    /** Whether the server reports a total that has not been reached. */
    boolean expectsMore() {
        return reported > items();
    }

    int requests() {
        return requests.get();
    }

    /** The requests that failed, also those that were sent again and then went well. */
    int errors() {
        return errors.get();
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    Duration took() {
        return switch (state) {
            case WAITING -> Duration.ZERO;
            case RUNNING -> Duration.ofNanos(System.nanoTime() - began);
            case DONE, FAILED -> Duration.ofNanos(ended - began);
        };
    }
}
