package io.github.cloudstackreactive.auth;

import io.github.cloudstackreactive.command.Parameters;
import java.util.Map;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * Proves who is asking, anew for every request that is sent.
 *
 * <p>It is asked at the moment of sending: once for every attempt, page and poll, since a signature expires and a key may
 * have been exchanged. It must not block.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * The request to send for these parameters, which include {@code command} and {@code response}.
     *
     * @return one signed request, or an error that ends the call
     */
    Mono<SignedRequest> sign(Parameters parameters);

    /**
     * Told that the server refused a request of this one's making with 401: whether one made anew may fare better.
     *
     * <p>Asked once a call, and again where what this asked for was lost on its way. A session logs in again here; a key
     * has been renewed if the supplier now gives another one.
     *
     * @param request what was refused
     * @return cold; whether to send the command once more, or an error that ends the call
     */
    default Mono<Boolean> renew(SignedRequest request) {
        return Mono.just(false);
    }

    /** Gives back what it holds on the server, such as a session. */
    default Mono<Void> close() {
        return Mono.empty();
    }

    /**
     * Shows what it proves by and nobody must be told, such as a key or a session's cookies, so that no message repeats it
     * where a server does.
     *
     * @param secret takes each, as they are now; to be asked at any time, from any thread
     */
    default void forEachSecret(Consumer<String> secret) {}

    /** Nobody: for a management server's integration port, which asks for no proof. */
    static Authenticator none() {
        return parameters -> Mono.fromSupplier(() -> SignedRequest.unsigned(parameters, Map.of()));
    }
}
