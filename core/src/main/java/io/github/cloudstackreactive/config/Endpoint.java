package io.github.cloudstackreactive.config;

import io.github.cloudstackreactive.error.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;

/** The rules for an endpoint: an absolute http or https URI with a host, and nothing in it but scheme, host, port and path. */
final class Endpoint {

    private Endpoint() {}

    /**
     * @param what what messages call the endpoint; the text itself is never shown, for it may hold a password
     */
    static URI parse(String text, String what) {
        URI endpoint;
        try {
            endpoint = new URI(text);
        } catch (URISyntaxException notAUri) {
            // Not as the cause: its message repeats the text.
            throw new ConfigurationException(what + " is not a URI. " + EXAMPLE);
        }
        return check(endpoint, what);
    }

    static URI check(URI endpoint, String what) {
        String scheme = endpoint.getScheme();
        String authority = endpoint.getRawAuthority();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            throw new ConfigurationException(what + " does not start with http:// or https://. " + EXAMPLE);
        }
        if (authority != null && authority.contains("@")) {
            throw new ConfigurationException(
                    what + " holds a user name or password before the host. Take it out: " + EXAMPLE);
        }
        if (endpoint.getHost() == null) {
            throw new ConfigurationException(
                    what + " has no valid host (a host name may not hold an underscore). " + EXAMPLE);
        }
        if (endpoint.getPort() == 0 || endpoint.getPort() > 65535) {
            throw new ConfigurationException(what + " has a port outside 1 to 65535.");
        }
        if (endpoint.getRawQuery() != null || endpoint.getRawFragment() != null) {
            throw new ConfigurationException(what + " holds a query or a fragment (? or #). Take it out: " + EXAMPLE);
        }
        return endpoint;
    }

    private static final String EXAMPLE = "An endpoint looks like https://cloud.example.org/client/api.";
}
