package io.github.cloudstackreactive.extras.webhook;

import io.github.cloudstackreactive.job.Jobs;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns CloudStack's webhook deliveries into wake-ups, so that a client sees the end of a job at once.
 *
 * <p>Polling stays the truth: a delivery only makes the client look earlier than its schedule says, and one that is lost costs
 * nothing but time. On Reactor Netty the receiver is the handler of a route:
 *
 * <pre>{@code
 * WebhookReceiver receiver = WebhookReceiver.of(secret, cloud.jobs());
 * HttpServer.create().port(8080).route(routes -> routes.post("/cloudstack", receiver)).bindNow();
 * }</pre>
 *
 * <p>Any other web framework hands over body and signature, and answers with the verdict's status and no body:
 *
 * <pre>{@code
 * @PostMapping("/cloudstack")
 * ResponseEntity<Void> delivery(
 *         @RequestBody byte[] body,
 *         @RequestHeader(name = WebhookReceiver.SIGNATURE_HEADER, required = false) String signature) {
 *     return ResponseEntity.status(receiver.receive(body, signature).status()).build();
 * }
 * }</pre>
 *
 * <p>The other end is {@code createWebhook} (CloudStack 4.20 and later) with the same secret as {@code secretkey}. Its {@code
 * payloadurl} must be one that the management server reaches; it refuses a host that is loopback or private.
 *
 * <p>A delivery counts only if it is signed with the webhook's secret. One that is sent again, by the server or by somebody who
 * overheard it, causes a few more looks at jobs, within the rate of the client, and nothing else; so nothing is remembered of past deliveries.
 *
 * <p>Immutable, for use by any number of threads. Nothing blocks: a delivery is one HMAC-SHA256 over its body, well under 1 ms
 * for 64 KiB, and one reading of a small JSON object. How long a peer may take to send one is for the HTTP server to say, such
 * as by {@code HttpServer.requestTimeout}. Neither a body nor a secret is ever logged.
 */
