package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.reply.ReplyHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.netty.Connection;
import reactor.util.context.Context;

/**
 * The body of one reply as it arrives: bounded in size and in time, and left in good order by who cancels.
 *
 * <p>Whoever cancels leaves a connection with a reply on it. What is left of that is read and thrown away if it is short,
 * so that the connection goes back to its pool; else the connection is closed.
 *
 * <p>Everything but the requests happens on the connection's event loop.
 */
final class ArrivingBody extends Flux<ByteBuf> {

    private static final int DRAINED = 64 * 1024;
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(1);
    private static final Duration WATCH = Duration.ofSeconds(1);

    private final Connection connection;
    private final Flux<ByteBuf> pieces;
    private final ReplyHead head;
    private final int limit;
    private final Patience patience;
    private final @Nullable OwnPace ownPace;
    private volatile boolean taken;

    /**
     * @param limit how long the body may be, unless it is taken at its receiver's pace
     * @param patience told when the reply has ended
     * @param ownPace the limits of a body that is taken at its receiver's pace; null for any other
     */
    ArrivingBody(
            Connection connection,
            Flux<ByteBuf> pieces,
            ReplyHead head,
            int limit,
            Patience patience,
            @Nullable OwnPace ownPace) {
        this.connection = connection;
        this.pieces = pieces;
        this.head = head;
        this.limit = limit;
        this.patience = patience;
        this.ownPace = ownPace;
    }

    /**
     * How long a body may take that is taken at its receiver's pace.
     *
     * @param piece how long a piece may take that was asked for
     * @param stall how long nothing may be asked for
     */
    record OwnPace(Duration piece, Duration stall) {}

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        taken = true;
        pieces.subscribe(new Arrival(actual));
    }

    /** Closes the connection if nobody took the body. */
    void closeUnlessTaken() {
        if (!taken) {
            connection.dispose();
        }
    }

    private final class Arrival implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super ByteBuf> actual;
        private final EventLoop loop = connection.channel().eventLoop();

        private Subscription upstream = Operators.emptySubscription();
        private volatile boolean cancelled;

        private @Nullable ScheduledFuture<?> watch;
        private boolean over;
        private boolean draining;
        private long received;
        private long mostToDrain;
        private long asked;
        private long quietSince;

        Arrival(CoreSubscriber<? super ByteBuf> actual) {
            this.actual = actual;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            onLoop(this::begin);
            actual.onSubscribe(this);
        }

        private void begin() {
            if (ownPace != null && !over) {
                patience.end();
                quietSince = System.nanoTime();
                watch = loop.scheduleAtFixedRate(
                        () -> look(ownPace), WATCH.toNanos(), WATCH.toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        // The server's slowness counts while something is asked of it, the receiver's while nothing is.
        private void look(OwnPace pace) {
            long quiet = System.nanoTime() - quietSince;
            if (asked > 0 && quiet > pace.piece().toNanos()) {
                fail(new TimeoutException());
            } else if (asked <= 0 && quiet > pace.stall().toNanos()) {
                fail(new Stalled(pace.stall()));
            }
        }

        @Override
        public void request(long n) {
            onLoop(() -> {
                quietSince = asked <= 0 ? System.nanoTime() : quietSince;
                // Pieces may have come before this was noted.
                asked = asked < 0 ? asked + n : Operators.addCap(asked, n);
                patience.goOn();
            });
            upstream.request(n);
        }

        @Override
        public void onNext(ByteBuf piece) {
            received += piece.readableBytes();
            if (draining) {
                if (received > mostToDrain) {
                    stopWatching();
                    upstream.cancel();
                }
                return;
            }
            if (over || cancelled) {
                return;
            }
            if (ownPace == null && received > limit) {
                fail(new Body.TooLarge(limit, head.status()));
                return;
            }
            quietSince = System.nanoTime();
            asked = asked == Long.MAX_VALUE ? asked : asked - 1;
            patience.pause();
            actual.onNext(piece);
            if (asked > 0) {
                patience.goOn();
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (end()) {
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (end()) {
                actual.onComplete();
            }
        }

        private void fail(Throwable failure) {
            if (end()) {
                upstream.cancel();
                actual.onError(failure);
            }
        }

        /** Whether this is the end, and somebody is there to be told. */
        private boolean end() {
            patience.end();
            stopWatching();
            boolean first = !over;
            over = true;
            return first && !cancelled;
        }

        private void stopWatching() {
            if (watch != null) {
                watch.cancel(false);
                watch = null;
            }
        }

        @Override
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                onLoop(this::leave);
            }
        }

        private void leave() {
            if (over) {
                return;
            }
            end();
            if (ownPace != null || head.length() - received > DRAINED) {
                upstream.cancel();
                return;
            }
            draining = true;
            mostToDrain = received + DRAINED;
            watch = loop.schedule(upstream::cancel, DRAINED_WITHIN.toNanos(), TimeUnit.NANOSECONDS);
            upstream.request(Long.MAX_VALUE);
        }

        private void onLoop(Runnable task) {
            try {
                if (loop.inEventLoop()) {
                    task.run();
                } else {
                    loop.execute(task);
                }
            } catch (RejectedExecutionException closed) {
                upstream.cancel();
            }
        }
    }

    /** Nothing was asked for so long that the server would give the connection up. */
    static final class Stalled extends RuntimeException {

        Stalled(Duration stall) {
            super("nothing was taken for " + stall.toSeconds() + " s", null, false, false);
        }
    }
}
