package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * One page of a list, read while it arrives: rows as soon as their bytes are there. Private to one reply, one thread at a
 * time.
 *
 * <p>Jackson reads the bytes that have come, row after row, and stops where the rest is likely to be less than a row. Where
 * it runs into the end nevertheless, that row is read again when more has come. So no byte is looked at twice but those of
 * such a row, none is copied but into this page's one buffer, and that holds what has come since the last row. What stands
 * around the rows is read at the end as a reply of its own, by the same rules as one that came whole. So is any reply that
 * is not JSON with an array of rows, such as an error.
 *
 * @param <T> the type of a row
 */
final class ArrivingPage<T> {

    private static final int FIRST_ROOM = 72 * 1024;
    private static final int FEW_ROWS = 48;

    private enum Part {
        /** Before the first row. */
        OPENING,
        ROWS,
        /** After the last row. */
        CLOSING,
        /** It holds no rows to be read one by one, and is read when it is whole. */
        WHOLE
    }

    private enum Step {
        DONE,
        /** More bytes must come. */
        WAIT,
        /** The next row has not come whole, or it is broken. */
        STUCK
    }

    private final ReplyReader reader;
    private final RowReader<T> rowReader;
    private final Command<T> command;
    private final Parameters asked;
    private final ReplyHead head;
    private final boolean firstPage;
    private final CRC32C checksum = new CRC32C();

    private Part part;
    private byte[] bytes;
    private int from;
    private int to;
    private long dropped;
    private int wanted;

    private @Nullable ElementScan scan;

    private byte[] opening = {};
    private String list = "";
    private int number;
    private int usual;
    private @Nullable Long count;

    private boolean begun;
    private List<T> rows = List.of();
    private RowIdentities identities = new RowIdentities(0);
    private @Nullable CloudStackException failure;

    ArrivingPage(
            ReplyReader reader,
            RowReader<T> rowReader,
            Command<T> command,
            Parameters asked,
            ReplyHead head,
            boolean firstPage) {
        this.reader = reader;
        this.rowReader = rowReader;
        this.command = command;
        this.asked = asked;
        this.head = head;
        this.firstPage = firstPage;
        this.part = reader.readsAsItComes(head) ? Part.OPENING : Part.WHOLE;
        this.bytes = new byte[head.length() < 0 ? FIRST_ROOM : (int) Math.min(FIRST_ROOM, head.length())];
    }

    /**
     * Takes what has come.
     *
     * @param chunk read to its end and not kept
     * @return the rows that are whole now; null if there are none
     */
    @Nullable
    Rows<T> take(ByteBuf chunk) {
        append(chunk);
        if (part == Part.WHOLE || part == Part.CLOSING || to - from < wanted) {
            return null;
        }
        return gathered(() -> read(false));
    }

    /** The rows that were left for the end; null if there are none. */
    @Nullable
    Rows<T> rest() {
        return gathered(() -> read(true));
    }

    /** The end of the page; to be asked for after {@link #rest()}. */
    Rows<T> end() {
        if (failure != null) {
            throw failure;
        }
        if (part != Part.CLOSING) {
            return reader.rows(command, asked, head.with(bytes, to), firstPage);
        }
        byte[] around = Arrays.copyOf(opening, opening.length + to - from);
        System.arraycopy(bytes, from, around, opening.length, to - from);
        Rows<T> nothingMore = reader.rows(command, asked, head.with(around, around.length), firstPage, number);
        if (number == 0) {
            return nothingMore;
        }
        return new Rows<>(List.of(), new RowIdentities(0), nothingMore.count(), checksum.getValue(), !begun, true);
    }

    // Rows that came before a fault are not lost: the fault waits for who asks next.
    private @Nullable Rows<T> gathered(Runnable reading) {
        if (failure != null) {
            throw failure;
        }
        rows = new ArrayList<>(FEW_ROWS);
        identities = new RowIdentities(FEW_ROWS);
        try {
            reading.run();
        } catch (CloudStackException fault) {
            failure = fault;
            if (rows.isEmpty()) {
                throw fault;
            }
        }
        if (rows.isEmpty()) {
            return null;
        }
        Rows<T> whole = new Rows<>(rows, identities, count, checksum.getValue(), !begun, false);
        begun = true;
        return whole;
    }

