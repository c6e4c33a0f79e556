package io.github.cloudstackreactive.command;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a machine is given to read at its first start, such as a cloud-config; a value for the parameter {@code userdata}.
 *
 * <p>It goes on the wire in Base64, once: {@link #of(String)} and {@link #of(byte[])} encode, {@link #encoded(String)} takes
 * what is encoded already. Such a value is a secret whatever the parameter's name: it goes by POST, and is never shown.
 *
 * <p>A server takes 32,768 characters of Base64 unless its setting {@code vm.userdata.max.length} says otherwise (tried:
 * 30,000 bytes are refused, for they are 40,000 characters). What is longer is refused here, with {@link
 * IllegalArgumentException}.
 */
public final class UserData {

    /** How long user data may be, in characters of Base64, on a server whose setting was left alone. */
    public static final int DEFAULT_LIMIT = 32_768;

    /** The largest that the server's setting can be. */
    public static final int LARGEST_LIMIT = 1_048_576;

    private static final Pattern LINE_BREAK = Pattern.compile("[\\r\\n]+");

    private final String base64;

    private UserData(String base64) {
        this.base64 = base64;
    }

    /** User data from text, which goes in UTF-8. */
    public static UserData of(String text) {
        return of(text, DEFAULT_LIMIT);
    }

    /**
     * User data from text, for a server that takes more or less than by default.
     *
     * @param limit characters of Base64, from 1 to {@link #LARGEST_LIMIT}
     */
    public static UserData of(String text, int limit) {
        return of(text.getBytes(StandardCharsets.UTF_8), limit);
    }

    /** User data from bytes, such as a compressed cloud-config; they are read at once and not kept. */
    public static UserData of(byte[] bytes) {
        return of(bytes, DEFAULT_LIMIT);
    }

    /**
     * User data from bytes, for a server that takes more or less than by default.
     *
     * @param limit characters of Base64, from 1 to {@link #LARGEST_LIMIT}
     */
    public static UserData of(byte[] bytes, int limit) {
        return within(limit, Base64.getEncoder().encodeToString(bytes));
    }

    /**
     * User data that is in Base64 already, in the standard alphabet or the one for URLs; line breaks are taken out.
     *
     * @throws IllegalArgumentException if it is not in Base64, or too long
     */
    public static UserData encoded(String base64) {
        return encoded(base64, DEFAULT_LIMIT);
    }

    /**
     * User data that is in Base64 already, for a server that takes more or less than by default.
     *
     * @param limit characters of Base64, from 1 to {@link #LARGEST_LIMIT}
     */
    public static UserData encoded(String base64, int limit) {
        String text = LINE_BREAK.matcher(base64).replaceAll("");
        boolean forUrls = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        try {
            var unused = (forUrls ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
        } catch (IllegalArgumentException notBase64) {
            // Not the cause: its message quotes a character.
            throw new IllegalArgumentException("This user data of " + base64.length()
                    + " characters is not in Base64. To have it encoded, use UserData.of.");
        }
        return within(limit, text);
    }

    private static UserData within(int limit, String base64) {
        if (limit < 1 || limit > LARGEST_LIMIT) {
            throw new IllegalArgumentException("A server's limit of user data is 1 to " + LARGEST_LIMIT
                    + " characters of Base64, not " + limit + ".");
        }
        if (base64.length() > limit) {
            throw new IllegalArgumentException(
                    "User data of " + base64.length()
                            + " characters of Base64 is longer than the " + limit
                            + " that the server takes. Compress it, have the"
                            + " machine fetch the rest, or, if the server's vm.userdata.max.length is larger, give that as the limit.");
        }
        return new UserData(base64);
    }

    /** How many characters of Base64 it has, which is what the server's limit counts. */
    public int length() {
        return base64.length();
    }

    String base64() {
        return base64;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UserData that && base64.equals(that.base64);
    }

    @Override
    public int hashCode() {
        return base64.hashCode();
    }

    /** Its length; nothing of what it holds. */
    @Override
    public String toString() {
        return "UserData[" + base64.length() + " characters of Base64]";
    }
}
