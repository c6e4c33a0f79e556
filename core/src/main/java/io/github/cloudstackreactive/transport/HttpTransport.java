package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
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
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.netty.resources.ConnectionProvider;

/**
 * The wire: one Reactor Netty client over one pool of connections to one endpoint.
 *
 * <p>The pool outlives no server: a management server closes a connection that was idle for 30 s (tried), so this side
 * closes it after 25, and looks every 10; a connection lives five minutes, more or less a tenth, so that a load balancer's
 * new servers get their share, and all do not end at once. No more than 16 calls a connection wait for one, and none for
 * longer than 45 s: less than the 60 s that a safe reply may take, so that who waits hears of it before its own caller gives
 * up. The connection used last is used next, so that those beyond need become idle and go. Replies that are taken at their
 * receiver's pace have a pool of four connections of their own, so that they keep no other call from one.
 *
 * <p>A reply's head may take 16 KB, twice what a management server's Jetty writes by default, its error text in {@code
 * X-Description} included; its status line 4 KB.
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
    private static final int LONGEST_STATUS_LINE = 4 * 1024;
    private static final int MOST_WARMED = 1_000;
    private static final int LARGEST_HEAD = 16 * 1024;

    private final URI endpoint;
    private final Requests usual;
    private final Requests slow;
    private final List<ConnectionProvider> owned;
    private final @Nullable Proxy proxy;
    private final PoolListener listener;
    private final int mostConnections;
    private final Duration warmUpPatience;
    private final int maxReplyBytes;
    private final Duration longestStall;
    private volatile boolean closed;

    private HttpTransport(
            URI endpoint,
            HttpClient client,
            HttpClient slowClient,
            List<ConnectionProvider> owned,
            @Nullable Proxy proxy,
            WireSettings settings,
            Duration longestStall) {
        this.endpoint = endpoint;
        this.longestStall = longestStall;
        this.owned = owned;
        this.proxy = proxy;
        this.listener = settings.listener();
        this.mostConnections = owned.isEmpty() ? MOST_WARMED : settings.connections();
        // One to look names up and connect, one to get through a proxy, one for TLS.
        this.warmUpPatience = settings.connect().multipliedBy(3);
        this.maxReplyBytes = settings.maxReplyBytes();
        this.usual = Requests.of(client, endpoint, settings);
        this.slow = Requests.of(slowClient, endpoint, settings);
    }

    /** A client that is set up once; what differs between its requests comes in the context. */
    private record Requests(
            HttpClient.ResponseReceiver<?> get, HttpClient.ResponseReceiver<?> post, HttpClient.RequestSender idle) {

        static Requests of(HttpClient client, URI endpoint, WireSettings settings) {
            HttpClient connecting = client.disableRetry(true)
                    .followRedirect(false)
                    .compress(true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(settings.connect()))
                    .doOnChannelInit((observer, channel, remote) -> watched(channel.pipeline(), settings.listener()))
                    .headers(HttpTransport::usualHeaders)
                    .responseTimeout(null);
            HttpClient asking = connecting
                    .doOnRequest((request, connection) -> outgoing(request).begin(request, connection))
                    .doAfterRequest((request, connection) ->
                            outgoing(request).patience().begin());
            return new Requests(
                    asking.get(),
                    asking.post()
                            .uri(endpoint)
                            .send((request, outbound) -> outgoing(request).form(outbound)),
                    connecting.post().uri(endpoint));
        }

        private static void watched(ChannelPipeline pipeline, PoolListener listener) {
            Passage.watch(pipeline);
            Inflation.watch(pipeline);
            Pairing.watch(pipeline);
            if (listener != PoolListener.SILENT) {
                pipeline.addFirst("cloudstack.pool", new PoolWatch(listener));
            }
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
            Passage.through(connection.channel(), () -> handOver(connection));
        }

        private void handOver(Connection connection) {
            // First: whoever gives up now must not take it for one that was never sent.
            if (sending.begins() && patience.on(connection)) {
                sending.handedOver();
            } else {
                close(connection);
            }
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

    /** A transport with a pool of its own, unless the caller has one. */
    public static HttpTransport pooled(URI endpoint, WireSettings settings) {
        return pooled(endpoint, settings, LONGEST_STALL);
    }

    static HttpTransport pooled(URI endpoint, WireSettings settings, Duration longestStall) {
        Proxy proxy = settings.proxy();
        Proxy passed = proxy != null && proxy.leadsTo(endpoint.getHost()) ? proxy : null;
        ConnectionProvider callers = settings.pool();
        ConnectionProvider usual = callers != null ? callers : pool("cloudstack", settings.connections());
        ConnectionProvider slow = callers != null ? callers : pool("cloudstack-snapshots", SNAPSHOTS);
        return new HttpTransport(
                endpoint,
                client(usual, endpoint, passed, settings),
                client(slow, endpoint, passed, settings),
                callers != null ? List.of() : List.of(usual, slow),
                passed,
                settings,
                longestStall);
    }

    private static HttpClient client(
            ConnectionProvider pool, URI endpoint, @Nullable Proxy proxy, WireSettings settings) {
        HttpClient client = bounded(HttpClient.create(pool));
        if (settings.loops() != null) {
            client = client.runOn(settings.loops());
        }
        if (proxy != null) {
            ProxyLookup lookup = new ProxyLookup(settings.connect());
            client = client.proxy(spec -> proxy.configure(spec, millis(settings.connect())))
                    .doOnChannelInit(
                            (observer, channel, remote) -> channel.pipeline().addFirst("cloudstack.proxy", lookup));
        }
        if ("https".equalsIgnoreCase(endpoint.getScheme())) {
            Tls tls = settings.tls() == null ? Tls.systemTrust() : settings.tls();
            client = client.secure(connection -> tls.configure(
                    connection, settings.connect(), settings.trustAny() ? InsecureTrustManagerFactory.INSTANCE : null));
        }
        return client;
    }

    // Netty cuts what it reads from a socket, up to 64 KB, into pieces of 8 KB, of which each wakes the thread that
    // decodes.
    @SuppressWarnings("deprecation") // Reactor Netty names no other way
    private static HttpClient bounded(HttpClient client) {
        return client.httpResponseDecoder(decoder -> decoder.maxChunkSize(LARGEST_PIECE)
                .maxInitialLineLength(LONGEST_STATUS_LINE)
                .maxHeaderSize(LARGEST_HEAD));
    }

    private static ConnectionProvider pool(String name, int connections) {
        return ConnectionProvider.builder(name)
                .maxConnections(connections)
                .pendingAcquireMaxCount((int) Math.min(Integer.MAX_VALUE, (long) PENDING_PER_CONNECTION * connections))
                .pendingAcquireTimeout(PENDING)
                .maxIdleTime(IDLE)
                .maxLifeTime(LIFE)
                .maxLifeTimeVariance(LIFE_VARIANCE)
                .evictInBackground(SWEEP)
                .lifo()
                .build();
    }

    /**
     * A transport over the caller's client, whose pool, TLS, proxy and limits stay the caller's.
     *
     * <p>Retries of the client's own, redirects, compression, the connect timeout and the Accept and User-Agent headers are
     * set by this library.
     *
     * @param settings of which connect timeout, reply size and listener count, and whether any certificate is accepted
     */
    public static HttpTransport over(URI endpoint, HttpClient client, WireSettings settings) {
        HttpClient trusting = settings.trustAny()
                ? client.secure(tls -> tls.sslContext(Http11SslContextSpec.forClient()
                        .configure(context -> context.trustManager(InsecureTrustManagerFactory.INSTANCE))))
                : client;
        return new HttpTransport(endpoint, trusting, trusting, List.of(), null, settings, LONGEST_STALL);
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, Math.min(duration.toMillis(), Integer.MAX_VALUE));
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
                .contextWrite(context -> context.put(Outgoing.class, outgoing))
                .transform(this::heard);
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
                .contextWrite(context -> context.put(Outgoing.class, outgoing))
                .transform(this::heard);
    }

    private <R> Mono<R> heard(Mono<R> asked) {
        return proxy == null && listener == PoolListener.SILENT ? asked : asked.onErrorMap(this::heard);
    }

    private <R> Flux<R> heard(Flux<R> asked) {
        return proxy == null && listener == PoolListener.SILENT ? asked : asked.onErrorMap(this::heard);
    }

    private Throwable heard(Throwable thrown) {
        if (thrown instanceof PoolAcquirePendingLimitException) {
            PoolWatch.tell(() -> listener.onRefused(true));
        } else if (thrown instanceof PoolAcquireTimeoutException) {
            PoolWatch.tell(() -> listener.onRefused(false));
        }
        return proxy == null || thrown instanceof CloudStackException ? thrown : new ThroughProxy(proxy, thrown);
    }

    @Override
    public Mono<Void> warmUp(int connections) {
        return Mono.defer(() -> {
            if (closed) {
                return Mono.error(closed());
            }
            // Each request ends before a byte of it is written, and only when all have a connection: an early end would
            // give its connection to the next.
            int wanted = Math.min(connections, mostConnections);
            CountedGate gate = new CountedGate(wanted);
            return Flux.range(0, wanted)
                    .flatMap(i -> opened(gate), Math.max(1, wanted))
                    .then()
                    .timeout(warmUpPatience, Mono.error(() -> notWarm(wanted)))
                    .transform(this::heard)
                    .onErrorMap(thrown -> Faults.named("warmUp", endpoint, thrown, false, warmUpPatience));
        });
    }

    private Mono<Void> opened(CountedGate gate) {
        return Mono.defer(() -> {
            AtomicReference<@Nullable Channel> taken = new AtomicReference<>();
            return usual.idle()
                    .send((request, outbound) -> {
                        outbound.withConnection(connection -> taken.set(connection.channel()));
                        // The gate opens on the last one's event loop; each ends on its own.
                        return through(taken)
                                .then(gate.arrive())
                                .then(turn(taken))
                                .then(Mono.error(NothingToSend.INSTANCE));
                    })
                    .response()
                    .then()
                    // Its end is told before the pool has the connection back.
                    .onErrorResume(NothingToSend.class, warm -> turn(taken))
                    .doOnError(failed -> gate.open());
        });
    }

    /** Completes when the proxy, if there is one, has let the connection through. */
    private static Mono<Void> through(AtomicReference<@Nullable Channel> taken) {
        return turn(taken).then(Mono.create(sink -> {
            Channel channel = taken.get();
            if (channel == null) {
                sink.success();
            } else {
                Passage.through(channel, sink::success);
            }
        }));
    }

    /** Completes when the channel's event loop comes to it. */
    private static Mono<Void> turn(AtomicReference<@Nullable Channel> taken) {
        return Mono.create(sink -> {
            Channel channel = taken.get();
            try {
                if (channel == null) {
                    sink.success();
                } else {
                    channel.eventLoop().execute(sink::success);
                }
            } catch (RejectedExecutionException closed) {
                sink.success();
            }
        });
    }

    private TransportException notWarm(int wanted) {
        return TransportException.passing(
                "warmUp",
                "warmUp: " + wanted + " connections to " + Faults.server(endpoint) + " did not open within "
                        + warmUpPatience.toMillis() / 1000.0 + " s. Does the pool take so many, and are they free?",
                false,
                null);
    }

    private static TransportException closed() {
        return TransportException.unreached(null, "The client is closed: it sends nothing more.", false, null);
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
