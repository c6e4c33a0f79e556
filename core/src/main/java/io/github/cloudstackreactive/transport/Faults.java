package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.OverloadedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.TransportException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.AbortedException;
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
        if (thrown instanceof ThroughProxy through && through.getCause() != null) {
            CloudStackException atProxy =
                    ProxyFaults.named(command, endpoint, through.proxy().toString(), through.getCause(), sent);
            return atProxy != null ? atProxy : named(command, endpoint, through.getCause(), sent, patience);
        }
        if (find(thrown, ProxyConnectException.class) instanceof ProxyConnectException refused) {
            return ProxyFaults.refused(command, endpoint, "proxy of the HttpClient", refused);
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
        if (find(thrown, Inflation.OutOfProportion.class) instanceof Inflation.OutOfProportion bomb) {
            return TransportException.passing(
                    command,
                    command + ": the reply of " + server(endpoint) + " " + bomb.getMessage()
                            + ", more than any list does, and was given up. What stands before the server?",
                    sent,
                    null);
        }
        if (find(thrown, TooLongFrameException.class) != null) {
            return TransportException.passing(
                    command,
                    command + ": the head of the reply of " + server(endpoint)
                            + " is longer than any server's (16 KB of"
                            + " headers, 4 KB of status line). What stands before the server? An HttpClient of your own"
                            + " may allow more.",
                    sent,
                    thrown);
        }
        TransportException tls = TlsFaults.named(command, server(endpoint), thrown, sent);
        if (tls != null) {
            return tls;
        }
        String message = command + ": " + words(endpoint, thrown, sent, patience);
        return !sent && isUnreached(thrown)
                ? TransportException.unreached(command, message, true, thrown)
                : TransportException.passing(command, message, sent, thrown);
    }

    /** Whether there was no connection at all; one that is reset while it is made was taken by somebody. */
    private static boolean isUnreached(Throwable thrown) {
        return find(thrown, UnknownHostException.class) != null
                || find(thrown, NoRouteToHostException.class) != null
                || find(thrown, ConnectException.class) instanceof ConnectException failed && !isReset(failed);
    }

    static boolean isReset(Throwable thrown) {
        return says(thrown, "reset");
    }

    private static boolean says(Throwable thrown, String words) {
        return String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT).contains(words);
    }

    /** The server of an endpoint, as messages name it: its host, and its port where one is given. */
    public static String server(URI endpoint) {
        return endpoint.getHost() + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort());
    }

    /** Whether the network threw it because no reply came in time. */
    public static boolean isTimeout(Throwable thrown) {
        return find(thrown, ReadTimeoutException.class) != null
                || (find(thrown, TimeoutException.class) != null
                        && find(thrown, PoolAcquireTimeoutException.class) == null);
    }

    private static String words(URI endpoint, Throwable thrown, boolean sent, Duration patience) {
        String server = server(endpoint);
        if (find(thrown, UnknownHostException.class) != null) {
            return "no address is known for " + endpoint.getHost() + ". Check the endpoint and the name service.";
        }
        if (find(thrown, ConnectTimeoutException.class) != null
                || (find(thrown, ConnectException.class) instanceof ConnectException failed
                        && says(failed, "timed out"))) {
            return server + " took no connection in time. Check the endpoint, the firewall, and that the server is up.";
        }
        if (find(thrown, NoRouteToHostException.class) != null) {
            return "no way leads to " + server + ". Check the endpoint, and this machine's network and firewall.";
        }
        if (find(thrown, ConnectException.class) instanceof ConnectException failed) {
            return isReset(failed)
                    ? server
                            + " took the connection and reset it at once. Is it restarting, or does what stands in between"
                            + " let nobody through?"
                    : server + " refuses connections. Check host and port of the endpoint, and that the server is up.";
        }
        if (isTimeout(thrown)) {
            return server + " gave no whole reply within " + patience.toMillis() / 1000.0
                    + " s. Ask for less at once, or allow it more time.";
        }
        if (find(thrown, SSLException.class) instanceof SSLException tls) {
            return "the TLS connection with " + server + " broke (" + tls.getMessage() + "). What stands in between?";
        }
        if (find(thrown, Inflation.CutShort.class) != null) {
            return "the reply of " + server
                    + " was cut short: it ends before what is compressed in it does. What stands in between?";
        }
        if (find(thrown, DecompressionException.class) != null) {
            return "the reply of " + server + " cannot be decompressed. Does something on the way spoil it?";
        }
        if (find(thrown, DecoderException.class) != null || find(thrown, IllegalArgumentException.class) != null) {
            return "what " + server + " answers is not HTTP. Check the port, and whether it wants https://.";
        }
        if (find(thrown, PrematureCloseException.class) != null || sent) {
            return server + " closed the connection before its reply was whole. Is it restarting, or does the port want"
                    + " https://?";
        }
        boolean tls = "https".equalsIgnoreCase(endpoint.getScheme());
        String when = tls ? " before TLS was up" : " before anything was sent";
        String remedy =
                ". Is it restarting" + (tls ? ", does the port speak TLS" : "") + ", or what stands in between?";
        if (find(thrown, ClosedChannelException.class) != null || find(thrown, AbortedException.class) != null) {
            return server + " closed the connection" + when + remedy;
        }
        if (find(thrown, IOException.class) instanceof IOException failed && isReset(failed)) {
            return server + " reset the connection" + when + remedy;
        }
        return "the connection to " + server + " failed" + when + " ("
                + thrown.getClass().getSimpleName() + ")" + remedy;
    }

    static @Nullable Throwable find(Throwable thrown, Class<? extends Throwable> type) {
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
