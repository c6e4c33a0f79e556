package io.github.cloudstackreactive.simulator.chaos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A plain socket that asks by HTTP and says byte for byte what it got. */
final class RawClient implements AutoCloseable {

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofMillis(300);

    /** How what was read came to its end. */
    enum End {
        CLOSED,
        RESET,
        QUIET
    }

    record Got(String text, End end) {

        int heads() {
            return occurrences("HTTP/1.1 ");
        }

        int occurrences(String part) {
            return (text.length() - text.replace(part, "").length()) / part.length();
        }

        String body() {
            int head = text.indexOf("\r\n\r\n");
            return head < 0 ? "" : text.substring(head + 4);
        }

        int contentLength() {
            Matcher length = Pattern.compile("(?i)content-length: *(\\d+)").matcher(text);
            return length.find() ? Integer.parseInt(length.group(1)) : -1;
        }
    }

    private final Socket socket = new Socket();
    private final URI endpoint;

    /** Whether it was accepted and reset before it knew that it was accepted. */
    private boolean resetAtOnce;

    RawClient(URI endpoint) throws IOException {
        this.endpoint = endpoint;
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.getPort()), 2_000);
        } catch (ConnectException refused) {
            throw refused;
        } catch (SocketException reset) {
            resetAtOnce = true;
        }
    }

    RawClient get(String command) throws IOException {
        return send("GET " + endpoint.getPath() + "?command=" + command
                + "&response=json HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    RawClient post(String form) throws IOException {
        return send("POST " + endpoint.getPath() + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n"
                + form);
    }

    RawClient send(String text) throws IOException {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (SocketException over) {
            // What reads hears of it.
        }
        return this;
    }

    /** What comes until the connection ends or nothing more does for a while; waits for the first of it. */
    Got read() throws IOException {
        return read(FIRST, QUIET);
    }

    /** What comes within so long. */
    Got readFor(Duration time) throws IOException {
        return read(time, time);
    }

    private Got read(Duration first, Duration quiet) throws IOException {
        if (resetAtOnce) {
            return new Got("", End.RESET);
        }
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        long latest = System.nanoTime() + first.toNanos();
        try {
            byte[] piece = new byte[64 * 1024];
            while (System.nanoTime() < latest) {
                socket.setSoTimeout((int) (got.size() == 0 ? first : quiet).toMillis());
                int n = socket.getInputStream().read(piece);
                if (n < 0) {
                    return new Got(got.toString(StandardCharsets.ISO_8859_1), End.CLOSED);
                }
                got.write(piece, 0, n);
            }
            return new Got(got.toString(StandardCharsets.ISO_8859_1), End.QUIET);
        } catch (SocketTimeoutException quietNow) {
            return new Got(got.toString(StandardCharsets.ISO_8859_1), End.QUIET);
        } catch (SocketException reset) {
            return new Got(got.toString(StandardCharsets.ISO_8859_1), End.RESET);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
