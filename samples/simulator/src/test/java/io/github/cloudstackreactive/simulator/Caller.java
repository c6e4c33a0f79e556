package io.github.cloudstackreactive.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A caller of the API for these tests, with a signing of its own. */
final class Caller {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** A reply; the body is decoded only when a test looks at it. */
    record Reply(HttpResponse<String> http) {
        int status() {
            return http.statusCode();
        }

        String body() {
            return http.body();
        }

        JsonNode json() {
            return JSON.readTree(body());
        }

        /** What is under the only key. */
        JsonNode inner() {
            return json().properties().iterator().next().getValue();
        }

        String key() {
            return json().propertyNames().iterator().next();
        }

        String text() {
            return inner().path("errortext").asString();
        }

        int code() {
            return inner().path("cserrorcode").asInt(0);
        }
    }

    private final Simulator cloud;
    private final String apiKey;
    private final String secret;

    private Caller(Simulator cloud, String apiKey, String secret) {
        this.cloud = cloud;
        this.apiKey = apiKey;
        this.secret = secret;
    }

    static Caller admin(Simulator cloud) {
        return new Caller(cloud, cloud.apiKey(), cloud.secretKey());
    }

    static Caller user(Simulator cloud) {
        return new Caller(cloud, cloud.user().apiKey(), cloud.user().secretKey());
    }

    static Caller with(Simulator cloud, String apiKey, String secret) {
        return new Caller(cloud, apiKey, secret);
    }

    /** A signed GET that asks for JSON; parameters are names and values in turn. */
    Reply get(String command, String... parameters) {
        return send(HttpRequest.newBuilder(uri(signed(parameters(command, "json", parameters))))
                .GET());
    }

    Reply xml(String command, String... parameters) {
        return send(HttpRequest.newBuilder(uri(signed(parameters(command, "xml", parameters))))
                .GET());
    }

    Reply post(String command, String... parameters) {
        String form = query(signed(parameters(command, "json", parameters)));
        return send(HttpRequest.newBuilder(cloud.endpoint())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    Map<String, String> signed(Map<String, String> parameters) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.putIfAbsent("apiKey", apiKey);
        all.put("signature", sign(all, secret));
        return all;
    }

    URI uri(Map<String, String> parameters) {
        return URI.create(cloud.endpoint() + "?" + query(parameters));
    }

    static Map<String, String> parameters(String command, String response, String... parameters) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("command", command);
        all.put("response", response);
        for (int i = 0; i < parameters.length; i += 2) {
            all.put(parameters[i], parameters[i + 1]);
        }
        return all;
    }

    static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> URLEncoder.encode(each.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    static Reply send(HttpRequest.Builder request) {
        try {
            return new Reply(HTTP.send(
                    request.timeout(Duration.ofSeconds(20)).build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Written for these tests from behaviour (a), by hand down to the encoding. */
    static String sign(Map<String, String> parameters, String secret) {
        List<String> names = new ArrayList<>(parameters.keySet());
        names.remove("signature");
        Collections.sort(names);
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append(text.isEmpty() ? "" : "&").append(name).append('=');
            for (byte b : parameters.get(name).getBytes(StandardCharsets.UTF_8)) {
                boolean literal = b > 0 && (Character.isLetterOrDigit(b) || ".-*_".indexOf(b) >= 0);
                text.append(literal ? String.valueOf((char) b) : String.format("%%%02x", b & 0xff));
            }
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(
                            mac.doFinal(text.toString().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
