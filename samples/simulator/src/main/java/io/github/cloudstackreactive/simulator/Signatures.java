package io.github.cloudstackreactive.simulator;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The check of a request's signature, as behaviour (a) found it.
 *
 * <p>Written from what the server does and from no client's code, so that it can catch a client's mistake.
 */
final class Signatures {

    private static final Pattern EXPIRES = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)(?:(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)|([+-]\\d\\d)(\\d\\d))");

    private Signatures() {}

    static boolean matches(Map<String, String> asSent, String secret, String signature, String algorithm) {
        byte[] expected = sign(asSent, secret, algorithm).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
    }

    /** Names in the order of their code units as sent and not encoded, values encoded, then all in lower case. */
    static String sign(Map<String, String> asSent, String secret) {
        return sign(asSent, secret, "HmacSHA1");
    }

    static String sign(Map<String, String> asSent, String secret, String algorithm) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(asSent).forEach((name, value) -> {
            if (!name.equalsIgnoreCase("signature")) {
                text.append(text.length() == 0 ? "" : "&").append(name).append('=');
                text.append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
            }
        });
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            byte[] digest = mac.doFinal(text.toString().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no " + algorithm, e);
        }
    }

    /** When the signature ends, or null if the text is of a form that the server refuses. */
    static @Nullable Instant expires(String text) {
        var found = EXPIRES.matcher(text);
        if (!found.matches()) {
            return null;
        }
        String fraction = found.group(2) == null ? "" : found.group(2);
        String zone = found.group(3) != null ? found.group(3) : found.group(4) + ":" + found.group(5);
        try {
            return OffsetDateTime.parse(found.group(1) + fraction + zone).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
