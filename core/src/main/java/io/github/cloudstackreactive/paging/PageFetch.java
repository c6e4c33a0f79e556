package io.github.cloudstackreactive.paging;

import io.github.cloudstackreactive.reply.RowIdentities;
import io.github.cloudstackreactive.reply.Rows;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * One page on its way: takes its rows as they arrive and hands them out one by one.
 *
 * <p>Arrives, and is cancelled, on whatever thread; all else is touched only by the one thread that drains the list. A page
 * is read to its end whatever the demand, so that its connection is free; it is bounded, and so is what waits here. A
 * snapshot is not, and is asked for piece by piece as its rows are handed out.
 */
final class PageFetch<T> implements CoreSubscriber<Rows<T>> {

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<PageFetch, @Nullable Subscription> UPSTREAM =
            AtomicReferenceFieldUpdater.newUpdater(PageFetch.class, Subscription.class, "upstream");

    private final int number;
    private final boolean snapshot;
    private final Context context;
    private final Runnable onArrival;
    private final Queue<Rows<T>> arrived = Queues.<Rows<T>>unbounded(8).get();

    private volatile long began = System.nanoTime();
    private volatile @Nullable Subscription upstream;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable failure;
    private volatile long took;
    private volatile boolean ended;

    // What the draining thread makes of it.
    private int atOnce;
    private boolean putOff;
    private final ArrayDeque<Rows<T>> waiting = new ArrayDeque<>();
    private RowIdentities identities = new RowIdentities(64);
    private @Nullable HandedOut handedOutBefore;
    private @Nullable Rows<T> current;
    private int index;
    private int handedOut;
    private long length;
    private @Nullable Long count;
    private long checksum;
    private boolean asked = true;
    private boolean whole;
    private boolean judged;
    private boolean emitted;
    private @Nullable PageCursor cursor;

    PageFetch(int number, boolean snapshot, int atOnce, CoreSubscriber<?> actual, Runnable onArrival) {
        this.number = number;
        this.snapshot = snapshot;
        this.atOnce = atOnce;
        this.context = discardingRows(actual.currentContext());
        this.onArrival = onArrival;
    }

    // Rows that an operator on their way throws away, it throws away together.
    private static Context discardingRows(Context context) {
        return Operators.enableOnDiscard(context, (Object thrown) -> {
            if (thrown instanceof Rows<?> rows) {
                Operators.onDiscardMultiple(rows.rows(), context);
            } else {
                Operators.onDiscard(thrown, context);
            }
        });
    }

