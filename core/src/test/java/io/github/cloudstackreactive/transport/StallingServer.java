package io.github.cloudstackreactive.transport;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that reads nothing of its first connection for a while, then answers each request with its command's name. */
final class StallingServer implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
    private static final Pattern COMMAND = Pattern.compile("command=(\\w+)");

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Duration stall;

    StallingServer(Duration stall) throws IOException {
        this.stall = stall;
        daemon(this::accept);
    }

    String endpoint() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/client/api";
    }

    private void accept() throws Exception {
        Socket first = socket.accept();
        daemon(() -> {
            Thread.sleep(stall.toMillis());
            serve(first);
        });
        while (true) {
            Socket next = socket.accept();
            daemon(() -> serve(next));
        }
    }

    private static void serve(Socket connection) throws IOException {
        InputStream in = new BufferedInputStream(connection.getInputStream());
        while (true) {
            String head = head(in);
            Matcher length = LENGTH.matcher(head);
            String body = length.find()
                    ? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.US_ASCII)
                    : "";
            Matcher command = COMMAND.matcher(head + body);
            String reply = "{\"r\":{\"replyto\":\"" + (command.find() ? command.group(1) : "?") + "\"}}";
            connection
                    .getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + reply.length()
                                    + "\r\n\r\n" + reply)
                            .getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed");
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception over) {
                // The connection or the test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
