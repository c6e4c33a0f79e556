package io.github.cloudstackreactive.paging;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Emits the elements of pages under the subscriber's demand, and asks for the next page when that is due.
 *
 * <p>One page at most is in flight. Everything but the volatile fields is touched only by whoever holds {@code wip}, one
 * thread at a time.
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

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<PagesSubscription, @Nullable Subscription> FETCHING =
            AtomicReferenceFieldUpdater.newUpdater(PagesSubscription.class, Subscription.class, "fetching");

    private final CoreSubscriber<? super E> actual;
    private final PageWalk<T> walk;
    private final Function<Page<T>, List<E>> elements;
    private final int prefetch;

    private volatile long requested;
    private volatile int wip;
    private volatile boolean cancelled;
    private volatile @Nullable Subscription fetching;
    private volatile @Nullable Page<T> arrived;
    private volatile @Nullable Throwable failure;

    private final Queue<Page<T>> ready = new ArrayDeque<>();
    private boolean started;
    private boolean inFlight;
    private boolean terminated;
    private @Nullable List<E> current;
    private int index;

    PagesSubscription(
            CoreSubscriber<? super E> actual, PageWalk<T> walk, Function<Page<T>, List<E>> elements, int prefetch) {
        this.actual = actual;
        this.walk = walk;
        this.elements = elements;
        this.prefetch = prefetch;
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
            Operators.terminate(FETCHING, this);
            drain();
        }
    }

    private void drain() {
        if (WIP.getAndIncrement(this) != 0) {
            return;
        }
        int missed = 1;
        do {
            if (cancelled) {
                discard();
            } else if (!terminated) {
                takeArrived();
                emit();
                fetchIfDue();
            }
            missed = WIP.addAndGet(this, -missed);
        } while (missed != 0);
    }

    private void takeArrived() {
        Page<T> page = arrived;
        if (page != null) {
            arrived = null;
            inFlight = false;
            ready.add(page);
        } else if (failure != null) {
            inFlight = false;
        }
    }

    private void emit() {
        long demand = requested;
        long emitted = 0;
        while (!cancelled) {
            List<E> from = unfinished();
            if (from == null) {
                endIfOver();
                break;
            }
            if (emitted == demand) {
                break;
            }
            emitted++;
            actual.onNext(from.get(index++));
        }
        if (emitted > 0 && demand != Long.MAX_VALUE) {
            REQUESTED.addAndGet(this, -emitted);
        }
    }

    /** The elements of a page of which some are still to be emitted; null if no such page has come. */
    private @Nullable List<E> unfinished() {
        while (current == null || index == current.size()) {
            Page<T> page = ready.poll();
            index = 0;
            current = page == null ? null : elements.apply(page);
            if (page == null) {
                return null;
            }
        }
        return current;
    }

    private void endIfOver() {
        if (inFlight) {
            return;
        }
        Throwable error = failure;
        if (error != null) {
            terminated = true;
            actual.onError(error);
        } else if (walk.finished()) {
            terminated = true;
            actual.onComplete();
        }
    }

    private void fetchIfDue() {
        started |= requested > 0;
        if (terminated || cancelled || inFlight || failure != null || walk.finished() || !started) {
            return;
        }
        boolean due = current == null && ready.isEmpty() && requested > 0;
        if (due || pagesAhead() < prefetch) {
            inFlight = true;
            walk.next().subscribe(new PageSubscriber());
        }
    }

    private int pagesAhead() {
        boolean untouched = current != null && index == 0;
        return ready.size() + (untouched ? 1 : 0);
    }

    private void discard() {
        Context context = actual.currentContext();
        List<E> rest = current;
        if (rest != null) {
            Operators.onDiscardMultiple(rest.subList(index, rest.size()), context);
            current = null;
            index = 0;
        }
        Page<T> late = arrived;
        if (late != null) {
            arrived = null;
            ready.add(late);
        }
        for (Page<T> page = ready.poll(); page != null; page = ready.poll()) {
            Operators.onDiscardMultiple(elements.apply(page), context);
        }
    }

    @Override
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.ACTUAL) {
            return actual;
        }
        if (key == Attr.PARENT) {
            return fetching;
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
        if (key == Attr.ERROR) {
            return failure;
        }
        if (key == Attr.PREFETCH) {
            return prefetch;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }

    /** Takes one page. */
    private final class PageSubscriber implements CoreSubscriber<Page<T>> {

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            // Cancels it where the list was cancelled in the meantime.
            if (Operators.replace(FETCHING, PagesSubscription.this, subscription)) {
                subscription.request(Long.MAX_VALUE);
            }
        }

        private boolean answered;

        @Override
        public void onNext(Page<T> page) {
            answered = true;
            arrived = page;
            drain();
        }

        @Override
        public void onError(Throwable error) {
            if (cancelled) {
                Operators.onErrorDropped(error, actual.currentContext());
                return;
            }
            failure = error;
            drain();
        }

        @Override
        public void onComplete() {
            if (!answered) {
                onError(new IllegalStateException("A page was due, and nothing came."));
            }
        }
    }
}
