package io.github.cloudstackreactive.support;

import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.support.ScriptedTransport.Asked;
import io.github.cloudstackreactive.transport.Receiving;
import io.github.cloudstackreactive.transport.Sending;
import io.github.cloudstackreactive.transport.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * A wire on which a reply arrives piece by piece, on whatever threads its script says.
 *
 * <p>A piece is lent as a connection lends it: it is the receiver's until it returns from {@code onNext}, and the wire
 * knows of every one that was retained and not given back, or given back too often.
 */
public final class PiecewiseTransport implements Transport {

    /**
     * A reply.
     *
     * @param pieces as they arrive; an error is the connection's
     */
    public record Arriving(ReplyHead head, Flux<byte[]> pieces) {

        /**
         * One in JSON.
         *
         * @param announced the Content-Length; negative if there is none
         */
        public Arriving(int status, long announced, Flux<byte[]> pieces) {
            this(new ReplyHead(status, "application/json;charset=utf-8", announced), pieces);
        }
    }

    private final Function<Asked, Arriving> script;
    private final Queue<ByteBuf> retained = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> overReleased = new ConcurrentLinkedQueue<>();

    public PiecewiseTransport(Function<Asked, Arriving> script) {
        this.script = script;
    }

    /** How many pieces are still held by whoever retained them. */
    public long held() {
        retained.removeIf(piece -> piece.refCnt() == 0);
        return retained.size();
    }

    /** How many pieces were given back more often than they were taken. */
    public int overReleased() {
        return overReleased.size();
    }

    @Override
    public URI endpoint() {
        return URI.create("http://cloud.example:8080/client/api");
    }

    @Override
    public Mono<Reply> roundTrip(Method method, SignedRequest request, Duration patience, Sending sending) {
        return Mono.defer(() -> {
            Arriving reply = script.apply(Asked.now(method, request));
            sending.handedOver();
            return reply.pieces()
                    .collect(ByteArrayOutputStream::new, ByteArrayOutputStream::writeBytes)
                    .map(bytes -> reply.head().with(bytes.toByteArray(), bytes.size()));
        });
    }

    @Override
    public <R> Flux<R> stream(
            Method method, SignedRequest request, Duration patience, Sending sending, Receiving<R> receiving) {
        return Flux.defer(() -> {
            Arriving reply = script.apply(Asked.now(method, request));
            sending.handedOver();
            return receiving.receive(reply.head(), lent(reply.pieces()));
        });
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }

    private Flux<ByteBuf> lent(Flux<byte[]> pieces) {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
                pieces.subscribe(new Lender(actual));
            }
        };
    }

    private final class Lender implements CoreSubscriber<byte[]> {

        private final CoreSubscriber<? super ByteBuf> actual;

        Lender(CoreSubscriber<? super ByteBuf> actual) {
            this.actual = actual;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            actual.onSubscribe(subscription);
        }

        @Override
        public void onNext(byte[] bytes) {
            ByteBuf piece =
                    UnpooledByteBufAllocator.DEFAULT.heapBuffer(bytes.length).writeBytes(bytes);
            actual.onNext(piece);
            retained.add(piece);
            try {
                piece.release();
            } catch (RuntimeException given) {
                overReleased.add(given);
            }
            if (piece.refCnt() == 0) {
                retained.remove(piece);
            }
        }

        @Override
        public void onError(Throwable failure) {
            actual.onError(failure);
        }

        @Override
        public void onComplete() {
            actual.onComplete();
        }
    }
}
