package io.github.cloudstackreactive.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;

/** Wraps answers and refusals as the server does, in JSON or XML. */
final class Envelope {

    private static final int CHUNK = 60_000;
    private static final int LARGEST_WITH_LENGTH = 4_000_000;
    private static final String XML_HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><";
    private static final String XML_VERSION = " cloud-stack-version=\"4.22.0.0-SNAPSHOT\"";

    private Envelope() {}

    static Reply success(Call call, Answer answer) {
        String key = keyOf(call);
        String open = call.json() ? "{\"" + key + "\":" : XML_HEAD + key + XML_VERSION + ">";
        String close = call.json() ? "}" : "</" + key + ">";
        String type = call.json() ? Reply.JSON : Reply.XML;
        if (answer instanceof Answer.Json json) {
            String inner = call.json() ? json.text() : XmlText.inner(json.text());
            return Reply.of(200, type, open + inner + close);
        }
        return listing(call.json(), type, open, (Answer.Listing) answer, close);
    }

    static Reply refusal(Call call, Refusal refusal) {
        String key = refusal.foreignKey() ? "errorresponse" : keyOf(call);
        String body = call.json() ? jsonError(key, refusal) : xmlError(key, refusal);
        String description = refusal.code() == Refusal.NO_CODE ? null : refusal.text();
        return Reply.of(refusal.status(), call.json() ? Reply.JSON : Reply.XML, description, body);
    }

    private static String keyOf(Call call) {
        return call.command() == null ? "null" : call.name().toLowerCase(Locale.ROOT) + "response";
    }

    private static String jsonError(String key, Refusal refusal) {
        JsonText.Fields fields = new JsonText.Fields().raw("uuidList", "[]").number("errorcode", refusal.status());
        if (refusal.code() != Refusal.NO_CODE) {
            fields.number("cserrorcode", refusal.code());
        }
        return "{" + JsonText.quote(key) + ":"
                + fields.text("errortext", refusal.text()).done() + "}";
    }

    private static String xmlError(String key, Refusal refusal) {
        return XML_HEAD + key + (refusal.beforeDispatch() ? "" : XML_VERSION) + "><errorcode>" + refusal.status()
                + "</errorcode>"
                + (refusal.code() == Refusal.NO_CODE ? "" : "<cserrorcode>" + refusal.code() + "</cserrorcode>")
                + "<errortext>" + XmlText.escape(refusal.text()) + "</errortext></" + key + ">";
    }

    /** An empty list has neither count nor key, and a page past the end only the count (behaviour (c)). */
    private static Reply listing(boolean json, String type, String open, Answer.Listing list, String close) {
        if (list.count() == 0) {
            return Reply.of(200, type, open + (json ? "{}" : "") + close);
        }
        RowBuffer first = new RowBuffer();
        if (!list.rows().next(first)) {
            String count = json ? "{\"count\":" + list.count() + "}" : "<count>" + list.count() + "</count>";
            return Reply.of(200, type, open + count + close);
        }
        String head = json
                ? open + "{\"count\":" + list.count() + ",\"" + list.item() + "\":["
                : open + "<count>" + list.count() + "</count>";
        Iterator<byte[]> chunks = new Chunks(json, list, head, first.copy(), json ? "]}" + close : close);
        Deque<byte[]> made = new ArrayDeque<>();
        long length = 0;
        while (chunks.hasNext() && length < LARGEST_WITH_LENGTH) {
            byte[] chunk = chunks.next();
            made.addLast(chunk);
            length += chunk.length;
        }
        return chunks.hasNext()
                ? new Reply(200, type, null, new Joined(made, chunks), -1)
                : new Reply(200, type, null, new Joined(made, chunks), length);
    }

    /** The rows as pieces of tens of kilobytes, made when asked for, so that a list of any length takes little memory. */
    private static final class Chunks implements Iterator<byte[]> {

        private final boolean json;
        private final Answer.Listing list;
        private final String tail;
        private final RowBuffer out = new RowBuffer();
        private boolean done;

        Chunks(boolean json, Answer.Listing list, String head, byte[] firstRow, String tail) {
            this.json = json;
            this.list = list;
            this.tail = tail;
            out.raw(head);
            row(firstRow);
        }

        @Override
        public boolean hasNext() {
            return !done;
        }

        @Override
        public byte[] next() {
            if (done) {
                throw new NoSuchElementException();
            }
            while (out.length() < CHUNK && !done) {
                done = !nextRow();
            }
            if (done) {
                out.raw(tail);
            }
            byte[] chunk = out.copy();
            out.clear();
            return chunk;
        }

        private boolean nextRow() {
            int start = out.length();
            if (json) {
                out.raw(COMMA);
                boolean more = list.rows().next(out);
                if (!more) {
                    out.truncate(start);
                }
                return more;
            }
            boolean more = list.rows().next(out);
            if (more) {
                byte[] row = out.copyFrom(start);
                out.truncate(start);
                row(row);
            }
            return more;
        }

        private void row(byte[] row) {
            if (json) {
                out.raw(row);
            } else {
                out.raw(XmlText.element(list.item(), row));
            }
        }
    }

    private static final byte[] COMMA = {','};

    /** What was made already, of which nothing is kept once it is taken, and then what is made when asked for. */
    private record Joined(Deque<byte[]> made, Iterator<byte[]> others) implements Iterator<byte[]> {
        @Override
        public boolean hasNext() {
            return !made.isEmpty() || others.hasNext();
        }

        @Override
        public byte[] next() {
            return made.isEmpty() ? others.next() : made.removeFirst();
        }
    }
}
