package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.OverloadedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.TransportException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** Gives what the network threw its name in the field's terms, and its remedy. */
public final class Faults {

    private Faults() {}

    /**
     * The same failure as a {@link CloudStackException}.
     *
     * @param sent whether the request had been handed to a connection
     * @param patience how long the reply was waited for
     */
    public static CloudStackException named(
            String command, URI endpoint, Throwable thrown, boolean sent, Duration patience) {
        if (thrown instanceof CloudStackException named) {
            return named;
        }
        if (thrown instanceof PoolAcquirePendingLimitException) {
            return new OverloadedException(
                    command,
                    command
                            + " was not sent: every connection is busy and the queue for one is full. Send fewer calls at"
                            + " once (flatMap takes a concurrency), or allow more connections.",
                    thrown);
        }
        if (thrown instanceof PoolAcquireTimeoutException) {
            return new OverloadedException(
                    command,
                    command + " was not sent: no connection became free in time. Send fewer calls at once, allow more"
                            + " connections, or see whether the server is slow.",
                    thrown);
        }
        if (find(thrown, Body.TooLarge.class) instanceof Body.TooLarge large) {
            return new ProtocolException(
                    command,
                    large.status(),
                    command + ": the reply is " + large.getMessage()
                            + ". Ask for smaller pages or fewer details, or allow" + " larger replies (maxReplyBytes).",
                    false);
        }
        if (find(thrown, ArrivingBody.Stalled.class) != null) {
            return TransportException.lasting(
                    command,
                    command + ": the snapshot was given up, since " + thrown.getMessage()
                            + " and its connection is held meanwhile. Take rows faster, or ask for pages"
                            + " (without snapshot()), which wait for whoever takes them.",
                    null);
        }
        if (find(thrown, CertificateException.class) != null || find(thrown, NotSslRecordException.class) != null) {
            return TransportException.lasting(
                    command, command + ": " + words(endpoint, thrown, sent, patience), cause(thrown));
        }
        return TransportException.passing(
                command, command + ": " + words(endpoint, thrown, sent, patience), sent, cause(thrown));
    }

    /** Whether the network threw it because no reply came in time. */
    public static boolean isTimeout(Throwable thrown) {
        return find(thrown, ReadTimeoutException.class) != null || find(thrown, TimeoutException.class) != null;
    }

    private static String words(URI endpoint, Throwable thrown, boolean sent, Duration patience) {
        String server = endpoint.getHost() + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort());
        if (find(thrown, UnknownHostException.class) != null) {
            return "no address is known for " + endpoint.getHost() + ". Check the endpoint and the name service.";
        }
        if (find(thrown, ConnectTimeoutException.class) != null) {
            return server + " took no connection in time. Check the endpoint, the firewall, and that the server is up.";
        }
        if (find(thrown, NotSslRecordException.class) != null) {
            return server + " does not speak TLS on this port. Use http:// or the port that does.";
        }
        if (find(thrown, SSLException.class) instanceof SSLException tls) {
            return "no trusted TLS connection with " + server + " (" + tls.getMessage() + "). "
                    + (find(thrown, CertificateException.class) == null
                            ? "Does it speak the same versions of TLS, and does it want a client certificate?"
                            : "Check the host name in the endpoint and the server's certificate; a private authority must"
                                    + " be in the trust store.");
        }
        if (find(thrown, ConnectException.class) != null) {
            return server + " refuses connections. Check host and port of the endpoint, and that the server is up.";
        }
        if (isTimeout(thrown)) {
            return server + " gave no whole reply within " + patience.toMillis() / 1000.0
                    + " s. Ask for less at once, or allow it more time.";
        }
        if (find(thrown, DecoderException.class) != null || find(thrown, IllegalArgumentException.class) != null) {
            return "what " + server + " answers is not HTTP. Check the port, and whether it wants https://.";
        }
        if (find(thrown, PrematureCloseException.class) != null || sent) {
            return server + " closed the connection before its reply was whole. Is it restarting, or does the port want"
                    + " https://?";
        }
        return "the connection to " + server + " failed (" + thrown.getClass().getSimpleName() + ").";
    }

    private static Throwable cause(Throwable thrown) {
        Throwable tls = find(thrown, SSLException.class);
        return tls == null ? thrown : tls;
    }

    private static @Nullable Throwable find(Throwable thrown, Class<? extends Throwable> type) {
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < 10; depth++) {
            if (type.isInstance(each)) {
                return each;
            }
            each = each.getCause();
        }
        return null;
    }
}
