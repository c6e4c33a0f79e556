package io.github.cloudstackreactive.transport;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.netty.transport.ProxyProvider;

/**
 * The proxy that leads to the server, and what it wants to know.
 *
 * <p>Immutable: each method returns another value. Its host is looked up for each new connection, the server's by the proxy.
 * A command that fails at the proxy was not sent, and is tried again where that may help. Through an HTTP proxy everything
 * goes by CONNECT, {@code http://} too.
 */
public final class Proxy {

    private final ProxyProvider.Proxy kind;
    private final String host;
    private final int port;
    private final @Nullable String user;
    private final @Nullable String password;
    private final List<String> exceptions;

    private Proxy(
            ProxyProvider.Proxy kind,
            String host,
            int port,
            @Nullable String user,
            @Nullable String password,
            List<String> exceptions) {
        this.kind = kind;
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
        this.exceptions = exceptions;
    }

    /** An HTTP proxy that takes CONNECT. */
    public static Proxy http(String host, int port) {
        return of(ProxyProvider.Proxy.HTTP, host, port);
    }

    /** A SOCKS 4 proxy (4a: it looks up the server's address). */
    public static Proxy socks4(String host, int port) {
        return of(ProxyProvider.Proxy.SOCKS4, host, port);
    }

    /** A SOCKS 5 proxy. */
    public static Proxy socks5(String host, int port) {
        return of(ProxyProvider.Proxy.SOCKS5, host, port);
    }

    private static Proxy of(ProxyProvider.Proxy kind, String host, int port) {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("Give the proxy's host, and its port between 1 and 65535.");
        }
        return new Proxy(kind, host, port, null, null, List.of());
    }

    /**
     * Tells the proxy who asks; nobody encrypts it on its way to the proxy.
     *
     * @param user for an HTTP proxy without a colon
     * @param password copied; empty for SOCKS 4, which knows none
     */
    public Proxy credentials(String user, char[] password) {
        if (kind == ProxyProvider.Proxy.HTTP && user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("The user name for an HTTP proxy may have no colon.");
        }
        if (kind == ProxyProvider.Proxy.SOCKS4 && password.length > 0) {
            throw new IllegalArgumentException("SOCKS 4 knows no password: use SOCKS 5, or leave it empty.");
        }
        return new Proxy(kind, host, port, user, new String(password), exceptions);
    }

    /**
     * Names hosts that are spoken to directly.
     *
     * @param hosts such as {@code cloud.example}, or {@code *.example} for all below it
     */
    public Proxy except(String... hosts) {
        List<String> all = Stream.concat(exceptions.stream(), Stream.of(hosts))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        return new Proxy(kind, host, port, user, password, all);
    }

    /** Whether this host is reached through the proxy. */
    public boolean leadsTo(String server) {
        String name = server.toLowerCase(Locale.ROOT);
        return exceptions.stream()
                .noneMatch(each -> each.startsWith("*") ? name.endsWith(each.substring(1)) : name.equals(each));
    }

    /** @param connectMillis how long the proxy may take to connect */
    void configure(ProxyProvider.TypeSpec spec, long connectMillis) {
        // Not resolved here, which would block, and hold for ever.
        ProxyProvider.Builder builder = spec.type(kind)
                .socketAddress(() -> InetSocketAddress.createUnresolved(host, port))
                .connectTimeoutMillis(connectMillis);
        String secret = password;
        if (user != null && secret != null) {
            builder.username(user).password(name -> secret);
        }
    }

    /** Its kind, host and port, and nothing of the credentials. */
    @Override
    public String toString() {
        return kind + " proxy " + host + ":" + port;
    }
}
