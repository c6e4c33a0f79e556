package io.github.cloudstackreactive.benchmarks.race;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Lists machines from a process of its own, so that no client pays for the server.
 *
 * <p>How many there are and how long a reply takes stands in the path: {@code /1000000/rows/200/ms}. It checks no
 * signature. It tells its port as its first line, and ends when its input does, and so with the process that started it.
 */
final class PageServer {

    /** How many rows are written at once; a page is usually no longer. */
    private static final int PART = 500;

    private static final byte[] LIMIT = ("{\"getapilimitresponse\":{\"apilimit\":{\"accountid\":\"" + MachineRows.id(7)
                    + "\",\"account\":\"admin\",\"apiIssued\":1,\"apiAllowed\":25,\"expireAfter\":0}}}")
            .getBytes(StandardCharsets.US_ASCII);

    private final MachineRows rows = new MachineRows();

    private PageServer() {}

    public static void main(String[] args) throws IOException {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new PageServer()::answer)
                .bindNow();
        System.out.println("PORT " + server.port());
        while (System.in.read() >= 0) {
            // Nothing is said to it; it waits for the end.
        }
        System.exit(0);
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        QueryStringDecoder asked = new QueryStringDecoder(request.uri());
        String[] path = asked.path().split("/", -1);
        Duration latency = Duration.ofMillis(Long.parseLong(path[3]));
        Publisher<Void> reply = reply(asked.parameters(), Long.parseLong(path[1]), response);
        return latency.isZero() ? reply : Mono.delay(latency).then(Mono.fromDirect(reply));
    }

    private Publisher<Void> reply(Map<String, List<String>> asked, long total, HttpServerResponse response) {
        response.header(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=UTF-8");
        return switch (first(asked, "command")) {
            case "listVirtualMachines" -> {
                long size = Long.parseLong(first(asked, "pagesize"));
                long from = size < 0 ? 0 : Math.min(total, size * (Long.parseLong(first(asked, "page")) - 1));
                long to = size < 0 ? total : Math.min(total, from + size);
                yield page(new MachinePage(rows, from, to, total), response);
            }
            case "getApiLimit" -> sized(response, LIMIT.length).send(Mono.just(Unpooled.wrappedBuffer(LIMIT)));
            default -> response.status(432).send();
        };
    }

    private static String first(Map<String, List<String>> asked, String name) {
        return asked.getOrDefault(name, List.of("")).get(0);
    }

    private static Publisher<Void> page(MachinePage page, HttpServerResponse response) {
        sized(response, page.length());
        long rows = page.to() - page.from();
        if (rows <= PART) {
            return response.send(Mono.fromSupplier(() -> page.whole(response.alloc())));
        }
        int parts = Math.toIntExact((rows + PART - 1) / PART);
        return response.send(Flux.range(0, parts).map(number -> {
            long first = page.from() + (long) number * PART;
            return page.part(first, Math.min(page.to(), first + PART), response.alloc());
        }));
    }

    private static HttpServerResponse sized(HttpServerResponse response, long length) {
        return response.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(length));
    }
}
