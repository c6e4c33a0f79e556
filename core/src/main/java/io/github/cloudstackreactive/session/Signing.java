package io.github.cloudstackreactive.session;

import io.github.cloudstackreactive.auth.SignatureAlgorithm;
import org.jspecify.annotations.Nullable;

/**
 * By what requests are signed: an algorithm, or the one that the server is found to take.
 *
 * @param algorithm null to find out, by one request before the first call: {@link ProbingAuthenticator}
 */
public record Signing(@Nullable SignatureAlgorithm algorithm) {

    /** HMAC-SHA1, which every released server takes. */
    public static final Signing USUAL = new Signing(SignatureAlgorithm.HMAC_SHA1);

    /** What the server is found to take. */
    public static final Signing FOUND_OUT = new Signing(null);
}
