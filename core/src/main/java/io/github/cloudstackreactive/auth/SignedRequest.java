package io.github.cloudstackreactive.auth;

import io.github.cloudstackreactive.command.Parameters;
import java.util.Map;

/**
 * A request ready to send: a query string, which serves as a POST form as well, and headers beyond the usual.
 *
 * @param query names and values, percent-encoded, the signature included
 * @param headers further headers, such as a session's cookies; usually none
 */
public record SignedRequest(String query, Map<String, String> headers) {

    public SignedRequest {
        headers = Map.copyOf(headers);
    }

    public SignedRequest(String query) {
        this(query, Map.of());
    }

    /** A request that carries no signature, but headers that prove who asks, such as a session's cookies. */
    public static SignedRequest unsigned(Parameters parameters, Map<String, String> headers) {
        return new SignedRequest(QueryString.of(parameters).text(), headers);
    }

    /** Nothing of the request: the key and the signature are in it. */
    @Override
    public String toString() {
        return "SignedRequest[hidden]";
    }
}
