package io.github.cloudstackreactive.simulator.chaos;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what comes in one direction of a connection into messages of HTTP/1.1, each held until it is whole. Private to one
 * relay.
 *
 * <p>Replies to HEAD are not known for what they are: nobody here asks for any.
 */
final class Messages {

    private static final Pattern CHUNKED =
            Pattern.compile("\r\ntransfer-encoding:[^\r\n]*chunked", Pattern.CASE_INSENSITIVE);
    private static final Pattern LENGTH =
            Pattern.compile("\r\ncontent-length:[ \t]*(\\d{1,9})", Pattern.CASE_INSENSITIVE);
    private static final Pattern WITHOUT_BODY = Pattern.compile("HTTP/1\\.[01] (1..|204|304)[ \r]");
    private static final int NO_HEAD = -1;
    private static final int UNTIL_CLOSE = Integer.MAX_VALUE;

    private final boolean replies;
    private byte[] held = new byte[1024];
    private int length;

    private int headLength = NO_HEAD;
    private boolean chunked;
    private int chunk;
    private int end;

    /** @param replies whether these are replies, of which one without a length ends with its connection */
    Messages(boolean replies) {
        this.replies = replies;
    }

    void add(byte[] bytes) {
        if (length + bytes.length > held.length) {
            held = Arrays.copyOf(held, Math.max(2 * held.length, length + bytes.length));
        }
        System.arraycopy(bytes, 0, held, length, bytes.length);
        length += bytes.length;
    }

    /** The next message, taken away; null while it is not whole. */
    @Nullable
    Message next() {
        if (headLength == NO_HEAD && !head()) {
            return null;
        }
        if (chunked && end == UNTIL_CLOSE) {
            chunk = Chunks.walk(held, chunk, length);
            end = chunk < 0 ? -chunk : UNTIL_CLOSE;
        }
        return end <= length ? taken(end) : null;
    }

    /** The message that ends with its connection; null where none is under way, or what is left is none. */
    @Nullable
    Message atClose() {
        return headLength != NO_HEAD && !chunked && end == UNTIL_CLOSE ? taken(length) : null;
    }

    private boolean head() {
        for (int i = 3; i < length; i++) {
            if (held[i] == '\n' && held[i - 1] == '\r' && held[i - 2] == '\n' && held[i - 3] == '\r') {
                headLength = i + 1;
                framedBy(new String(held, 0, headLength, StandardCharsets.ISO_8859_1));
                return true;
            }
        }
        return false;
    }

    private void framedBy(String head) {
        chunked = CHUNKED.matcher(head).find();
        chunk = headLength;
        Matcher told = LENGTH.matcher(head);
        if (chunked) {
            end = UNTIL_CLOSE;
        } else if (replies && WITHOUT_BODY.matcher(head).lookingAt()) {
            end = headLength;
        } else if (told.find()) {
            end = headLength + Integer.parseInt(told.group(1));
        } else {
            end = replies ? UNTIL_CLOSE : headLength;
        }
    }

    private Message taken(int until) {
        Message message = new Message(Arrays.copyOf(held, until), headLength, chunked);
        System.arraycopy(held, until, held, 0, length - until);
        length -= until;
        headLength = NO_HEAD;
        return message;
    }
}