    private void append(ByteBuf chunk) {
        int more = chunk.readableBytes();
        int most = reader.limits().replyBytes();
        if (part != Part.ROWS && more > most - (to - from)) {
            throw tooLong("the reply", most);
        }
        if (more > bytes.length - to && from > 0) {
            System.arraycopy(bytes, from, bytes, 0, to - from);
            dropped += from;
            to -= from;
            from = 0;
        }
        if (more > bytes.length - to) {
            bytes = Arrays.copyOf(bytes, (int) Math.max(to + more, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
        chunk.readBytes(bytes, to, more);
        to += more;
    }

    private void read(boolean ended) {
        if (part == Part.OPENING) {
            readOpening();
        }
        while (part == Part.ROWS && isAtSeparator(ended)) {
            Step step = scan == null ? readRun(ended) : Step.STUCK;
            if (step == Step.STUCK && isAtSeparator(ended)) {
                step = readOne(ended);
            }
            if (step == Step.WAIT) {
                return;
            }
        }
    }

    /** Finds the array of rows; a reply that has none is read when it is whole. */
    private void readOpening() {
        try (JsonParser parser = reader.parser(bytes, 0, to)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return;
            }
            if (first != JsonToken.START_OBJECT
                    || parser.nextToken() != JsonToken.PROPERTY_NAME
                    || parser.nextToken() != JsonToken.START_OBJECT) {
                part = Part.WHOLE;
                return;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.START_ARRAY && !field.equals(Envelope.CONCERNED)) {
                    from = (int) parser.currentTokenLocation().getByteOffset();
                    opening = Arrays.copyOf(bytes, from + 1);
                    list = field;
                    wanted = 0;
                    part = Part.ROWS;
                    return;
                }
                if (value.isStructStart()) {
                    break;
                }
                if (field.equals("count")) {
                    count = parser.getValueAsLong(0);
                }
            }
            part = Part.WHOLE;
        } catch (JacksonException incomplete) {
            wanted = (int) Math.min(2L * to, Integer.MAX_VALUE);
        }
    }

    /** Moves on to what stands before the next row; false if that has not come, or no row is left. */
    private boolean isAtSeparator(boolean ended) {
        from = afterBlanks(from);
        if (from == to) {
            if (ended) {
                throw broken(from);
            }
            wanted = 1;
            return false;
        }
        if (bytes[from] == ']' && number > 0) {
            part = Part.CLOSING;
            return false;
        }
        if (bytes[from] != (number > 0 ? ',' : '[')) {
            throw broken(from);
        }
        return true;
    }

    /** Reads rows one after another, as far as they are likely to be there. */
    private Step readRun(boolean ended) {
        int base = from;
        int at = base + 1;
        byte separator = bytes[base];
        // So the rows that have come are an array of their own.
        bytes[base] = '[';
        try (JsonParser parser = reader.parser(bytes, base, to - base)) {
            parser.nextToken();
            while (ended || to - at >= usual) {
                JsonToken token = parser.nextToken();
                if (token == JsonToken.END_ARRAY) {
                    if (at == base + 1 && number > 0) {
                        return Step.STUCK;
                    }
                    from = base + (int) parser.currentTokenLocation().getByteOffset();
                    part = Part.CLOSING;
                    return Step.DONE;
                }
                T row = rowReader.read(parser, list, number + 1, head.status());
                int end = base + (int) parser.currentLocation().getByteOffset();
                if (token.isScalarValue() && end == to && !ended) {
                    // A number may go on.
                    return Step.STUCK;
                }
                add(row, bytes, start(at), end);
                from = end;
                at = end;
            }
        } catch (JacksonException incompleteOrBroken) {
            return Step.STUCK;
        } finally {
            bytes[base] = separator;
        }
        wanted = usual + 1;
        return Step.WAIT;
    }

    /** Reads the one row that a run could not read, if it has come whole. */
    private Step readOne(boolean ended) {
        int start = afterBlanks(from + 1);
        if (start == to && !ended) {
            wanted = to - from + 1;
            return Step.WAIT;
        }
        if (start < to && bytes[start] == ']') {
            if (number > 0) {
                throw broken(start);
            }
            from = start;
            part = Part.CLOSING;
            return Step.DONE;
        }
        scan = scan == null ? new ElementScan() : scan;
        int length = scan.lengthOf(bytes, start, to);
        if (length == ElementScan.NOT_THERE) {
            if (ended) {
                throw broken(to);
            }
            refuseIfLong(to - start);
            wanted = to - from + 1;
            return Step.WAIT;
        }
        scan = null;
        int end = start + length;
        byte[] element = Arrays.copyOfRange(bytes, start, end);
        T row;
        try {
            row = parsed(element);
        } catch (JacksonException malformed) {
            byte[] mended = LenientJson.withEscapesMended(element, element.length);
            if (mended == null) {
                throw broken(start, malformed);
            }
            element = mended;
            try {
                row = parsed(element);
            } catch (JacksonException still) {
                throw broken(start, still);
            }
        }
        add(row, element, 0, element.length);
        from = end;
        return Step.DONE;
    }

    private T parsed(byte[] element) {
        try (JsonParser parser = reader.parser(element, 0, element.length)) {
            parser.nextToken();
            return rowReader.read(parser, list, number + 1, head.status());
        }
    }

    private void add(T row, byte[] in, int start, int end) {
        int size = end - start;
        refuseIfLong(size);
        number++;
        rows.add(row);
        rowReader.identify(row, list, in, start, end, identities);
        checksum.update(in, start, size);
        // As long as the longest of late, and an eighth more: a guess too high delays a row, one too low reads it
        // twice.
        usual = Math.max(size + size / 8, usual - usual / 16);
    }

    private int start(int at) {
        int start = afterBlanks(at);
        return start < to && bytes[start] == ',' ? afterBlanks(start + 1) : start;
    }

    private int afterBlanks(int at) {
        int place = at;
        while (place < to && isBlank(bytes[place])) {
            place++;
        }
        return place;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private void refuseIfLong(int row) {
        if (row > reader.limits().rowBytes()) {
            throw tooLong("row " + (number + 1), reader.limits().rowBytes());
        }
    }

    private ProtocolException tooLong(String what, int limit) {
        return ReplyReader.tooLong(command, head, dropped + to, what, limit);
    }

    private ProtocolException broken(int at) {
        return ReplyReader.broken(command, head, dropped + to, dropped + at);
    }

    private ProtocolException broken(int start, JacksonException cause) {
        return cause instanceof StreamConstraintsException
                ? ReplyReader.overstrained(command, head, dropped + to)
                : broken(start + (int) Math.max(0, cause.getLocation().getByteOffset()));
    }
}
