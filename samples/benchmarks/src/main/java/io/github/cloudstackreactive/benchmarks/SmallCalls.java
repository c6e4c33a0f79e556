package io.github.cloudstackreactive.benchmarks;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.api.GetApiLimit;
import io.github.cloudstackreactive.auth.ApiKeyAuthenticator;
import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.model.ApiLimit;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** One small command, {@code getApiLimit}: by this client, and by Reactor Netty and Jackson alone with the same signing. */
final class SmallCalls implements AutoCloseable {

    /** How many are under way at once. */
    static final int CONCURRENCY = 64;

    static final String REPLY =
            "{\"getapilimitresponse\":{\"apilimit\":{\"accountid\":\"0b6d5ac2-9f6e-4c0d-8f6e-1d5a6f2a7c11\","
                    + "\"account\":\"crawler\",\"apiIssued\":12,\"apiAllowed\":25,\"expireAfter\":4648}}}";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Credentials CREDENTIALS = Credentials.of(
            "miVr6X7u6bN_sdahOBpjNejPgEsT35eXqjB8CG20Tw4bNnTWeR1FzUBtRtQv8mFJ",
            "VDaACYb0LV9eNjTetIOElcVQkvJck_J_QljX_FcHRj87ZKiy0z0ty0ZsYBkoXkY9");

    private final InstantServer server = new InstantServer(REPLY);
    private final CloudStackClient client;
    private final ConnectionProvider pool;
    private final Supplier<Mono<ApiLimit>> ours;
    private final Supplier<Mono<ApiLimit>> raw;

    SmallCalls() {
        this.client = CloudStackClient.builder()
                .endpoint(server.endpoint().toString())
                .authenticator(authenticator())
                .connections(CONCURRENCY)
                .build();
        this.ours = () -> client.execute(new GetApiLimit());
        this.pool = ConnectionProvider.builder("raw")
                .maxConnections(CONCURRENCY)
                .lifo()
                .build();
        this.raw = raw(server.endpoint(), pool);
    }

    /** Signature version 3, as the client signs unless told otherwise. */
    static Authenticator authenticator() {
        return ApiKeyAuthenticator.of(CREDENTIALS, Duration.ofMinutes(10), Clock.systemUTC());
    }

    /** What a careful hand writes without this client: no retries, no typed errors, no limit, nobody told. */
    private static Supplier<Mono<ApiLimit>> raw(URI endpoint, ConnectionProvider pool) {
        HttpClient http = HttpClient.create(pool)
                .compress(true)
                .responseTimeout(PATIENCE)
                .headers(headers -> headers.set(HttpHeaderNames.ACCEPT, "application/json"));
        ObjectReader reader = JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build()
                .readerFor(Wrapped.class);
        Authenticator authenticator = authenticator();
        return () -> authenticator
                .sign(Parameters.NONE.with("command", "getApiLimit").with("response", "json"))
                .flatMap(request -> http.get()
                        .uri(URI.create(endpoint + "?" + request.query()))
                        .responseSingle((response, body) -> body.asByteArray())
                        .map(body -> reader.<Wrapped>readValue(body).response().limit()));
    }

    /** So many calls by the client, 64 at a time. */
    long ours(int calls) {
        return run(ours, calls);
    }

    /** As many without it. */
    long raw(int calls) {
        return run(raw, calls);
    }

    Supplier<Mono<ApiLimit>> ours() {
        return ours;
    }

    Supplier<Mono<ApiLimit>> raw() {
        return raw;
    }

    private static long run(Supplier<Mono<ApiLimit>> call, int calls) {
        return Flux.range(0, calls)
                .flatMap(i -> call.get(), CONCURRENCY)
                .count()
                .blockOptional()
                .orElseThrow();
    }

    @Override
    public void close() {
        client.closeLater().block();
        pool.disposeLater().block();
        server.close();
    }

    record Wrapped(@JsonProperty("getapilimitresponse") Inner response) {}

    record Inner(@JsonProperty("apilimit") ApiLimit limit) {}
}
