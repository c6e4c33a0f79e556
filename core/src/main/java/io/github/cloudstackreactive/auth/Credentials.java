package io.github.cloudstackreactive.auth;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An API key and its secret, which never show in a log, a message or {@link #toString()}. */
public final class Credentials {

    private final String apiKey;
    private final String secretKey;

    private Credentials(String apiKey, String secretKey) {
        this.apiKey = apiKey;
        this.secretKey = secretKey;
    }

    /**
     * The pair that CloudStack hands out for a user.
     *
     * @throws IllegalArgumentException if either is blank
     */
    public static Credentials of(String apiKey, String secretKey) {
        if (apiKey.isBlank()) {
            throw new IllegalArgumentException("The API key is blank.");
        }
        if (secretKey.isBlank()) {
            throw new IllegalArgumentException("The secret key is blank.");
        }
        return new Credentials(apiKey, secretKey);
    }

    String apiKey() {
        return apiKey;
    }

    String secretKey() {
        return secretKey;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Credentials that && apiKey.equals(that.apiKey) && secretKey.equals(that.secretKey);
    }

    @Override
    public int hashCode() {
        return Objects.hash(apiKey, secretKey);
    }

    /** Says that there are credentials, and nothing of them. */
    @Override
    public String toString() {
        return "Credentials[hidden]";
    }
}
