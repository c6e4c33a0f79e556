package io.github.cloudstackreactive.auth;

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

    /** Nothing of the request: the key and the signature are in it. */
    @Override
    public String toString() {
        return "SignedRequest[hidden]";
    }
}
