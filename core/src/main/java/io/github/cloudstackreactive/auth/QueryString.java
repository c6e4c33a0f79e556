package io.github.cloudstackreactive.auth;

import io.github.cloudstackreactive.command.Parameters;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/**
 * The two texts that one set of parameters has, written in one pass: the one to send and the one to sign.
 *
 * <p>On the wire names and values are percent-encoded. In the text to sign the names stand raw (tried: a bracket encoded
 * there is refused), the values as {@link URLEncoder} writes them but with {@code %20} for a space, so that {@code ~} is
 * {@code %7E} and {@code *} stays; and all of it is in lower case.
 */
final class QueryString {

    private static final byte[] SIGNATURE = "&signature=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    /** For some characters that need encoding. */
    private static final int ROOM = 16;

    /** For the signature: its name, and the 28 characters of an HMAC-SHA1, some of which need encoding. */
    private static final int ROOM_FOR_SIGNATURE = 48;

    private final Parameters parameters;
    private int measured;
    private byte[] text;
    private int textLength;
    private byte[] toSign;
    private int toSignLength;
    private boolean asciiNames = true;

    private QueryString(Parameters parameters) {
        this.parameters = parameters;
        parameters.forEach((name, value) -> measured += name.length() + value.length() + 2);
        this.text = new byte[measured + ROOM + ROOM_FOR_SIGNATURE];
        this.toSign = new byte[measured + ROOM];
    }

    static QueryString of(Parameters parameters) {
        QueryString query = new QueryString(parameters);
        parameters.forEach(query::add);
        return query;
    }

    private void add(String name, String value) {
        if (textLength > 0) {
            put('&');
            sign((byte) '&');
        }
        encoded(name);
        signName(name);
        int from = textLength;
        put('=');
        encoded(value);
        for (int i = from; i < textLength; i++) {
            sign(text[i]);
        }
    }

    private void encoded(String plain) {
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (isPlain(c)) {
                put(c);
            } else if (c < 0x80) {
                escape(c);
            } else if (c < 0x800) {
                escape(0xC0 | c >> 6);
                escape(0x80 | c & 0x3F);
            } else if (!Character.isSurrogate(c)) {
                escape(0xE0 | c >> 12);
                escape(0x80 | c >> 6 & 0x3F);
                escape(0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < plain.length()
                    && Character.isLowSurrogate(plain.charAt(i + 1))) {
                int point = Character.toCodePoint(c, plain.charAt(++i));
                escape(0xF0 | point >> 18);
                escape(0x80 | point >> 12 & 0x3F);
                escape(0x80 | point >> 6 & 0x3F);
                escape(0x80 | point & 0x3F);
            } else {
                // Half of a pair has no UTF-8: Java writes a question mark for it.
                escape('?');
            }
        }
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z'
                || c >= '0' && c <= '9'
                || c >= 'A' && c <= 'Z'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '*';
    }

    private void escape(int octet) {
        put('%');
        put(HEX[octet >> 4]);
        put(HEX[octet & 0xF]);
    }

    private void put(int octet) {
        if (textLength == text.length) {
            text = Arrays.copyOf(text, 2 * textLength);
        }
        text[textLength++] = (byte) octet;
    }

    private void signName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            asciiNames &= c < 0x80;
            sign((byte) c);
        }
    }

    private void sign(byte octet) {
        if (toSignLength == toSign.length) {
            toSign = Arrays.copyOf(toSign, 2 * toSignLength);
        }
        toSign[toSignLength++] = octet >= 'A' && octet <= 'Z' ? (byte) (octet | 0x20) : octet;
    }

    /** What is sent, but for a signature. */
    String text() {
        return new String(text, 0, textLength, StandardCharsets.ISO_8859_1);
    }

    /** What is signed. */
    ByteBuffer toSign() {
        return asciiNames ? ByteBuffer.wrap(toSign, 0, toSignLength) : ByteBuffer.wrap(inUnicode());
    }

    // Beyond ASCII what is the lower case of a letter may depend on its neighbours, and take more letters than one.
    private byte[] inUnicode() {
        StringBuilder raw = new StringBuilder(toSignLength);
        parameters.forEach((name, value) -> {
            raw.append(raw.isEmpty() ? "" : "&").append(name).append('=');
            raw.append(
                    URLEncoder.encode(wellFormed(value), StandardCharsets.UTF_8).replace("+", "%20"));
        });
        return raw.toString().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    // Half of a pair goes as a question mark; URLEncoder of JDK 25 writes nothing for some, as after six of +.
    private static String wellFormed(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** What is sent, with this signature at its end, in Base64; to be called once. */
    String signed(byte[] signature) {
        for (byte octet : SIGNATURE) {
            put(octet);
        }
        for (byte octet : Base64.getEncoder().encode(signature)) {
            if (isPlain((char) octet)) {
                put(octet);
            } else {
                escape(octet);
            }
        }
        return text();
    }
}
