package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.ByteBufFlux;
import reactor.netty.Connection;
import reactor.netty.NettyOutbound;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * The wire: one Reactor Netty client over one pool of connections to one endpoint.
 *
 * <p>The pool outlives no server: a management server closes a connection that was idle for 30 s (tried), so this side
 * closes it after 25; a connection lives five minutes, more or less a tenth, so that all do not end at once behind a load
 * balancer; no more than 16 calls a connection wait for one, and none for longer than 45 s. Replies that are taken at their
 * receiver's pace have a pool of four connections of their own, so that they keep no other call from one.
 */
public final class HttpTransport implements Transport {

    private static final Duration IDLE = Duration.ofSeconds(25);
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final double LIFE_VARIANCE = 0.1;
    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final Duration PENDING = Duration.ofSeconds(45);
    private static final int PENDING_PER_CONNECTION = 16;
    private static final int SNAPSHOTS = 4;
    private static final Duration LONGEST_STALL = Duration.ofSeconds(25);
    private static final int LARGEST_PIECE = 64 * 1024;

    private final URI endpoint;
    private final Requests usual;
    private final Requests slow;
    private final List<ConnectionProvider> owned;
    private final int maxReplyBytes;
    private final Duration longestStall;
    private volatile boolean closed;

    private HttpTransport(
            URI endpoint,
            HttpClient client,
            HttpClient slowClient,
            List<ConnectionProvider> owned,
            Duration connect,
            int maxReplyBytes,
            Duration longestStall) {
        this.endpoint = endpoint;
        this.longestStall = longestStall;
        this.owned = owned;
        this.maxReplyBytes = maxReplyBytes;
        this.usual = Requests.of(client, endpoint, connect);
        this.slow = Requests.of(slowClient, endpoint, connect);
    }

    /** A client that is set up once; what differs between its requests comes in the context. */
    private record Requests(HttpClient.ResponseReceiver<?> get, HttpClient.ResponseReceiver<?> post) {

        static Requests of(HttpClient client, URI endpoint, Duration connect) {
            HttpClient configured = client.disableRetry(true)
                    .followRedirect(false)
                    .compress(true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                            Math.max(1, Math.min(connect.toMillis(), Integer.MAX_VALUE)))
                    .headers(HttpTransport::usualHeaders)
                    .responseTimeout(null)
                    .doOnRequest((request, connection) -> outgoing(request).begin(request, connection))
                    .doAfterRequest((request, connection) ->
                            outgoing(request).patience().begin());
            return new Requests(
                    configured.get(),
                    configured
                            .post()
                            .uri(endpoint)
                            .send((request, outbound) -> outgoing(request).form(outbound)));
        }

        private static Outgoing outgoing(HttpClientRequest request) {
            return request.currentContextView().get(Outgoing.class);
        }
    }

    /** One request, as the client finds it in the context. */
    private record Outgoing(SignedRequest signed, Duration limit, Patience patience, Sending sending) {

        static Outgoing of(SignedRequest signed, Duration limit, Sending sending) {
            return new Outgoing(signed, limit, new Patience(limit), sending);
        }

        void begin(HttpClientRequest request, Connection connection) {
            if (!patience.on(connection)) {
                // Cancelled while the connection was made: Reactor Netty 1.3.6 sends the request all the same (seen).
                close(connection);
                return;
            }
            signed.headers().forEach(request::header);
            if (request.method().equals(HttpMethod.POST)) {
                request.header(HttpHeaderNames.CONTENT_TYPE, "application/x-www-form-urlencoded; charset=UTF-8");
            }
            sending.handedOver();
        }

        // A reply that comes just when it is cancelled may reach nobody, and then nobody would close its connection.
        void end(SignalType how) {
            if (how == SignalType.CANCEL) {
                patience.giveUp();
            } else {
                patience.end();
            }
        }

        Mono<Void> form(NettyOutbound outbound) {
            // The time for the reply begins when the request is out; a server that does not read must not hold it.
            return outbound.send(Mono.fromSupplier(
                            () -> Unpooled.wrappedBuffer(signed.query().getBytes(StandardCharsets.US_ASCII))))
                    .then()
                    .timeout(limit)
                    // Half a request is on it: whoever got it next would get this one's reply.
                    .doOnError(stalled -> outbound.withConnection(HttpTransport::close));
        }
    }

    private static void usualHeaders(HttpHeaders headers) {
        // Whichever is asked for, the server may answer the other.
        headers.set(HttpHeaderNames.ACCEPT, "application/json, text/xml;q=0.9");
        headers.set(HttpHeaderNames.USER_AGENT, "cloudstack-reactive");
    }

    /**
     * A transport with a pool of its own.
     *
     * @param connections how many connections it opens at most
     * @param connect how long a connection may take to open
     * @param maxReplyBytes how large a reply may be, decompressed
     * @param trustAny whether any certificate is accepted
     */
    public static HttpTransport pooled(
            URI endpoint, int connections, Duration connect, int maxReplyBytes, boolean trustAny) {
        return pooled(endpoint, connections, connect, maxReplyBytes, trustAny, LONGEST_STALL);
    }

    static HttpTransport pooled(
            URI endpoint,
            int connections,
            Duration connect,
            int maxReplyBytes,
            boolean trustAny,
            Duration longestStall) {
        ConnectionProvider pool = pool("cloudstack", connections);
        ConnectionProvider slow = pool("cloudstack-snapshots", SNAPSHOTS);
        return new HttpTransport(
                endpoint,
                trusting(inLargePieces(pool), trustAny),
                trusting(inLargePieces(slow), trustAny),
                List.of(pool, slow),
                connect,
                maxReplyBytes,
                longestStall);
    }