    // Arrival.

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        // Cancels it where the list was cancelled in the meantime.
        if (Operators.setOnce(UPSTREAM, this, subscription)) {
            subscription.request(snapshot ? 1 : Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(Rows<T> rows) {
        if (cancelled) {
            Operators.onDiscardMultiple(rows.rows(), context);
            return;
        }
        arrived.offer(rows);
        onArrival.run();
    }

    @Override
    public void onError(Throwable error) {
        if (cancelled) {
            Operators.onErrorDropped(error, context);
            return;
        }
        failure = error;
        ended = true;
        onArrival.run();
    }

    @Override
    public void onComplete() {
        took = System.nanoTime() - began;
        ended = true;
        onArrival.run();
    }

    void cancel() {
        cancelled = true;
        Operators.terminate(UPSTREAM, this);
    }

    // Draining.

    int number() {
        return number;
    }

    /** Takes over what has arrived until now. */
    void takeArrived() {
        boolean last = ended;
        for (Rows<T> rows = arrived.poll(); rows != null; rows = arrived.poll()) {
            if (rows.first() && length > 0) {
                beginAgain();
            }
            waiting.add(rows);
            length += rows.rows().size();
            count = rows.count() == null ? count : rows.count();
            checksum = rows.checksum();
            asked = false;
            if (!snapshot) {
                identities.addAll(rows.identities());
            }
        }
        whole = last;
    }

    // The page broke and comes once more: what was handed out of it is known by its identity, the rest comes again.
    private void beginAgain() {
        handedOutBefore = handedOutBefore == null ? new HandedOut() : handedOutBefore;
        handedOutBefore.beginAgain(identities, handedOut);
        drop();
        identities = new RowIdentities(64);
        handedOut = 0;
        length = 0;
    }

    /** Throws away the rows that have not been handed out. */
    void drop() {
        Rows<T> rows = current;
        if (rows != null) {
            Operators.onDiscardMultiple(rows.rows().subList(index, rows.rows().size()), context);
            current = null;
        }
        for (Rows<T> each = waiting.poll(); each != null; each = waiting.poll()) {
            Operators.onDiscardMultiple(each.rows(), context);
        }
    }

    /** Throws away everything, also what may still arrive. */
    void discard() {
        cancel();
        takeArrived();
        drop();
    }

    /**
     * Whether a row is there to be handed out.
     *
     * @param seen rows that are not to come again; null if all are
     */
    boolean hasRow(@Nullable SeenRows seen) {
        while (true) {
            while (current == null || index == current.rows().size()) {
                current = waiting.poll();
                index = 0;
                if (current == null) {
                    return false;
                }
            }
            boolean again = (handedOutBefore != null && handedOutBefore.contains(current.identities(), index))
                    || (seen != null && seen.contains(current.identities(), index));
            if (!again) {
                return true;
            }
            Operators.onDiscard(current.rows().get(index), context);
            pass(current);
        }
    }

    /**
     * The next row; only if {@link #hasRow} said that there is one.
     *
     * @param seen where it is remembered that it came; only now, for until here the page may still break, and begin again
     */
    T nextRow(@Nullable SeenRows seen) {
        Rows<T> rows = Objects.requireNonNull(current);
        if (seen != null) {
            seen.add(rows.identities(), index);
        }
        T row = rows.rows().get(index);
        pass(rows);
        return row;
    }

    private void pass(Rows<T> rows) {
        if (handedOutBefore != null) {
            handedOutBefore.pass(rows.identities(), index);
        }
        index++;
        handedOut++;
    }

    /** Whether any of it has been handed out, or passed over. */
    boolean isTouched() {
        return emitted || handedOut > 0;
    }

    /** Whether it has been handed out whole. */
    boolean isEmitted() {
        return emitted;
    }

    void emitted() {
        emitted = true;
    }

    /** Asks for more of a snapshot whose rows have all been handed out. */
    void askForMore() {
        Subscription more = upstream;
        if (snapshot && !asked && more != null) {
            asked = true;
            more.request(1);
        }
    }

    /** Whether nothing more will arrive, unless it is asked for once more. */
    boolean hasEnded() {
        return whole;
    }

    /** Forgets how it ended: it will be asked for once more. */
    void putOff() {
        putOff = true;
        failure = null;
        ended = false;
        whole = false;
        Subscription before = upstream;
        if (!cancelled) {
            // Fails where it is cancelled just now, and then remains so.
            UPSTREAM.compareAndSet(this, before, null);
        }
    }

    boolean isPutOff() {
        return putOff;
    }

    /** It is now asked for once more, as one of so many. */
    void again(int ofSoMany) {
        putOff = false;
        atOnce = ofSoMany;
        began = System.nanoTime();
    }

    /** Why not all of it came; null unless it has ended, and not well. */
    @Nullable
    Throwable failure() {
        return whole ? failure : null;
    }

    boolean isJudged() {
        return judged;
    }

    /**
     * Notes what the walk found.
     *
     * @param next where the list goes on; null where it ends
     * @param missing an error to come after the rows; null if there is none
     */
    void judged(@Nullable PageCursor next, @Nullable Throwable missing) {
        judged = true;
        cursor = next;
        if (missing != null) {
            failure = missing;
            // A repeated page is none.
            emitted = waiting.isEmpty() && current == null;
        }
    }

    @Nullable
    PageCursor cursor() {
        return cursor;
    }

    RowIdentities identities() {
        return identities;
    }

    /** How many rows have arrived. */
    long length() {
        return length;
    }

    /** The server's count, as far as it is known. */
    @Nullable
    Long count() {
        return count;
    }

    long checksum() {
        return checksum;
    }

    /** How many pages were under way when this was asked for, itself among them. */
    int atOnce() {
        return atOnce;
    }

    /** How long it took to come. */
    long nanos() {
        return took;
    }
}