public final class WebhookReceiver implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

    /** The request header with the signature: standard Base64 of HMAC-SHA256 over the raw body. */
    public static final String SIGNATURE_HEADER = "X-CS-Signature";

    private static final Logger LOG = LoggerFactory.getLogger(WebhookReceiver.class);

    private static final int DEFAULT_MAX_BODY_BYTES = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.shared();

    // What an event says before what it tells of is over. The last one is Completed, for a failure too.
    private static final Set<String> NOT_OVER = Set.of("created", "scheduled", "started");

    private final List<SigningSecret> secrets;
    private final Wake wake;
    private final int maxBodyBytes;

    private WebhookReceiver(List<SigningSecret> secrets, Wake wake, int maxBodyBytes) {
        this.secrets = secrets;
        this.wake = wake;
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * A receiver that wakes these jobs.
     *
     * @param secret the webhook's secret key
     * @param jobs the jobs of the client that submits them, from {@code cloud.jobs()}
     * @throws IllegalArgumentException if the secret is blank
     */
    public static WebhookReceiver of(String secret, Jobs jobs) {
        return of(List.of(secret), jobs);
    }

    /**
     * A receiver that takes what any of these secrets has signed: for several webhooks, or while one gets another secret.
     *
     * @param secrets the secret keys, at least one
     * @param jobs the jobs of the client that submits them, from {@code cloud.jobs()}
     * @throws IllegalArgumentException if there is no secret, or a blank one
     */
    public static WebhookReceiver of(Collection<String> secrets, Jobs jobs) {
        return of(secrets, resourceId -> {
            if (resourceId == null) {
                jobs.wakeUnnamed();
            } else {
                jobs.wake(resourceId);
            }
        });
    }

    static WebhookReceiver of(Collection<String> secrets, Wake wake) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException(
                    "Without a secret no delivery could be told from a forged one: give one.");
        }
        return new WebhookReceiver(secrets.stream().map(SigningSecret::new).toList(), wake, DEFAULT_MAX_BODY_BYTES);
    }

    /**
     * The same receiver with another limit to the size of a body.
     *
     * @param bytes the largest body that is read; 65,536 by default, while a real one has some 600 bytes
     * @throws IllegalArgumentException if it is not above zero
     */
    public WebhookReceiver maxBodyBytes(int bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("Give the size of the largest body to read, not " + bytes + ".");
        }
        return new WebhookReceiver(secrets, wake, bytes);
    }

    /**
     * Takes one delivery: wakes the jobs that it may be about, and says what to answer.
     *
     * <p>An event that something is created, scheduled or started wakes nothing; any other wakes the jobs on the resource that
     * it names, or those on no known resource if it names none.
     *
     * @param body the body as it came, byte for byte; not changed
     * @param signature the value of {@link #SIGNATURE_HEADER}; null if there is none
     * @return the verdict, whose status has to be answered as it is; never {@link WebhookVerdict#NOT_POSTED}
     */
    public WebhookVerdict receive(byte[] body, @Nullable String signature) {
        if (body.length > maxBodyBytes) {
            return WebhookVerdict.TOO_LARGE;
        }
        if (!isSigned(body, signature)) {
            LOG.debug("Refused a webhook delivery of {} bytes that none of the known secrets has signed", body.length);
            return WebhookVerdict.NOT_SIGNED;
        }
        JsonNode event = event(body);
        if (event == null) {
            LOG.debug("Refused a webhook delivery of {} bytes: rightly signed, but no JSON object", body.length);
            return WebhookVerdict.UNREADABLE;
        }
        if (!NOT_OVER.contains(text(event, "status").toLowerCase(Locale.ROOT))) {
            String resourceId = text(event, "entityuuid");
            wake.jobsOn(resourceId.isBlank() ? null : resourceId);
        }
        return WebhookVerdict.ACCEPTED;
    }

    /**
     * Reads one delivery from Reactor Netty and answers it: what a route of an {@code HttpServer} calls.
     *
     * <p>A body above the limit is refused by its {@code Content-Length}, or once that much of it has come; the rest is not
     * read, and the connection is closed.
     */
    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        if (!HttpMethod.POST.equals(request.method())) {
            return unread(response.header(HttpHeaderNames.ALLOW, HttpMethod.POST.name()), WebhookVerdict.NOT_POSTED);
        }
        if (request.requestHeaders().getInt(HttpHeaderNames.CONTENT_LENGTH, 0) > maxBodyBytes) {
            return unread(response, WebhookVerdict.TOO_LARGE);
        }
        String signature = request.requestHeaders().get(SIGNATURE_HEADER);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        return request.receive()
                .asByteArray()
                .doOnNext(body::writeBytes)
                .takeUntil(part -> body.size() > maxBodyBytes)
                .then(Mono.defer(() -> {
                    WebhookVerdict verdict = receive(body.toByteArray(), signature);
                    return verdict == WebhookVerdict.TOO_LARGE ? unread(response, verdict) : answer(response, verdict);
                }));
    }

    // Kept alive, the connection would have to be read to the end of the body first.
    private static Mono<Void> unread(HttpServerResponse response, WebhookVerdict verdict) {
        return answer(response.keepAlive(false), verdict);
    }

    private static Mono<Void> answer(HttpServerResponse response, WebhookVerdict verdict) {
        return response.status(verdict.status()).send();
    }

    private boolean isSigned(byte[] body, @Nullable String signature) {
        if (signature == null) {
            return false;
        }
        byte[] given;
        try {
            given = Base64.getDecoder().decode(signature);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
        return secrets.stream().anyMatch(secret -> secret.signed(body, given));
    }

    // What Jackson says of a failure may quote the body, so it goes no further.
    private static @Nullable JsonNode event(byte[] body) {
        try {
            JsonNode event = JSON.readTree(body);
            return event.isObject() ? event : null;
        } catch (JacksonException unreadable) {
            return null;
        }
    }

    private static String text(JsonNode event, String field) {
        return event.path(field).stringValue("");
    }

    /** How many secrets it knows and how much it reads. */
    @Override
    public String toString() {
        return "WebhookReceiver[" + secrets.size() + (secrets.size() == 1 ? " secret" : " secrets") + ", bodies up to "
                + maxBodyBytes + " bytes]";
    }

    /** What a delivery wakes: the jobs on a resource, or for null those on no known resource. */
    @FunctionalInterface
    interface Wake {
        void jobsOn(@Nullable String resourceId);
    }
}
