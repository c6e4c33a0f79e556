package io.github.cloudstackreactive.benchmarks.race;

import io.github.cloudstackreactive.model.ApiLimit;
import io.github.cloudstackreactive.model.VirtualMachine;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is left when all is left out that can be: Reactor Netty with a pool, a signature, and Jackson into the same types.
 *
 * <p>No retries, no timeouts, no compression, no errors of the API, no thread but the event loop's. It knows that its
 * parameters need no encoding and come in their order.
 */
final class Raw implements Contestant, SmallCaller {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final ObjectReader LIMIT = MAPPER.readerFor(LimitReply.class);
    private static final DateTimeFormatter EXPIRES = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss'%2B0000'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ConnectionProvider pool = ConnectionProvider.builder("raw")
            .maxConnections(64)
            .pendingAcquireMaxCount(1024)
            .lifo()
            .build();
    private final HttpClient client = HttpClient.create(pool);
    private final URI endpoint;
    private final PageDecoding decoding;
    private final Mac keyed;

    Raw(URI endpoint, PageDecoding decoding) {
        this.endpoint = endpoint;
        this.decoding = decoding;
        try {
            keyed = Mac.getInstance("HmacSHA1");
            keyed.init(new SecretKeySpec(SECRET_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** All machines; so many pages at a time, in order. */
    Flux<VirtualMachine> machines(int pagesAtATime) {
        Flux<Integer> numbers = Flux.range(1, Integer.MAX_VALUE);
        Flux<List<VirtualMachine>> pages = pagesAtATime == 1
                ? numbers.concatMap(this::page, 1)
                : numbers.flatMapSequential(this::page, pagesAtATime, 1);
        return pages.takeUntil(page -> page.size() < PAGE_SIZE).flatMapIterable(page -> page, 1);
    }

    @Override
    public void list(RowCheck rows) {
        machines(1)
                .doOnNext(machine -> rows.accept(machine.id()))
                .takeUntil(machine -> rows.timeIsUp())
                .blockLast();
    }

    @Override
    public Mono<ApiLimit> call() {
        return get(
                "getApiLimit",
                "",
                (content, length) -> content.aggregate()
                        .asByteArray()
                        .map(body -> LIMIT.<LimitReply>readValue(body)
                                .getapilimitresponse()
                                .apilimit()));
    }

    Mono<List<VirtualMachine>> page(int number) {
        return get("listVirtualMachines", "&listall=true&page=" + number + "&pagesize=" + PAGE_SIZE, decoding::page);
    }

    private <T> Mono<T> get(String command, String parameters, BiFunction<ByteBufFlux, Integer, Mono<T>> reading) {
        return Mono.defer(() -> client.get()
                .uri(URI.create(endpoint + "?" + signed(command, parameters)))
                .response((response, content) -> response.status().code() == 200
                        ? reading.apply(content, response.responseHeaders().getInt(HttpHeaderNames.CONTENT_LENGTH))
                        : Mono.error(new IllegalStateException("Refused: " + response.status())))
                .single());
    }

    private String signed(String command, String parameters) {
        String query = "apikey=" + API_KEY + "&command=" + command + "&expires="
                + EXPIRES.format(Instant.now().plusSeconds(600)) + parameters + "&response=json&signatureversion=3";
        byte[] digest = mac().doFinal(query.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        String signature = Base64.getEncoder().encodeToString(digest);
        return query + "&signature=" + URLEncoder.encode(signature, StandardCharsets.UTF_8);
    }

    private Mac mac() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        pool.dispose();
    }

    record LimitReply(Limit getapilimitresponse) {}

    record Limit(ApiLimit apilimit) {}
}
