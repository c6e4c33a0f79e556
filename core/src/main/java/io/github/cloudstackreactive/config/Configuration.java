package io.github.cloudstackreactive.config;

import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.session.Login;
import io.github.cloudstackreactive.session.Signing;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Endpoint and credentials, taken whole from one place, with the settings that the same place holds; immutable. */
public final class Configuration {

    private final URI endpoint;
    private final @Nullable Credentials credentials;
    private final @Nullable Login login;
    private final @Nullable Signing signing;
    private final String source;
    private final @Nullable Duration signatureExpiry;
    private final @Nullable Duration replyTimeout;
    private final @Nullable Integer pageSize;
    private final List<String> warnings;

    Configuration(
            URI endpoint,
            @Nullable Credentials credentials,
            @Nullable Login login,
            @Nullable Signing signing,
            String source,
            @Nullable Duration signatureExpiry,
            @Nullable Duration replyTimeout,
            @Nullable Integer pageSize,
            List<String> warnings) {
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.login = login;
        this.signing = signing;
        this.source = source;
        this.signatureExpiry = signatureExpiry;
        this.replyTimeout = replyTimeout;
        this.pageSize = pageSize;
        this.warnings = List.copyOf(warnings);
    }

    /**
     * What a builder gives whole.
     *
     * @param credentials null to send requests unsigned
     * @throws ConfigurationException if the endpoint is not an absolute http or https URI with a host, or holds user
     *     information, a query or a fragment
     */
    public static Configuration of(URI endpoint, @Nullable Credentials credentials) {
        return new Configuration(
                Endpoint.check(endpoint, "The endpoint"),
                credentials,
                null,
                null,
                "builder",
                null,
                null,
                null,
                List.of());
    }

    /** The URI that commands are sent to, as it was configured: nothing is appended. */
    public URI endpoint() {
        return endpoint;
    }

    /**
     * Who is asking, by his keys; null where there is a {@link #login()} instead, and where unauthenticated use was asked for
     * and no key and secret stood beside the endpoint.
     */
    public @Nullable Credentials credentials() {
        return credentials;
    }

    /** Who is asking, by his name and password; null unless those, and no keys, stood beside the endpoint. */
    public @Nullable Login login() {
        return login;
    }

    /** By what requests are signed; null if not configured. */
    public @Nullable Signing signing() {
        return signing;
    }

    /** The place this was taken from, such as {@code environment CLOUDSTACK_*} or {@code profile prod of <file>}. */
    public String source() {
        return source;
    }

    /** How long a signature is valid; null if not configured, zero or negative if switched off. */
    public @Nullable Duration signatureExpiry() {
        return signatureExpiry;
    }

    /** How long to wait for a reply; null if not configured. */
    public @Nullable Duration replyTimeout() {
        return replyTimeout;
    }

    /** Rows a page, at least 1; null if not configured. */
    public @Nullable Integer pageSize() {
        return pageSize;
    }

    /** What the user should know, such as a switch that was not obeyed; each one a whole sentence without a secret. */
    public List<String> warnings() {
        return warnings;
    }

    Configuration withWarning(String warning) {
        List<String> more = new ArrayList<>(warnings);
        more.add(warning);
        return new Configuration(
                endpoint, credentials, login, signing, source, signatureExpiry, replyTimeout, pageSize, more);
    }

    /** Endpoint and source only. */
    @Override
    public String toString() {
        return "Configuration[" + endpoint + " from " + source + "]";
    }
}
