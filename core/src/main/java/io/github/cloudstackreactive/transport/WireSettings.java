package io.github.cloudstackreactive.transport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * How connections are made.
 *
 * @param connections how many are opened at most; means nothing with a pool of the caller's
 * @param connect how long one may take to open, and then its TLS handshake
 * @param maxReplyBytes how large a reply may be, decompressed
 * @param trustAny whether any certificate is accepted
 * @param tls whom to trust; null for whom the system trusts
 * @param proxy null for none
 * @param pool the caller's, who closes it; null for one of the transport's own
 * @param loops the caller's, who closes them; null for those that all of Reactor Netty shares
 * @param listener told what happens in the pool
 */
public record WireSettings(
        int connections,
        Duration connect,
        int maxReplyBytes,
        boolean trustAny,
        @Nullable Tls tls,
        @Nullable Proxy proxy,
        @Nullable ConnectionProvider pool,
        @Nullable LoopResources loops,
        PoolListener listener) {

    // What no clock overflows at.
    private static final Duration LONGEST = Duration.ofDays(3650);

    public WireSettings {
        connect = connect.compareTo(LONGEST) > 0 ? LONGEST : connect;
    }

    /** The usual, with so many connections. */
    public static WireSettings of(int connections, Duration connect, int maxReplyBytes, boolean trustAny) {
        return new WireSettings(
                connections, connect, maxReplyBytes, trustAny, null, null, null, null, PoolListener.SILENT);
    }
}
