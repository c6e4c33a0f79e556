package io.github.cloudstackreactive.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** An exchange recorded with a real server. */
record Capture(int status, TreeMap<String, String> headers, String body) {

    static Capture of(String name) {
        try (InputStream in = Capture.class.getResourceAsStream("/captures/" + name + ".txt")) {
            String text = new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("\r\n", "\n");
            int answer = text.indexOf("\nHTTP/1.1 ") + 1;
            int end = text.indexOf("\n\n", answer);
            List<String> head = text.substring(answer, end).lines().toList();
            TreeMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            head.stream().skip(1).forEach(line -> {
                int colon = line.indexOf(':');
                headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
            });
            return new Capture(Integer.parseInt(head.get(0).substring(9, 12)), headers, text.substring(end + 2));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode inner() {
        return Caller.JSON.readTree(body).properties().iterator().next().getValue();
    }

    /** Without what cannot be the same: ids, numbers in brackets, keys of accounts. */
    static String comparable(String text) {
        return text.strip()
                .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID")
                .replaceAll("\\[\\d+] ms", "[N] ms");
    }

    /** The names of all fields with the JSON types of their values, below each other to any depth. */
    static TreeSet<String> shape(JsonNode node) {
        TreeSet<String> shape = new TreeSet<>();
        shape("", node, shape);
        return shape;
    }

    private static void shape(String path, JsonNode node, TreeSet<String> shape) {
        if (node.isArray()) {
            node.forEach(each -> shape(path + "[]", each, shape));
        } else if (node.isObject()) {
            node.properties().forEach(each -> {
                shape.add(path + "." + each.getKey() + ":" + each.getValue().getNodeType());
                shape(path + "." + each.getKey(), each.getValue(), shape);
            });
        }
    }

    static String keys(JsonNode row) {
        return row.propertyNames().stream().sorted().collect(Collectors.joining(" "));
    }
}
