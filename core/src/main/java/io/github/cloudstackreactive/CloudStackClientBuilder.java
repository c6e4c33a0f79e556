package io.github.cloudstackreactive;

import io.github.cloudstackreactive.auth.ApiKeyAuthenticator;
import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.auth.Credentials;
import io.github.cloudstackreactive.auth.SignatureAlgorithm;
import io.github.cloudstackreactive.call.Wiring;
import io.github.cloudstackreactive.config.Configuration;
import io.github.cloudstackreactive.config.ConfigurationSearch;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.exchange.CallListener;
import io.github.cloudstackreactive.exchange.CallLog;
import io.github.cloudstackreactive.exchange.ExchangeSettings;
import io.github.cloudstackreactive.exchange.RetryPolicy;
import io.github.cloudstackreactive.job.JobSettings;
import io.github.cloudstackreactive.job.JobTracking;
import io.github.cloudstackreactive.job.PollSchedule;
import io.github.cloudstackreactive.limit.LimitSettings;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyLimits;
import io.github.cloudstackreactive.session.Login;
import io.github.cloudstackreactive.session.ProbingAuthenticator;
import io.github.cloudstackreactive.session.Session;
import io.github.cloudstackreactive.session.SessionAuthenticator;
import io.github.cloudstackreactive.session.Signing;
import io.github.cloudstackreactive.transport.HttpTransport;
import io.github.cloudstackreactive.transport.PoolLog;
import io.github.cloudstackreactive.transport.Proxy;
import io.github.cloudstackreactive.transport.Tls;
import io.github.cloudstackreactive.transport.Transport;
import io.github.cloudstackreactive.transport.WireSettings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Configures a {@link CloudStackClient}; for one thread. */
public final class CloudStackClientBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(CloudStackClient.class);
    private static final int CONNECTIONS = 64;
    private static final Duration DEFAULT_EXPIRY = Duration.ofMinutes(10);
    private static final Duration LONGEST_EXPIRY = Duration.ofMinutes(15);

    private ConfigurationSearch search = ConfigurationSearch.ofSystem();
    private @Nullable URI endpoint;
    private @Nullable String apiKey;
    private @Nullable String secretKey;
    private @Nullable Authenticator authenticator;
    private @Nullable Supplier<Credentials> credentials;
    private @Nullable Login login;
    private @Nullable Mono<String> codes;
    private @Nullable Signing signing;
    private @Nullable Duration expiry;
    private Clock clock = Clock.systemUTC();

    private @Nullable HttpClient httpClient;
    private boolean trustAnyCertificate;
    private @Nullable Integer connections;
    private @Nullable Tls tls;
    private @Nullable Proxy proxy;
    private @Nullable ConnectionProvider pool;
    private @Nullable LoopResources loops;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private int maxReplyBytes = ReplyLimits.DEFAULT.replyBytes();
    private int maxRowBytes = ReplyLimits.DEFAULT.rowBytes();

    private @Nullable Duration safeTimeout;
    private @Nullable Duration timeout;
    private RetryPolicy retry = RetryPolicy.DEFAULT;
    private boolean getOnly;
    private @Nullable Integer callsAtOnce;
    private @Nullable Integer queue;
    private LimitSettings.@Nullable Rate callRate;
    private CallListener listener = CallListener.NONE;
    private boolean xmlReplies;
    private boolean urlEncodedReplies;

    private @Nullable Integer pageSize;
    private @Nullable PollSchedule polling;
    private Duration jobDeadline = JobSettings.DEFAULT.deadline();
    private Duration grace = JobSettings.DEFAULT.grace();
    private boolean chooseJobIds = true;
    private JobTracking tracking = JobTracking.DEFAULT;

    CloudStackClientBuilder() {}

    // Where, and who.

    /** The API's URL, such as {@code https://cloud.example/client/api}; nothing is appended to it. */
    public CloudStackClientBuilder endpoint(String url) {
        try {
            return endpoint(URI.create(url));
        } catch (IllegalArgumentException malformed) {
            throw new ConfigurationException("The endpoint is no URL. Give one such as https://host/client/api.");
        }
    }

    /** The API's URL; nothing is appended to it. */
    public CloudStackClientBuilder endpoint(URI url) {
        this.endpoint = url;
        return this;
    }

    /** The account's API key and its secret. Of this, {@link #login} and {@link #authenticator} the last counts. */
    public CloudStackClientBuilder credentials(String apiKey, String secretKey) {
        askedBy(null, null, null);
        this.apiKey = apiKey;
        this.secretKey = secretKey;
        return this;
    }

    /** Another way to prove who is asking; with it, only the endpoint needs to be configured. */
    public CloudStackClientBuilder authenticator(Authenticator authenticator) {
        return askedBy(authenticator, null, null);
    }

    /** Sends no proof of who is asking: for a management server's integration port. The endpoint alone is enough then. */
    public CloudStackClientBuilder unauthenticated() {
        return authenticator(Authenticator.none());
    }

    /** Looks for endpoint and credentials under this name in the files: a region of cs, a profile of cmk or clostack. */
    public CloudStackClientBuilder profile(String name) {
        this.search = search.profile(name);
        return this;
    }

    /** Looks for endpoint and credentials here rather than in this process's environment, properties and files. */
    public CloudStackClientBuilder configuration(ConfigurationSearch search) {
        this.search = search;
        return this;
    }

    /**
     * How long a signature is good for; 10 minutes unless configured otherwise.
     *
     * @param expiry above zero and below 15 minutes, the most that a server takes which enforces it
     */
    public CloudStackClientBuilder signatureExpiry(Duration expiry) {
        if (expiry.isNegative() || expiry.isZero() || expiry.compareTo(LONGEST_EXPIRY) >= 0) {
            throw new IllegalArgumentException("A signature may be good for less than 15 minutes, not for " + expiry
                    + ". To sign without an end, use withoutSignatureExpiry().");
        }
        this.expiry = expiry;
        return this;
    }

    /** Signs without an end (signature version 1), for servers or clocks that take no other. */
    public CloudStackClientBuilder withoutSignatureExpiry() {
        this.expiry = Duration.ZERO;
        return this;
    }

    /** The clock that signatures expire by. */
    public CloudStackClientBuilder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock);
        return this;
    }

    // Who, by other ways: keys that rotate, a login, a signature of another algorithm.

    /** The account's keys; the endpoint must be given beside them. */
    public CloudStackClientBuilder credentials(Credentials credentials) {
        Objects.requireNonNull(credentials);
        return credentials(() -> credentials);
    }

    /**
     * The account's keys as they are at the moment; the endpoint must be given beside them. A new key takes effect at the
     * next signature, and so at the next attempt, page or poll; what a server refuses with 401 since its key was exchanged on
     * its way is signed anew, once.
     *
     * @param credentials asked at every signature, also on event loops: it must not block, but answer what another has
     *     fetched; never null
     */
    public CloudStackClientBuilder credentials(Supplier<Credentials> credentials) {
        return askedBy(null, Objects.requireNonNull(credentials), null);
    }

    /**
     * Logs in with user name and password, at the first call and again when the session is over; the endpoint must be given
     * beside it. See {@link CloudStackClient#session()}.
     *
     * <p>Keys are better for programs: they need no request of their own, no second factor, and no password at hand.
     */
    public CloudStackClientBuilder login(Login login) {
        return askedBy(null, null, Objects.requireNonNull(login));
    }

    /**
     * Where the code of the user's second factor comes from, for a login.
     *
     * <p>Without it, calls of a user who has a second factor end in {@link
     * io.github.cloudstackreactive.error.TwoFactorRequiredException} until {@code session().login()} has been told the code.
     * Where calls are proved by anything but a login, {@link #build} refuses it.
     *
     * @param codes subscribed to each time the server wants a code, once however many calls wait for it, and again where a
     *     call is tried again whose code or login was lost on its way; empty if there is none to be had. It has the reply
     *     timeout of the calls that wait
     */
    public CloudStackClientBuilder secondFactor(Mono<String> codes) {
        this.codes = codes;
        return this;
    }

    /** By what requests are signed; HMAC-SHA1 unless set or configured otherwise, which every released server takes. */
    public CloudStackClientBuilder signatureAlgorithm(SignatureAlgorithm algorithm) {
        this.signing = new Signing(algorithm);
        return this;
    }

    /**
     * Finds out by which algorithm the server wants to be asked, with one {@code listCapabilities}, or two, before the first
     * call; no other command is sent twice for it.
     */
    public CloudStackClientBuilder findSignatureAlgorithm() {
        this.signing = Signing.FOUND_OUT;
        return this;
    }

    private CloudStackClientBuilder askedBy(
            @Nullable Authenticator authenticator, @Nullable Supplier<Credentials> credentials, @Nullable Login login) {
        this.apiKey = null;
        this.secretKey = null;
        this.authenticator = authenticator;
        this.credentials = credentials;
        this.login = login;
        return this;
    }

    // The wire.

    /**
     * The caller's HttpClient, with its pool, TLS, proxy and limits; it stays the caller's to close.
     *
     * <p>This is the way to HTTP/2, for what stands before a management server, which speaks none itself: {@code
     * HttpClient.create().protocol(HttpProtocol.H2)}. {@link #connections} then means nothing. Retries of its own,
     * redirects, compression, the connect timeout and the Accept and User-Agent headers are set by this library.
     */
    public CloudStackClientBuilder httpClient(HttpClient client) {
        this.httpClient = client;
        return this;
    }

    /** Accepts any certificate from whoever answers, and so shows the commands to whoever listens; for tests only. */
    public CloudStackClientBuilder trustAnyCertificateInsecurely() {
        this.trustAnyCertificate = true;
        return this;
    }

    // TLS, proxy, pool.

    /** Whom to trust and how to prove who is asking, on {@code https://}; whom the Java runtime trusts, unless set. */
    public CloudStackClientBuilder tls(Tls tls) {
        this.tls = tls;
        return this;
    }

    /** The proxy that leads to the server; none unless set: neither environment nor system properties are asked. */
    public CloudStackClientBuilder proxy(Proxy proxy) {
        this.proxy = proxy;
        return this;
    }

    /**
     * The caller's pool of connections, with its limits; it stays the caller's to close.
     *
     * <p>Let it close idle connections before the server does, after 30 s: one that is used just then fails.
     */
    public CloudStackClientBuilder connectionProvider(ConnectionProvider pool) {
        this.pool = pool;
        return this;
    }

    /** The caller's event loops; they stay the caller's to close. Those that all of Reactor Netty shares, unless set. */
    public CloudStackClientBuilder loopResources(LoopResources loops) {
        this.loops = loops;
        return this;
    }

    /** How many connections there are at most; 64 unless set. */
    public CloudStackClientBuilder connections(int connections) {
        this.connections = positive(connections, "connections");
        return this;
    }

    /** How long a connection may take to open; 5 s unless set. */
    public CloudStackClientBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = positive(timeout);
        return this;
    }

    /** How large a reply may be, decompressed; 64 MiB unless set. */
    public CloudStackClientBuilder maxReplyBytes(int bytes) {
        this.maxReplyBytes = positive(bytes, "bytes");
        return this;
    }

    /** How large a row of a list may be; 4 MiB unless set. Of a snapshot, whose size is not bounded, it bounds the memory. */
    public CloudStackClientBuilder maxRowBytes(int bytes) {
        this.maxRowBytes = positive(bytes, "bytes");
        return this;
    }

    // The exchange.

    /**
     * How long a reply may take to begin, and then to end.
     *
     * @param safe for commands that change nothing; 60 s unless set
     * @param other for all others, which do their work before they answer; 300 s unless set
     */
    public CloudStackClientBuilder replyTimeout(Duration safe, Duration other) {
        this.safeTimeout = positive(safe);
        this.timeout = positive(other);
        return this;
    }

    /** When a command is sent again. */
    public CloudStackClientBuilder retry(RetryPolicy policy) {
        this.retry = Objects.requireNonNull(policy);
        return this;
    }

    /**
     * How many requests are under way at once, at most; as many as there are {@link #connections} unless set.
     *
     * <p>Fewer, for as long as the server shows that it is too much by 429, 503 or no reply in time: each halves it, and it
     * grows again while replies take no longer than they use to. One in eight is kept from the bulk lane ({@link
     * io.github.cloudstackreactive.limit.Lane}).
     */
    public CloudStackClientBuilder callsAtOnce(int calls) {
        this.callsAtOnce = positive(calls, "calls at once");
        return this;
    }

    /**
     * How many calls may wait for their turn; sixteen times as many as may be under way unless set. A call beyond them ends
     * in {@link io.github.cloudstackreactive.error.OverloadedException}, and so does one that waited for 45 s.
     *
     * @param calls at least 1
     */
    public CloudStackClientBuilder queue(int calls) {
        this.queue = positive(calls, "calls in the queue");
        return this;
    }

    /**
     * How many requests go out in any stretch of time as long as that.
     *
     * <p>Unless set, as many as the server takes, once it has refused some by 429: how many that is, is learned from the
     * refusals, or known from what {@link CloudStackClient#serverVersion()} was told.
     */
    public CloudStackClientBuilder callRate(int calls, Duration per) {
        this.callRate = new LimitSettings.Rate(calls, per);
        return this;
    }

    /**
     * Sends everything but a session's login, code and logout by GET, for proxies that let nothing else pass; secrets then
     * stand in URLs, and so in logs.
     */
    public CloudStackClientBuilder getOnly() {
        this.getOnly = true;
        return this;
    }

    /**
     * Asks for replies in XML rather than in JSON; into a class of the caller's they are read as JSON is. In a tree every
     * value is text, and a list of one its element.
     *
     * <p>Needs {@code tools.jackson.dataformat:jackson-dataformat-xml}, without which {@link #build()} fails. Takes some four
     * times as long to read as JSON.
     */
    public CloudStackClientBuilder xmlReplies() {
        this.xmlReplies = true;
        return this;
    }

    /**
     * Decodes every string that comes, for a server whose {@code encode.api.response} is on.
     *
     * <p>A string that is no URL encoding stays as it is. From a server that does not encode, {@code a+b} would come as
     * {@code a b}.
     */
    public CloudStackClientBuilder urlEncodedReplies() {
        this.urlEncodedReplies = true;
        return this;
    }

    /** Is told of every call. */
    public CloudStackClientBuilder listener(CallListener listener) {
        this.listener = Objects.requireNonNull(listener);
        return this;
    }

    // Lists and jobs.

    /** How many rows a list asks for at a time; 500 unless set, the most that a server takes by default. */
    public CloudStackClientBuilder pageSize(int rows) {
        this.pageSize = positive(rows, "rows a page");
        return this;
    }

    /** When to look at a job; unless set, as soon as its command's pace says, then ever more rarely up to every 30 s. */
    public CloudStackClientBuilder jobPolling(PollSchedule schedule) {
        this.polling = schedule;
        return this;
    }

    /** How the jobs of the account are looked at together: when by a list, and how many requests a second at most. */
    public CloudStackClientBuilder jobTracking(JobTracking settings) {
        this.tracking = settings;
        return this;
    }

    /** How long to wait for a job; one hour unless set. */
    public CloudStackClientBuilder jobDeadline(Duration deadline) {
        this.jobDeadline = positive(deadline);
        return this;
    }

    /** How long to look for a job that the server does not know yet, after the reply that named it was lost; 30 s unless set. */
    public CloudStackClientBuilder lostReplyGrace(Duration grace) {
        this.grace = positive(grace);
        return this;
    }

    /** Sends no job ids of this client's choosing; a job whose start reply is lost is then not found again. */
    public CloudStackClientBuilder withoutJobIds() {
        this.chooseJobIds = false;
        return this;
    }

    /**
     * Builds the client. Reads files where endpoint and credentials were not given: not to be called on an event loop.
     *
     * @throws ConfigurationException naming each place looked at and what was missing
     */
    public CloudStackClient build() {
        return build(chooseJobIds);
    }

    private CloudStackClient build(boolean ownJobIds) {
        ReplyForm form = form();
        Configuration configuration = configuration();
        configuration.warnings().forEach(LOG::warn);
        Login withPassword = login(configuration);
        if (codes != null && withPassword == null) {
            throw new ConfigurationException(
                    "secondFactor(...) is for a login, and calls are proved by something else. Leave"
                            + " it out, or give a login(...).");
        }
        Transport transport = transport(configuration.endpoint());
        ExchangeSettings defaults = ExchangeSettings.DEFAULT;
        Duration configured = configuration.replyTimeout();
        ExchangeSettings exchange = new ExchangeSettings(
                first(safeTimeout, configured, defaults.safePatience()),
                first(timeout, configured, defaults.patience()),
                retry,
                getOnly,
                CallLog.beside(listener),
                form,
                new ReplyLimits(maxReplyBytes, maxRowBytes),
                admission());
        JobSettings jobs = new JobSettings(polling, jobDeadline, grace, ownJobIds, tracking);
        Authenticator authenticator = authenticator(configuration, withPassword, transport, exchange);
        Wiring wiring = new Wiring(
                transport, authenticator, clock, exchange, jobs, first(pageSize, configuration.pageSize(), 500));
        Session session =
                authenticator instanceof SessionAuthenticator loggedIn ? new Session(loggedIn, wiring::execute) : null;
        return new CloudStackClient(
                configuration.endpoint(), configuration.source(), transport, authenticator, wiring, session);
    }

    /**
     * Builds a client of Exoscale, whose API takes no job ids of the caller's choosing; otherwise as {@link #build()}.
     *
     * @throws ConfigurationException naming each place looked at and what was missing
     */
    public ExoscaleClient buildExoscale() {
        return new ExoscaleClient(build(false));
    }

    private LimitSettings admission() {
        LimitSettings usual = LimitSettings.of(first(callsAtOnce, connections, CONNECTIONS));
        return new LimitSettings(usual.atOnce(), queue == null ? usual.queue() : queue, usual.longestWait(), callRate);
    }

    private ReplyForm form() {
        if (xmlReplies && !ReplyForm.readsXml()) {
            throw new ConfigurationException("xmlReplies() needs " + ReplyForm.XML_ARTIFACT
                    + " on the class path, in the version of the other Jackson artifacts. Add it, or ask for JSON.");
        }
        return new ReplyForm(xmlReplies, urlEncodedReplies);
    }

    private Configuration configuration() {
        if (endpoint == null && (credentials != null || login != null)) {
            // Elsewhere might stand the endpoint of another cloud, which must not be told these.
            throw new ConfigurationException(
                    "Credentials or a login were given to the builder, but no endpoint. Give it"
                            + " there too: they are taken whole from one place and never completed from another.");
        }
        ConfigurationSearch all = search.explicit(endpoint, apiKey, secretKey);
        boolean endpointIsEnough = authenticator != null || credentials != null || login != null;
        return (endpointIsEnough ? all.unauthenticated() : all).resolve();
    }

    private @Nullable Login login(Configuration configuration) {
        return authenticator == null && credentials == null && login == null ? configuration.login() : login;
    }

    private Authenticator authenticator(
            Configuration configuration, @Nullable Login withPassword, Transport transport, ExchangeSettings exchange) {
        if (authenticator != null) {
            return authenticator;
        }
        if (withPassword != null) {
            return SessionAuthenticator.of(
                    withPassword, codes, transport, exchange.safePatience(), clock, exchange.form());
        }
        Credentials configured = configuration.credentials();
        Supplier<Credentials> keys = credentials != null || configured == null ? credentials : () -> configured;
        return keys == null ? Authenticator.none() : signing(keys, configuration, transport, exchange);
    }

    private Authenticator signing(
            Supplier<Credentials> keys, Configuration configuration, Transport transport, ExchangeSettings exchange) {
        Duration chosen = first(expiry, configuration.signatureExpiry(), DEFAULT_EXPIRY);
        Duration limit = chosen.isZero() || chosen.isNegative() ? null : chosen;
        SignatureAlgorithm algorithm =
                first(signing, configuration.signing(), Signing.USUAL).algorithm();
        Function<SignatureAlgorithm, Authenticator> by = each -> ApiKeyAuthenticator.rotating(keys, each, limit, clock);
        return algorithm != null
                ? by.apply(algorithm)
                : ProbingAuthenticator.of(by, transport, exchange.safePatience(), clock, exchange.form());
    }

    private Transport transport(URI url) {
        refuseWhatCannotBeMeant(url);
        if (trustAnyCertificate) {
            LOG.warn(
                    "No certificate is verified for {}: whoever stands in between can read and change every command.",
                    url);
        }
        WireSettings wire = new WireSettings(
                connections == null ? CONNECTIONS : connections,
                connectTimeout,
                maxReplyBytes,
                trustAnyCertificate,
                tls,
                proxy,
                pool,
                loops,
                PoolLog.unlessOff());
        return httpClient == null ? HttpTransport.pooled(url, wire) : HttpTransport.over(url, httpClient, wire);
    }

    private void refuseWhatCannotBeMeant(URI url) {
        if (httpClient != null && (tls != null || proxy != null || pool != null || loops != null)) {
            throw new ConfigurationException(
                    "httpClient(...) brings its own TLS, proxy, pool and event loops. Set them on"
                            + " it, or leave it out and use tls, proxy, connectionProvider and loopResources.");
        }
        if (pool != null && connections != null) {
            throw new ConfigurationException("connectionProvider(...) says itself how many connections there are. Leave"
                    + " out connections(...), or the provider.");
        }
        if (tls != null && !"https".equalsIgnoreCase(url.getScheme())) {
            throw new ConfigurationException(
                    "tls(...) is set, but the endpoint is not https://, so that nothing would be"
                            + " encrypted. Correct the endpoint, or leave out tls(...).");
        }
        if (tls != null && tls.choosesTrust() && trustAnyCertificate) {
            throw new ConfigurationException(
                    "tls(...) says whom to trust, and trustAnyCertificateInsecurely() that anyone"
                            + " is trusted. Leave out one of them.");
        }
    }

    private static <V> V first(@Nullable V chosen, @Nullable V configured, V otherwise) {
        return chosen != null ? chosen : configured != null ? configured : otherwise;
    }

    private static int positive(int number, String what) {
        if (number < 1) {
            throw new IllegalArgumentException("Give at least 1 for the " + what + ", not " + number + ".");
        }
        return number;
    }

    private static Duration positive(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("Give a time above zero, not " + duration + ".");
        }
        return duration;
    }
}
