package io.github.cloudstackreactive.samples.crawler;

import io.netty.channel.ChannelOption;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A server that speaks the API badly, one way for each list, and takes pages of 200 rows at most. */
final class UnfriendlyCloud implements AutoCloseable {

    static final int LARGEST_PAGE = 200;

    /** What comes back; a body of null is a connection reset. */
    record Reply(int status, String type, String body) {

        static Reply json(String body) {
            return new Reply(200, "application/json;charset=utf-8", body);
        }

        static Reply error(int code, String text) {
            return new Reply(
                    code,
                    "application/json;charset=utf-8",
                    "{\"errorresponse\":{\"uuidList\":[],\"errorcode\":" + code
                            + ",\"cserrorcode\":4350,\"errortext\":\"" + text + "\"}}");
        }

        static Reply html(int status) {
            return new Reply(status, "text/html", "<html><body>Bad gateway</body></html>");
        }

        static final Reply RESET = new Reply(0, "", null);
    }

    private final Map<String, BiFunction<Map<String, String>, Integer, Reply>> lists = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final List<Map<String, String>> seen = new CopyOnWriteArrayList<>();
    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle((request, response) -> answer(request, response))
            .bindNow();

    /** Answers a list by its parameters and the number of the request, from 1. */
    UnfriendlyCloud on(String list, BiFunction<Map<String, String>, Integer, Reply> answer) {
        lists.put(list, answer);
        return this;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.port() + "/client/api");
    }

    int requests(String list) {
        AtomicInteger count = requests.get(list);
        return count == null ? 0 : count.get();
    }

    /** The parameters of every request, in their order. */
    List<Map<String, String>> seen() {
        return seen;
    }

    /** The rows of one page out of {@code total}, with any count. */
    static Reply page(String wrapper, String list, Map<String, String> asked, int total, long count) {
        int size = Integer.parseInt(asked.get("pagesize"));
        int from = Math.min(total, (Integer.parseInt(asked.get("page")) - 1) * size);
        int to = Math.min(total, from + size);
        return rows(wrapper, list, IntStream.range(from, to).boxed().toList(), count < 0 ? to - from : count);
    }

    static Reply rows(String wrapper, String list, List<Integer> rows, long count) {
        String items = rows.stream()
                .map(row -> "{\"id\":\"" + list + "-" + row + "\",\"name\":\"n\u00e4me " + row + "\"}")
                .collect(Collectors.joining(","));
        return Reply.json("{\"" + wrapper + "\":{\"count\":" + count + ",\"item\":[" + items + "]}}");
    }

    static List<Integer> shuffled(int rows, int seed) {
        List<Integer> all = new ArrayList<>(IntStream.range(0, rows).boxed().toList());
        Collections.shuffle(all, new Random(seed));
        return all;
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        Map<String, String> asked = parameters(request.uri());
        seen.add(asked);
        String list = asked.get("command");
        int number = requests.computeIfAbsent(list, name -> new AtomicInteger()).incrementAndGet();
        String size = asked.get("pagesize");
        Reply reply = size != null && Integer.parseInt(size) > LARGEST_PAGE
                ? Reply.error(431, "Page size can't exceed max allowed page size value: " + LARGEST_PAGE)
                : lists.getOrDefault(list, (parameters, nth) -> Reply.error(432, "no such command"))
                        .apply(asked, number);
        if (reply.body() == null) {
            response.withConnection(connection -> {
                connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                connection.channel().close();
            });
            return Mono.never();
        }
        return response.status(reply.status())
                .header("Content-Type", reply.type())
                .sendString(Mono.just(reply.body()))
                .then();
    }

    private static Map<String, String> parameters(String uri) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : uri.substring(uri.indexOf('?') + 1).split("&")) {
            int equals = pair.indexOf('=');
            parameters.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return parameters;
    }
}
