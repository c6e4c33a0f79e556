package io.github.cloudstackreactive.config;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one tool spells its settings; null where it has no such setting (protocol notes, section 1).
 *
 * @param label all of them together, such as {@code CLOUDSTACK_*}
 * @param expiration seconds that a signature is valid
 * @param timeout seconds to wait for a reply
 * @param pageSize rows a page
 * @param verifyTls a switch that turns TLS verification off when it is false
 * @param skipTls a switch that turns TLS verification off when it is true
 * @param signing the signature algorithm, or {@code auto}
 * @param login what a user logs in with where there are no keys
 */
record Spelling(
        String label,
        String endpoint,
        String key,
        String secret,
        @Nullable String expiration,
        @Nullable String timeout,
        @Nullable String pageSize,
        @Nullable String verifyTls,
        @Nullable String skipTls,
        @Nullable String signing,
        @Nullable LoginNames login) {

    /** The names of the parts of a login. */
    record LoginNames(String userName, String password, String domain) {}

    static final Spelling BUILDER = unit("builder", "endpoint", "key", "secret");

    /** cs and ansible: {@code CLOUDSTACK_<KEY>} for each key of the file. */
    static final Spelling CLOUDSTACK = new Spelling(
            "CLOUDSTACK_*",
            "CLOUDSTACK_ENDPOINT",
            "CLOUDSTACK_KEY",
            "CLOUDSTACK_SECRET",
            "CLOUDSTACK_EXPIRATION",
            "CLOUDSTACK_TIMEOUT",
            null,
            "CLOUDSTACK_VERIFY",
            "CLOUDSTACK_DANGEROUS_NO_TLS_VERIFY",
            null,
            null);

    /** Terraform, whose CLOUDSTACK_TIMEOUT is the time a job may take and is therefore not read here. */
    static final Spelling CLOUDSTACK_API =
            unit("CLOUDSTACK_API_*", "CLOUDSTACK_API_URL", "CLOUDSTACK_API_KEY", "CLOUDSTACK_SECRET_KEY");

    static final Spelling CLOSTACK = new Spelling(
            "CLOSTACK_*",
            "CLOSTACK_ENDPOINT",
            "CLOSTACK_API_KEY",
            "CLOSTACK_API_SECRET",
            "CLOSTACK_EXPIRATION",
            null,
            null,
            null,
            null,
            null,
            null);

    static final Spelling CS_FILE = new Spelling(
            "cs",
            "endpoint",
            "key",
            "secret",
            "expiration",
            "timeout",
            null,
            "verify",
            "dangerous_no_tls_verify",
            null,
            null);

    static final Spelling CMK_FILE = new Spelling(
            "cmk",
            "url",
            "apikey",
            "secretkey",
            null,
            null,
            null,
            "verifycert",
            null,
            "signaturealgorithm",
            new LoginNames("username", "password", "domain"));

    static final Spelling CLOSTACK_FILE = new Spelling(
            "clostack",
            ":endpoint",
            ":api-key",
            ":api-secret",
            ":expiration",
            null,
            ":page-size",
            null,
            null,
            null,
            null);

    private static Spelling unit(String label, String endpoint, String key, String secret) {
        return new Spelling(label, endpoint, key, secret, null, null, null, null, null, null, null);
    }

    /** The names of the parts of a unit. */
    List<String> unit() {
        return List.of(endpoint, key, secret);
    }

    /** The names of the settings that are numbers. */
    List<String> numbers() {
        return Stream.of(expiration, timeout, pageSize)
                .<String>mapMulti((name, names) -> {
                    if (name != null) {
                        names.accept(name);
                    }
                })
                .toList();
    }

    /** The system properties of a family of environment variables: {@code CLOSTACK_API_KEY} is {@code clostack.api.key}. */
    Spelling asProperties() {
        return new Spelling(
                dotted(label),
                dotted(endpoint),
                dotted(key),
                dotted(secret),
                expiration == null ? null : dotted(expiration),
                timeout == null ? null : dotted(timeout),
                pageSize == null ? null : dotted(pageSize),
                verifyTls == null ? null : dotted(verifyTls),
                skipTls == null ? null : dotted(skipTls),
                null,
                null);
    }

    private static String dotted(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
