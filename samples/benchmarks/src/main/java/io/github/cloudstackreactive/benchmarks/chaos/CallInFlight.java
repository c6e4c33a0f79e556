package io.github.cloudstackreactive.benchmarks.chaos;

import io.github.cloudstackreactive.exchange.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/** The subscriber to one call, as close to the library as can be, so that it sees what an operator would hide. */
final class CallInFlight implements CoreSubscriber<Object> {

    private final PlannedCall call;
    private final Context context;
    private final long began = System.nanoTime();
    private final Sinks.Empty<Void> over = Sinks.empty();
    private final List<Object> values = new ArrayList<>();
    private final List<Long> came = new ArrayList<>();
    private @Nullable Subscription subscription;
    private @Nullable Throwable failure;
    private int ends;
    private boolean cancelled;
    private long endedAt;

    private CallInFlight(PlannedCall call) {
        this.call = call;
        this.context = Deadline.in(call.bound()).apply(Context.empty());
    }

    /**
     * Makes the call, and completes when it is over.
     *
     * @param begun is given it before it is subscribed to
     */
    static Mono<Void> of(PlannedCall call, Publisher<?> publisher, Consumer<CallInFlight> begun) {
        return Mono.defer(() -> {
            CallInFlight inFlight = new CallInFlight(call);
            begun.accept(inFlight);
            publisher.subscribe(inFlight);
            Duration leave = call.cancelled();
            Mono<Void> left = leave == null
                    ? Mono.never()
                    : Mono.delay(leave).doOnNext(now -> inFlight.cancel()).then();
            return Mono.firstWithSignal(inFlight.over.asMono(), left);
        });
    }

    /** Tells the client how long the call may take. */
    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        synchronized (this) {
            this.subscription = subscription;
        }
        subscription.request(call.slowly() ? 1 : Long.MAX_VALUE);
    }

    @Override
    public void onNext(Object value) {
        Subscription upstream;
        synchronized (this) {
            values.add(value);
            came.add(System.nanoTime());
            upstream = subscription;
        }
        if (call.slowly() && upstream != null) {
            upstream.request(1);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        ended(thrown);
    }

    @Override
    public void onComplete() {
        ended(null);
    }

    private void ended(@Nullable Throwable thrown) {
        synchronized (this) {
            if (ends++ == 0) {
                failure = thrown;
                endedAt = System.nanoTime();
            }
        }
        over.tryEmitEmpty();
    }

    private void cancel() {
        Subscription upstream;
        synchronized (this) {
            if (ends > 0) {
                return;
            }
            cancelled = true;
            endedAt = System.nanoTime();
            upstream = subscription;
        }
        if (upstream != null) {
            upstream.cancel();
        }
    }

    /** What became of it until now. */
    synchronized CallEnd end() {
        boolean open = endedAt == 0;
        long at = open ? System.nanoTime() : endedAt;
        return new CallEnd(
                call,
                List.copyOf(values),
                List.copyOf(came),
                ends,
                failure,
                cancelled,
                Duration.ofNanos(at - began),
                at);
    }
}
