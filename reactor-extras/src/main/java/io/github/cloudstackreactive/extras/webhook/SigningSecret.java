package io.github.cloudstackreactive.extras.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret key of a webhook: HMAC-SHA256 over the raw body. */
final class SigningSecret {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    SigningSecret(String secret) {
        if (secret.isBlank()) {
            throw new IllegalArgumentException(
                    "The webhook's secret key is blank. CloudStack signs nothing without one, so "
                            + "that anybody could wake jobs: give createWebhook a secretKey, and the same one here.");
        }
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** Whether this secret made the signature of the body; takes the same time however much of it is right. */
    boolean signed(byte[] body, byte[] signature) {
        return MessageDigest.isEqual(digest(body), signature);
    }

    private byte[] digest(byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(body);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Every Java runtime has " + ALGORITHM + ", but not this one.", missing);
        }
    }
}
