package io.github.cloudstackreactive.auth;

import io.github.cloudstackreactive.command.Parameters;
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

    /** Nobody: for a management server's integration port, which asks for no proof. */
    static Authenticator none() {
        return parameters -> Mono.fromSupplier(
                () -> new SignedRequest(QueryString.of(parameters).text()));
    }
}
