package io.github.cloudstackreactive.simulator;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Where an account wants to be told what becomes of its jobs. Immutable: a change puts another one in its place.
 *
 * @param secretKey what deliveries are signed with, or null if they are not signed; in the owner's answers, as from a real
 *     server, and in no {@code toString}
 */
record Webhook(
        String id,
        Account owner,
        String name,
        @Nullable String description,
        boolean enabled,
        URI payloadUrl,
        @Nullable String secretKey,
        String created) {

    Webhook withName(String newName) {
        return new Webhook(id, owner, newName, description, enabled, payloadUrl, secretKey, created);
    }

    Webhook withDescription(String newDescription) {
        return new Webhook(id, owner, name, newDescription, enabled, payloadUrl, secretKey, created);
    }

    Webhook withEnabled(boolean nowEnabled) {
        return new Webhook(id, owner, name, description, nowEnabled, payloadUrl, secretKey, created);
    }

    Webhook withPayloadUrl(URI newUrl) {
        return new Webhook(id, owner, name, description, enabled, newUrl, secretKey, created);
    }

    Webhook withSecretKey(@Nullable String newKey) {
        return new Webhook(id, owner, name, description, enabled, payloadUrl, newKey, created);
    }

    String state() {
        return enabled ? "Enabled" : "Disabled";
    }

    /** The standard Base64 of HMAC-SHA256 over the raw body, or null without a key. */
    @Nullable
    String signatureOf(byte[] body) {
        if (secretKey == null) {
            return null;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no HmacSHA256", e);
        }
    }

    /** The row of {@code listWebhooks}. */
    String json() {
        JsonText.Fields fields = new JsonText.Fields().text("id", id).text("name", name);
        if (description != null) {
            fields.text("description", description);
        }
        fields.text("state", state())
                .text("domainid", owner.domainId())
                .text("domain", owner.domain())
                .text("domainpath", owner.domainPath())
                .text("account", owner.name())
                .text("payloadurl", payloadUrl.toString());
        if (secretKey != null) {
            fields.text("secretkey", secretKey);
        }
        return fields.raw("sslverification", "false")
                .text("scope", "Local")
                .text("created", created)
                .done();
    }

    /** Without the key, and without the URL, which may hold a token. */
    @Override
    public String toString() {
        return "Webhook[" + id + ", " + name + ", " + state() + ", " + owner.name() + "]";
    }
}
