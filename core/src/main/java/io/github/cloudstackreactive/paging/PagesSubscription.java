package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.OverloadedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.ThrottledException;
import io.github.cloudstackreactive.error.UnavailableException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;

/**
 * Emits what pages bring under the subscriber's demand, and asks for the next page when that is due.
 *
 * <p>Everything is touched only by whoever holds {@code wip}, one thread at a time, but for the volatile fields, and but for
 * the pages, which whoever cancels looks through: a subscriber may take long over a row, and nothing must be sent meanwhile.
 *
 * @param <T> the type of a row
 * @param <E> what is emitted: rows, or pages
 */
final class PagesSubscription<T, E> implements Subscription, Scannable {

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<PagesSubscription> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(PagesSubscription.class, "requested");

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<PagesSubscription> WIP =
            AtomicIntegerFieldUpdater.newUpdater(PagesSubscription.class, "wip");

    /** A pool of connections lets so many calls wait for each of its own. */
    private static final int MOST_AT_ONCE = 16;

    private final CoreSubscriber<? super E> actual;
    private final PageWalk<T> walk;
    private final ListSettings settings;
    private final Emission<T, E> emission;
    private final Parallelism parallelism;

    private volatile long requested;
    private volatile int wip;
    private volatile boolean cancelled;

    /** The pages asked for and not emitted to their end, in their order. */
    private final Deque<PageFetch<T>> pages = new ConcurrentLinkedDeque<>();

    /** Pages asked for ahead that turned out not to be there; what still arrives of them is thrown away. */
    private final ArrayDeque<PageFetch<T>> unwanted = new ArrayDeque<>(0);

    private boolean started;
    private boolean terminated;
    private boolean failed;

