package io.github.cloudstackreactive.reply;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strings as a server writes them whose {@code encode.api.response} is on: as {@link java.net.URLEncoder} does. */
final class UrlEncoding {

    private UrlEncoding() {}

    /** What a string means; the string itself where it is no such encoding, as dates and some lists never are. */
    static String decoded(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        return isEncoded(text) ? URLDecoder.decode(text, StandardCharsets.UTF_8) : text;
    }

    /** The same, for a string in XML: there the server escapes for XML first and encodes the escapes with the rest. */
    static String decodedInXml(String text) {
        String decoded = decoded(text);
        if (decoded.equals(text) || decoded.indexOf('&') < 0) {
            return decoded;
        }
        return decoded.replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private static boolean isEncoded(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = digit(text, i + 1);
                int low = digit(text, i + 2);
                if (high < 0 || low < 0) {
                    return false;
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else if (isLeftAsItIs(c)) {
                bytes.put((byte) c);
            } else {
                return false;
            }
        }
        return isUtf8(bytes.flip());
    }

    private static int digit(String text, int at) {
        return at < text.length() && text.charAt(at) < 128 ? Character.digit(text.charAt(at), 16) : -1;
    }

    private static boolean isLeftAsItIs(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || ".-*_+".indexOf(c) >= 0;
    }

    private static boolean isUtf8(ByteBuffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
