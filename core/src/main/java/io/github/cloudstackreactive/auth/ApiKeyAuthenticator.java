package io.github.cloudstackreactive.auth;

import io.github.cloudstackreactive.command.Parameters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Signs with an API key and its secret: HMAC-SHA1, the one algorithm that every released server verifies.
 *
 * <p>With an expiry, signature version 3 is used and the request is void after that time. A server that enforces expiry
 * takes at most 15 minutes, by its own clock.
 */
public final class ApiKeyAuthenticator implements Authenticator {

    private static final String ALGORITHM = "HmacSHA1";

    // +0000 rather than Z: the form that servers of every version take.
    private static final DateTimeFormatter EXPIRES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Credentials credentials;
    private final @Nullable Duration expiry;
    private final Clock clock;
    private final Parameters identity;
    private final Mac keyed;
    private final AtomicReference<@Nullable Mac> spare = new AtomicReference<>();
    private volatile @Nullable Expiring expiring;

    /** The parameters that go with every request that is void after the same second. */
    private record Expiring(long second, Parameters parameters) {}

    private ApiKeyAuthenticator(Credentials credentials, @Nullable Duration expiry, Clock clock) {
        this.credentials = credentials;
        this.expiry = expiry;
        this.clock = clock;
        this.identity = Parameters.NONE.with("apikey", credentials.apiKey());
        this.keyed = keyed(credentials);
    }

    /**
     * Signs in the name of these credentials.
     *
     * @param expiry how long a signature is good for; null for signatures without an end (signature version 1)
     * @param clock what the expiry is counted from, at the moment of signing
     */
    public static ApiKeyAuthenticator of(Credentials credentials, @Nullable Duration expiry, Clock clock) {
        return new ApiKeyAuthenticator(credentials, expiry, clock);
    }

    @Override
    public Mono<SignedRequest> sign(Parameters parameters) {
        return Mono.fromSupplier(() -> signNow(parameters));
    }

    private SignedRequest signNow(Parameters parameters) {
        QueryString query = QueryString.of(parameters.withAll(own()));
        return new SignedRequest(query.signed(hmac(query.toSign())));
    }

    /** What every request of this second says of who asks. */
    private Parameters own() {
        if (expiry == null) {
            return identity;
        }
        long second = clock.instant().plus(expiry).getEpochSecond();
        Expiring known = expiring;
        if (known == null || known.second() != second) {
            String expires = EXPIRES.format(Instant.ofEpochSecond(second));
            known = new Expiring(second, identity.with("signatureversion", "3").with("expires", expires));
            expiring = known;
        }
        return known.parameters();
    }

    // A Mac is not for sharing: who finds the spare one in use takes a copy, which has its key and costs less than a
    // new one.
    private byte[] hmac(ByteBuffer text) {
        Mac mac = spare.getAndSet(null);
        if (mac == null) {
            mac = copy();
        }
        mac.update(text);
        byte[] digest = mac.doFinal();
        spare.set(mac);
        return digest;
    }

    private Mac copy() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException notCloneable) {
            return keyed(credentials);
        }
    }

    private static Mac keyed(Credentials credentials) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(credentials.secretKey().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("This Java runtime lacks " + ALGORITHM + ".", missing);
        }
    }

    /** Says that it signs, and nothing of the credentials. */
    @Override
    public String toString() {
        return "ApiKeyAuthenticator[" + (expiry == null ? "no expiry" : "expiry " + expiry) + "]";
    }
}
