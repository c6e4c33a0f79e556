package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.netty.buffer.ByteBuf;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * What makes something of a reply as it arrives.
 *
 * @param <R> what it makes
 */
public interface Receiving<R> {

    /**
     * Receives one reply; called anew for each attempt.
     *
     * @param body to be subscribed to once; a piece is the receiver's until it returns from {@code onNext}, unless retained
     */
    Publisher<R> receive(ReplyHead head, Flux<ByteBuf> body);

    /**
     * Whether the reply is taken at the receiver's own pace, on a connection held for it: one that outgrows memory.
     *
     * <p>Such a reply is not asked for again once something has come of it, and its size is not bounded.
     */
    default boolean atItsOwnPace() {
        return false;
    }

    /** Told of a failure after which the command is sent again. */
    default void onRetry(CloudStackException failure) {}
}