    // Netty cuts what it reads from a socket, up to 64 KB, into pieces of 8 KB, of which each wakes the thread that
    // decodes.
    @SuppressWarnings("deprecation") // Reactor Netty names no other way
    private static HttpClient inLargePieces(ConnectionProvider pool) {
        return HttpClient.create(pool).httpResponseDecoder(decoder -> decoder.maxChunkSize(LARGEST_PIECE));
    }

    private static ConnectionProvider pool(String name, int connections) {
        return ConnectionProvider.builder(name)
                .maxConnections(connections)
                .pendingAcquireMaxCount(Math.multiplyExact(PENDING_PER_CONNECTION, connections))
                .pendingAcquireTimeout(PENDING)
                .maxIdleTime(IDLE)
                .maxLifeTime(LIFE)
                .maxLifeTimeVariance(LIFE_VARIANCE)
                .evictInBackground(SWEEP)
                .lifo()
                .build();
    }

    /**
     * A transport over the caller's client, whose pool and limits stay the caller's.
     *
     * <p>Retries of the client's own, redirects, compression, the connect timeout and the Accept and User-Agent headers are
     * set by this library.
     */
    public static HttpTransport over(
            URI endpoint, HttpClient client, Duration connect, int maxReplyBytes, boolean trustAny) {
        HttpClient trusting = trusting(client, trustAny);
        return new HttpTransport(endpoint, trusting, trusting, List.of(), connect, maxReplyBytes, LONGEST_STALL);
    }

    private static HttpClient trusting(HttpClient client, boolean any) {
        return any
                ? client.secure(tls -> tls.sslContext(Http11SslContextSpec.forClient()
                        .configure(context -> context.trustManager(InsecureTrustManagerFactory.INSTANCE))))
                : client;
    }

    @Override
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public Mono<Reply> roundTrip(Method method, SignedRequest request, Duration patience, Sending sending) {
        if (closed) {
            return Mono.error(closed());
        }
        Outgoing outgoing = Outgoing.of(request, patience, sending);
        return asking(usual, method, request)
                .response((response, content) -> reply(response, content, outgoing.patience()))
                .single()
                .doFinally(outgoing::end)
                .contextWrite(context -> context.put(Outgoing.class, outgoing));
    }

    @Override
    public <R> Flux<R> stream(
            Method method, SignedRequest request, Duration patience, Sending sending, Receiving<R> receiving) {
        if (closed) {
            return Flux.error(closed());
        }
        boolean atItsOwnPace = receiving.atItsOwnPace();
        Outgoing outgoing = Outgoing.of(request, patience, sending);
        return asking(atItsOwnPace ? slow : usual, method, request)
                .responseConnection((response, connection) -> {
                    outgoing.patience().begin();
                    ReplyHead head = head(response);
                    ArrivingBody body = new ArrivingBody(
                            connection,
                            connection.inbound().receive(),
                            head,
                            maxReplyBytes,
                            outgoing.patience(),
                            atItsOwnPace ? new ArrivingBody.OwnPace(patience, longestStall) : null);
                    return Flux.defer(() -> receiving.receive(head, body)).doFinally(end -> body.closeUnlessTaken());
                })
                .doFinally(outgoing::end)
                .contextWrite(context -> context.put(Outgoing.class, outgoing));
    }

    private static TransportException closed() {
        return TransportException.lasting(null, "The client is closed: it sends nothing more.", null);
    }

    private HttpClient.ResponseReceiver<?> asking(Requests requests, Method method, SignedRequest request) {
        // As URIs: of a string Reactor Netty 1.3.6 takes no port of one digit for a port.
        return method == Method.GET ? requests.get().uri(withQuery(request)) : requests.post();
    }

    private static void close(Connection connection) {
        connection.channel().close().addListener(closed -> {});
    }

    private URI withQuery(SignedRequest request) {
        try {
            return URI.create(endpoint + "?" + request.query());
        } catch (IllegalArgumentException malformed) {
            // Its message holds the query, with the key and the signature.
            throw new ConfigurationException("The authenticator's query is no query: it must be percent-encoded.");
        }
    }

    private Mono<Reply> reply(HttpClientResponse response, ByteBufFlux content, Patience patience) {
        patience.begin();
        ReplyHead head = head(response);
        return content.doOnComplete(patience::end)
                .collect(() -> new Body(maxReplyBytes, head.length(), head.status()), Body::append)
                .map(body -> head.with(body.bytes(), body.length()));
    }

    private static ReplyHead head(HttpClientResponse response) {
        HttpHeaders headers = response.responseHeaders();
        return new ReplyHead(
                response.status().code(),
                headers.get(HttpHeaderNames.CONTENT_TYPE, ""),
                headers.get(HttpHeaderNames.DATE),
                headers.get(HttpHeaderNames.LOCATION),
                headers.get(HttpHeaderNames.RETRY_AFTER),
                headers.getAll(HttpHeaderNames.SET_COOKIE),
                // Of a compressed reply it tells the wrong size, and Netty has taken it off.
                length(headers));
    }

    private static long length(HttpHeaders headers) {
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length.strip());
        } catch (NumberFormatException malformed) {
            return -1;
        }
    }

    /** Sends nothing more; closes the pool, if it is this transport's own, when the calls in flight have ended. */
    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> {
            closed = true;
            return Flux.fromIterable(owned)
                    .flatMapDelayError(ConnectionProvider::disposeLater, owned.size() + 1, 1)
                    .then();
        });
    }
}