    PagesSubscription(
            CoreSubscriber<? super E> actual, PageWalk<T> walk, ListSettings settings, Emission<T, E> emission) {
        this.actual = actual;
        this.walk = walk;
        this.settings = settings;
        this.emission = emission;
        this.parallelism = new Parallelism(Math.min(settings.prefetch(), MOST_AT_ONCE));
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            Operators.addCap(REQUESTED, this, n);
            drain();
        }
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            cancelPages();
            drain();
        }
    }

    // The last one first: each gives its place to who waits, and the next page must not be there any more.
    private void cancelPages() {
        pages.descendingIterator().forEachRemaining(PageFetch::cancel);
    }

    private void drain() {
        if (WIP.getAndIncrement(this) != 0) {
            return;
        }
        int missed = 1;
        do {
            if (!cancelled && !terminated) {
                takeArrived();
                emit();
                askForMore();
            }
            if (cancelled || terminated) {
                pages.forEach(PageFetch::discard);
            }
            unwanted.forEach(PageFetch::discard);
            missed = WIP.addAndGet(this, -missed);
        } while (missed != 0);
    }

    private void takeArrived() {
        boolean mayBeJudged = true;
        for (PageFetch<T> page : pages) {
            page.takeArrived();
            putOffIfRefusedAmongOthers(page);
            if (page.count() != null) {
                walk.counts(page.count());
            }
            if (mayBeJudged && !page.isJudged()) {
                mayBeJudged = !walk.finished() && page.hasEnded() && page.failure() == null;
                if (mayBeJudged) {
                    judge(page);
                }
            }
            failed |= page.failure() != null;
        }
        if (walk.finished()) {
            // Asked for ahead, and not there.
            while (!pages.isEmpty() && !pages.getLast().isJudged()) {
                PageFetch<T> last = pages.removeLast();
                last.cancel();
                unwanted.add(last);
            }
        }
    }

    // Its tries ran out while others kept the server busy. One that was alone would fare no better; and the first has
    // settled the size of all.
    private void putOffIfRefusedAmongOthers(PageFetch<T> page) {
        Throwable failure = page.failure();
        if (failure != null && isOverload(failure) && page.number() > 1 && (page.atOnce() > 1 || underWay() > 0)) {
            parallelism.refused();
            page.putOff();
        }
    }

    private void judge(PageFetch<T> page) {
        parallelism.arrived(page.nanos(), page.atOnce());
        try {
            walk.judge(page);
            page.judged(walk.cursor(), null);
        } catch (ProtocolException missing) {
            page.judged(null, missing);
        }
    }

    private void emit() {
        long demand = requested;
        long emitted = 0;
        while (!cancelled) {
            PageFetch<T> page = ready();
            if (page == null) {
                endIfOver();
                break;
            }
            if (emitted == demand) {
                break;
            }
            emitted++;
            actual.onNext(emission.next(page));
        }
        if (emitted > 0 && demand != Long.MAX_VALUE) {
            REQUESTED.addAndGet(this, -emitted);
        }
    }

    /** A page of which something can be emitted now; null if there is none. */
    private @Nullable PageFetch<T> ready() {
        for (PageFetch<T> first = pages.peek(); first != null; first = pages.peek()) {
            if (emission.hasNext(first)) {
                return first;
            }
            if (!first.isJudged() || first.failure() != null) {
                return settings.ordered() ? null : readyAfterTheFirst();
            }
            pages.remove();
        }
        return null;
    }

    private @Nullable PageFetch<T> readyAfterTheFirst() {
        for (PageFetch<T> page : pages) {
            if (emission.hasNext(page)) {
                return page;
            }
        }
        return null;
    }

    private void endIfOver() {
        PageFetch<T> first = pages.peek();
        if (first == null) {
            if (walk.finished()) {
                terminated = true;
                actual.onComplete();
            }
            return;
        }
        Throwable failure = first.failure();
        if (failure != null) {
            terminated = true;
            cancelPages();
            actual.onError(failure);
        }
    }

    private void askForMore() {
        started |= requested > 0;
        for (PageFetch<T> page : pages) {
            if (page.isPutOff() && !terminated && !cancelled && underWay() < parallelism.limit()) {
                page.again(underWay() + 1);
                askFor(page);
            }
        }
        while (started && !terminated && !cancelled && !failed && walk.mayAskForAnother() && isDue()) {
            PageFetch<T> page = new PageFetch<>(walk.next(), settings.snapshot(), underWay() + 1, actual, this::drain);
            pages.add(page);
            askFor(page);
        }
        PageFetch<T> first = pages.peek();
        if (first != null && requested > 0 && !cancelled) {
            first.askForMore();
        }
    }

    // Whoever cancels sees the page among the others, or is seen here.
    private void askFor(PageFetch<T> page) {
        if (!cancelled) {
            walk.rows(page.number(), this::retried).subscribe(page);
        }
    }

    private boolean isDue() {
        if (pages.isEmpty()) {
            return requested > 0 || settings.prefetch() > 0;
        }
        int ahead = 0;
        for (PageFetch<T> page : pages) {
            ahead += page.isTouched() ? 0 : 1;
        }
        return ahead < settings.prefetch() && underWay() < parallelism.limit();
    }

    private int underWay() {
        int underWay = 0;
        for (PageFetch<T> page : pages) {
            underWay += page.hasEnded() || page.isPutOff() ? 0 : 1;
        }
        return underWay;
    }

    private void retried(CloudStackException failure) {
        if (isOverload(failure)) {
            parallelism.refused();
        }
    }

    private static boolean isOverload(Throwable failure) {
        return failure instanceof ThrottledException
                || failure instanceof UnavailableException
                || failure instanceof OverloadedException
                || (failure instanceof ProtocolException other && (other.status() == 429 || other.status() == 503));
    }

    @Override
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.ACTUAL) {
            return actual;
        }
        if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
            return requested;
        }
        if (key == Attr.CANCELLED) {
            return cancelled;
        }
        if (key == Attr.TERMINATED) {
            return terminated;
        }
        if (key == Attr.PREFETCH) {
            return settings.prefetch();
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }
}
