package io.github.cloudstackreactive.transport;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** A proxy of HTTP CONNECT or SOCKS, which passes everything on to one server, wherever it is asked to go. */
final class ProxyServer implements AutoCloseable {

    /** How it treats who asks. */
    enum Manner {
        HTTP,
        HTTP_WITH_CREDENTIALS,
        HTTP_FORBIDS,
        HTTP_UNAVAILABLE,
        HTTP_SILENT,
        HTTP_LATE,
        HTTP_TALKS,
        SOCKS4,
        SOCKS5,
        SOCKS5_WITH_CREDENTIALS,
        SOCKS5_UNREACHABLE,
        SOCKS5_SILENT,
        SOCKS5_TALKS,
        WEB_SERVER
    }

    /** What a proxy that talks says after it has let somebody through, before anybody has asked. */
    private static final String UNASKED =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n"
                    + "{\"r\":{\"id\":\"1\"}}";

    static final String USER = "walter";
    static final String PASSWORD = "canary-of-the-proxy";

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Manner manner;
    private final int server;

    ProxyServer(Manner manner, int server) throws IOException {
        this.manner = manner;
        this.server = server;
        daemon(() -> {
            while (true) {
                Socket next = socket.accept();
                daemon(() -> serve(next));
            }
        });
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Where it was asked to lead to, in order. */
    List<String> asked() {
        return asked;
    }

    private void serve(Socket client) throws Exception {
        try (client) {
            boolean through = switch (manner) {
                case SOCKS4 -> socks4(client);
                case SOCKS5, SOCKS5_WITH_CREDENTIALS, SOCKS5_UNREACHABLE, SOCKS5_SILENT, SOCKS5_TALKS -> socks5(client);
                case WEB_SERVER -> webServer(client);
                default -> http(client);
            };
            if (through) {
                try (Socket onward = new Socket(InetAddress.getLoopbackAddress(), server)) {
                    daemon(() -> onward.getInputStream().transferTo(client.getOutputStream()));
                    client.getInputStream().transferTo(onward.getOutputStream());
                }
            }
        }
    }

    private boolean http(Socket client) throws Exception {
        String head = head(client.getInputStream());
        asked.add(head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP/")));
        String basic = "Basic "
                + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.US_ASCII));
        String status = switch (manner) {
            case HTTP, HTTP_TALKS -> "200 OK";
            case HTTP_LATE -> {
                Thread.sleep(ThreadLocalRandom.current().nextInt(6));
                yield "200 OK";
            }
            case HTTP_WITH_CREDENTIALS -> head.contains(basic) ? "200 OK" : "407 Proxy Authentication Required";
            case HTTP_FORBIDS -> "403 Forbidden";
            case HTTP_UNAVAILABLE -> "503 Service Unavailable";
            default -> {
                Thread.sleep(10_000);
                yield "";
            }
        };
        write(
                client.getOutputStream(),
                ("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n" + (manner == Manner.HTTP_TALKS ? UNASKED : ""))
                        .getBytes(StandardCharsets.US_ASCII));
        return status.startsWith("200");
    }

    private boolean socks4(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        in.readFully(new byte[2]);
        int port = in.readUnsignedShort();
        byte[] address = new byte[4];
        in.readFully(address);
        String user = zeroEnded(in);
        // 4a: an address of 0.0.0.x says that the name follows.
        String host = address[0] == 0 && address[1] == 0 && address[2] == 0
                ? zeroEnded(in)
                : InetAddress.getByAddress(address).getHostAddress();
        asked.add(user + "@" + host + ":" + port);
        write(client.getOutputStream(), new byte[] {0, 90, 0, 0, 0, 0, 0, 0});
        return true;
    }

    private boolean socks5(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        in.readByte();
        in.readFully(new byte[in.readUnsignedByte()]);
        if (manner == Manner.SOCKS5_SILENT) {
            asked.add("");
            // Until the client has had enough.
            in.read();
            return false;
        }
        boolean credentials = manner == Manner.SOCKS5_WITH_CREDENTIALS;
        write(client.getOutputStream(), new byte[] {5, (byte) (credentials ? 2 : 0)});
        if (credentials) {
            in.readByte();
            String user = counted(in);
            boolean known = user.equals(USER) && counted(in).equals(PASSWORD);
            write(client.getOutputStream(), new byte[] {1, (byte) (known ? 0 : 1)});
            if (!known) {
                return false;
            }
        }
        in.readFully(new byte[3]);
        String host;
        if (in.readByte() == 3) {
            host = counted(in);
        } else {
            byte[] address = new byte[4];
            in.readFully(address);
            host = InetAddress.getByAddress(address).getHostAddress();
        }
        asked.add(host + ":" + in.readUnsignedShort());
        boolean through = manner != Manner.SOCKS5_UNREACHABLE;
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.write(new byte[] {5, (byte) (through ? 0 : 4), 0, 1, 0, 0, 0, 0, 0, 0});
        if (manner == Manner.SOCKS5_TALKS) {
            answer.write(UNASKED.getBytes(StandardCharsets.US_ASCII));
        }
        write(client.getOutputStream(), answer.toByteArray());
        return through;
    }

    private boolean webServer(Socket client) throws IOException {
        byte[] said = new byte[8_192];
        for (int read = client.getInputStream().read(said);
                read > 0;
                read = client.getInputStream().read(said)) {
            asked.add(new String(said, 0, read, StandardCharsets.ISO_8859_1));
            write(
                    client.getOutputStream(),
                    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return false;
    }

    private static String counted(DataInputStream in) throws IOException {
        byte[] text = new byte[in.readUnsignedByte()];
        in.readFully(text);
        return new String(text, StandardCharsets.US_ASCII);
    }

    private static String zeroEnded(InputStream in) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int b = in.read(); b > 0; b = in.read()) {
            text.write(b);
        }
        return text.toString(StandardCharsets.US_ASCII);
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

    private static void write(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
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
