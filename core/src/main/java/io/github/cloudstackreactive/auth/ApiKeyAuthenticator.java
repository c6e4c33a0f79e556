package io.github.cloudstackreactive.auth;

import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.ConfigurationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Signs with an API key and its secret; by HMAC-SHA1, the one algorithm that every released server verifies, unless told
 * otherwise.
 *
 * <p>With an expiry, signature version 3 is used and the request is void after that time. A server that enforces expiry
 * takes at most 15 minutes, by its own clock.
 */
public final class ApiKeyAuthenticator implements Authenticator {

    // +0000 rather than Z: the form that servers of every version take.
    private static final DateTimeFormatter EXPIRES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Supplier<Credentials> credentials;
    private final SignatureAlgorithm algorithm;
    private final @Nullable Duration expiry;
    private final Clock clock;
    private volatile @Nullable Signer last;
    private volatile @Nullable Signer before;

    private ApiKeyAuthenticator(
            Supplier<Credentials> credentials,
            SignatureAlgorithm algorithm,
            @Nullable Duration expiry,
            Clock clock,
            @Nullable Signer first) {
        this.credentials = credentials;
        this.algorithm = algorithm;
        this.expiry = expiry;
        this.clock = clock;
        this.last = first;
    }

    /**
     * Signs in the name of these credentials, by HMAC-SHA1.
     *
     * @param expiry how long a signature is good for; null for signatures without an end (signature version 1)
     * @param clock what the expiry is counted from, at the moment of signing
     */
    public static ApiKeyAuthenticator of(Credentials credentials, @Nullable Duration expiry, Clock clock) {
        return of(credentials, SignatureAlgorithm.HMAC_SHA1, expiry, clock);
    }

    /** The same, by another algorithm. */
    public static ApiKeyAuthenticator of(
            Credentials credentials, SignatureAlgorithm algorithm, @Nullable Duration expiry, Clock clock) {
        return new ApiKeyAuthenticator(() -> credentials, algorithm, expiry, clock, new Signer(credentials, algorithm));
    }

    /**
     * Signs in the name of whatever credentials hold at the moment: a new key takes effect at the next signature.
     *
     * @param credentials asked at every signature, from any number of threads, event loops among them: it must not block,
     *     and answers what another has fetched; never null. What it throws ends the attempt, and after the usual number of
     *     them the call
     */
    public static ApiKeyAuthenticator rotating(
            Supplier<Credentials> credentials, SignatureAlgorithm algorithm, @Nullable Duration expiry, Clock clock) {
        // Looked up here, since the first look reads files and the first signature may be made on an event loop.
        Signer.mac(algorithm);
        return new ApiKeyAuthenticator(credentials, algorithm, expiry, clock, null);
    }

    @Override
    public Mono<SignedRequest> sign(Parameters parameters) {
        return Mono.fromSupplier(() -> signNow(parameters));
    }

    /** Whether it was signed in the name of a key that has been exchanged since; the secret alone makes no difference. */
    @Override
    public Mono<Boolean> renew(SignedRequest refused) {
        return Mono.fromSupplier(() -> !signer().hasMade(refused))
                // That the server refused the request tells more.
                .onErrorReturn(false);
    }

    private SignedRequest signNow(Parameters parameters) {
        Signer signer = signer();
        QueryString query = QueryString.of(parameters.withAll(own(signer)));
        return new SignedRequest(query.signed(signer.hmac(query.toSign())));
    }

    private Signer signer() {
        // What a supplier gives is trusted by no compiler.
        @Nullable Credentials now = credentials.get();
        if (now == null) {
            throw new ConfigurationException("The supplier of credentials gave none; nothing was sent.");
        }
        Signer known = last;
        if (known == null || !known.isOf(now)) {
            before = known;
            known = new Signer(now, algorithm);
            last = known;
        }
        return known;
    }

    /** What every request of this second says of who asks. */
    private Parameters own(Signer signer) {
        return expiry == null
                ? signer.identity
                : signer.identityUntil(clock.instant().plus(expiry).getEpochSecond());
    }

    /** Those of the last signature, and those before them, since replies to requests of theirs may be on their way. */
    @Override
    public void forEachSecret(Consumer<String> secret) {
        show(last, secret);
        show(before, secret);
    }

    private static void show(@Nullable Signer signer, Consumer<String> secret) {
        if (signer != null) {
            secret.accept(signer.credentials.apiKey());
            secret.accept(signer.credentials.secretKey());
        }
    }

    /** Says that it signs, and nothing of the credentials. */
    @Override
    public String toString() {
        return "ApiKeyAuthenticator[" + algorithm + ", " + (expiry == null ? "no expiry" : "expiry " + expiry) + "]";
    }

    /** What is made once for one pair of credentials. */
    private static final class Signer {

        private final Credentials credentials;
        private final SignatureAlgorithm algorithm;
        private final Parameters identity;
        private final Mac keyed;
        private final AtomicReference<@Nullable Mac> spare = new AtomicReference<>();
        private volatile @Nullable Expiring expiring;

        /** The parameters that go with every request that is void after the same second. */
        private record Expiring(long second, Parameters parameters) {}

        Signer(Credentials credentials, SignatureAlgorithm algorithm) {
            this.credentials = credentials;
            this.algorithm = algorithm;
            this.identity = Parameters.NONE.with("apikey", credentials.apiKey());
            this.keyed = keyed(credentials, algorithm);
        }

        boolean hasMade(SignedRequest request) {
            return ("&" + request.query())
                    .contains("&" + QueryString.of(identity).text() + "&");
        }

        boolean isOf(Credentials others) {
            return credentials == others || credentials.equals(others);
        }

        Parameters identityUntil(long second) {
            Expiring known = expiring;
            if (known == null || known.second() != second) {
                String expires = EXPIRES.format(Instant.ofEpochSecond(second));
                known = new Expiring(
                        second, identity.with("signatureversion", "3").with("expires", expires));
                expiring = known;
            }
            return known.parameters();
        }

        // A Mac is not for sharing: who finds the spare one in use takes a copy, which costs less than a new one.
        byte[] hmac(ByteBuffer text) {
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
                return keyed(credentials, algorithm);
            }
        }

        private static Mac keyed(Credentials credentials, SignatureAlgorithm algorithm) {
            byte[] secret = credentials.secretKey().getBytes(StandardCharsets.UTF_8);
            Mac mac = mac(algorithm);
            try {
                mac.init(new SecretKeySpec(secret, algorithm.toString()));
                return mac;
            } catch (InvalidKeyException impossible) {
                throw new IllegalStateException("This Java runtime takes no key for " + algorithm + ".", impossible);
            }
        }

        private static Mac mac(SignatureAlgorithm algorithm) {
            try {
                return Mac.getInstance(algorithm.toString());
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException("This Java runtime lacks " + algorithm + ".", missing);
            }
        }
    }
}
