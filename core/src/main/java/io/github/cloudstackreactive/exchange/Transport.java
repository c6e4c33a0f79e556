package io.github.cloudstackreactive.exchange;

import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.reply.Reply;
import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** What carries one request to the server and its reply back; {@link HttpTransport} does it over Reactor Netty. */
public interface Transport {

    /** Where requests go. */
    URI endpoint();

    /**
     * Sends one request and gathers its reply.
     *
     * @param patience how long the reply may take to begin, and then to end
     * @param sending to be told when the request is handed to a connection
     * @return cold; whatever the network throws, un-named
     */
    Mono<Reply> roundTrip(Method method, SignedRequest request, Duration patience, Sending sending);

    /** Gives back what the transport owns. */
    Mono<Void> close();
}
