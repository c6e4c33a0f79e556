package io.github.cloudstackreactive.support;

import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An exchange recorded from a running 4.22 management server.
 *
 * @param command the command asked for; empty where the request names none
 */
public record Capture(String name, String command, Map<String, String> query, Reply reply, String body) {

    public static Capture of(String name) {
        return read(folder().resolve(name + ".txt"));
    }

    public static List<Capture> all() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.sorted().map(Capture::read).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path folder() {
        try {
            return Path.of(new URI(Capture.class.getResource("/exchanges").toString()));
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Capture read(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8).replace("\r\n", "\n");
            int answer = text.indexOf("\nHTTP/1.1 ") + 1;
            int end = text.indexOf("\n\n", answer);
            String head = end < 0 ? text.substring(answer) : text.substring(answer, end);
            String body = end < 0 ? "" : text.substring(end + 2).stripTrailing();
            int status = Integer.parseInt(head.split(" ", 3)[1]);
            String type = Arrays.stream(head.split("\n"))
                    .filter(line -> line.toLowerCase().startsWith("content-type:"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            Map<String, String> query = query(text.substring(0, Math.max(answer, 0)));
            String name = file.getFileName().toString().replaceFirst("\\.txt$", "");
            return new Capture(
                    name,
                    query.getOrDefault("command", ""),
                    query,
                    new ReplyHead(status, type, null, null, null, cookies(head), bytes.length)
                            .with(bytes, bytes.length),
                    body);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> cookies(String head) {
        return Arrays.stream(head.split("\n"))
                .filter(line -> line.startsWith("Set-Cookie:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .toList();
    }

    private static Map<String, String> query(String request) {
        Map<String, String> query = new TreeMap<>();
        int start = request.indexOf("command=");
        if (start >= 0) {
            String pairs = request.substring(start).split("[ \n]", 2)[0];
            for (String pair : pairs.split("&")) {
                String[] parts = pair.split("=", 2);
                query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    @Override
    public String toString() {
        return name;
    }
}
