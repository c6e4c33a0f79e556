package io.github.cloudstackreactive.simulator;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Receives the deliveries of webhooks, on loopback. */
final class Receiver implements AutoCloseable {

    /** What came in. */
    record Delivered(String method, String path, Headers headers, byte[] body, JsonNode json) {

        String status() {
            return json().path("status").asString();
        }

        String entity() {
            return json().path("entityuuid").asString();
        }

        @Nullable
        String header(String name) {
            return headers.getFirst(name);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final List<Delivered> all = new CopyOnWriteArrayList<>();

    /** Answers with 200. */
    Receiver() throws IOException {
        this(delivered -> 200);
    }

    Receiver(ToIntFunction<Delivered> status) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Delivered delivered = new Delivered(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders(),
                    body,
                    Caller.JSON.readTree(body));
            int answer = status.applyAsInt(delivered);
            synchronized (all) {
                all.add(delivered);
                all.notifyAll();
            }
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    List<Delivered> all() {
        return List.copyOf(all);
    }

    List<Delivered> at(String path) {
        return all.stream().filter(each -> each.path().equals(path)).toList();
    }

    /** Waits until so many deliveries have come in that are such ones, and gives them. */
    List<Delivered> await(int count, Predicate<Delivered> which) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        synchronized (all) {
            while (true) {
                List<Delivered> found = all.stream().filter(which).toList();
                if (found.size() >= count) {
                    return found;
                }
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError("Only " + found.size() + " of " + count + " deliveries came");
                }
                all.wait(left);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
