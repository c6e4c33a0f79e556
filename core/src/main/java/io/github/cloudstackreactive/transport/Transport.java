package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.reply.Reply;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What carries one request to the server and its reply back; {@link HttpTransport} does it over Reactor Netty. */
public interface Transport {

    /** Where requests go. */
    URI endpoint();

    /**
     * Sends one request and gathers its reply.
     *
     * @param patience how long the reply may take to begin, and then to end
     * @param sending to be told when the request is handed to a connection, before any byte of it can leave: what was not
     *     told may be sent once more, whatever the command changes
     * @return cold; whatever the network throws, un-named
     */
    Mono<Reply> roundTrip(Method method, SignedRequest request, Duration patience, Sending sending);

    /**
     * Sends one request and hands on its reply as it arrives; in one piece, where the transport knows whole replies only.
     *
     * @param patience as for a whole reply; one that is taken at its receiver's pace may take so long to begin, and then
     *     for every piece that is asked for
     * @return cold; what the receiver makes of the reply, or whatever the network throws, un-named
     */
    default <R> Flux<R> stream(
            Method method, SignedRequest request, Duration patience, Sending sending, Receiving<R> receiving) {
        return roundTrip(method, request, patience, sending)
                .flatMapMany(reply -> receiving.receive(
                        reply.head(), Flux.just(Unpooled.wrappedBuffer(reply.body(), 0, reply.length()))));
    }

    /**
     * Opens connections, TLS included, without sending a request; nothing where the transport has none to open.
     *
     * @param connections how many, at most as many as the pool takes
     * @return cold; completes when so many are open and free, or errors with a named failure
     */
    default Mono<Void> warmUp(int connections) {
        return Mono.empty();
    }

    /** Gives back what the transport owns. */
    Mono<Void> close();
}
