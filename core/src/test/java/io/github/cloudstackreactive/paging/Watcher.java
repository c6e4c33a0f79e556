package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.paging.Tally.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/** A subscriber that notes whatever is against the rules: of rows or of pages, from whatever threads. */
class Watcher<E> implements CoreSubscriber<E> {

    private final Tally tally;
    private final AtomicLong demanded = new AtomicLong();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger afterCancel = new AtomicInteger();
    private volatile Subscription subscription;
    private volatile boolean cancelled;
    private volatile boolean leftFromInside;
    private volatile Throwable failure;

    final Queue<String> faults = new ConcurrentLinkedQueue<>();
    final AtomicInteger ends = new AtomicInteger();
    final CountDownLatch over = new CountDownLatch(1);

    // Touched by one signal at a time, as the rules have it.
    final List<Integer> numbers = new ArrayList<>();
    private long received;

    Watcher(Tally tally) {
        this.tally = tally;
    }

    @Override
    public Context currentContext() {
        return tally.context();
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
    }

    void request(long n) {
        demanded.accumulateAndGet(n, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
        subscription.request(n);
    }

    void cancel() {
        leftFromInside = inside.get() > 0 && insider == Thread.currentThread();
        subscription.cancel();
        cancelled = true;
        over.countDown();
    }

    private volatile Thread insider;

    boolean isCancelled() {
        return cancelled;
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    Throwable failure() {
        return failure;
    }

    @Override
    public final void onNext(E element) {
        enter("onNext");
        received++;
        if (received > demanded.get()) {
            faults.add("element " + received + " of " + demanded + " demanded");
        }
        if (element instanceof Row row) {
            add(row);
        } else {
            ((Page<?>) element).rows().forEach(row -> add((Row) row));
        }
        taken(received);
        leave();
    }

    private void add(Row row) {
        numbers.add(row.number());
        tally.emitted.incrementAndGet();
    }

    /** An element has been taken; so many are that now. */
    void taken(long received) {}

    @Override
    public final void onError(Throwable error) {
        enter("onError");
        failure = error;
        end();
    }

    @Override
    public final void onComplete() {
        enter("onComplete");
        end();
    }

    private void end() {
        ends.incrementAndGet();
        leave();
        over.countDown();
    }

    private void enter(String signal) {
        if (inside.getAndIncrement() != 0) {
            faults.add(signal + " during another signal");
        }
        insider = Thread.currentThread();
        if (ends.get() > 0) {
            faults.add(signal + " after the end");
        }
        // One may have been under way when another thread cancelled.
        if (cancelled && (leftFromInside || afterCancel.incrementAndGet() > 1)) {
            faults.add(signal + " after cancel");
        }
    }

    private void leave() {
        insider = null;
        inside.decrementAndGet();
    }
}
