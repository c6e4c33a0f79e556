package io.github.cloudstackreactive.simulator.chaos;

import io.github.cloudstackreactive.simulator.chaos.Fault.Kind;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/**
 * A proxy on a loopback port, between a client and a server of plain HTTP/1.1, which spoils connections and replies by a
 * {@link ChaosSchedule}.
 *
 * <pre>{@code
 * try (Simulator cloud = Simulator.builder().start();
 *         ChaosProxy proxy = ChaosProxy.start(cloud.endpoint(), ChaosSchedule.seeded(17, 0.1, 0.3))) {
 *     URI endpoint = proxy.endpoint();
 *     ...
 * }
 * }</pre>
 *
 * <p>A request is passed on once or not at all: whatever reaches the server twice, the client has sent twice. Requests and
 * replies are held whole, so memory grows with the largest of them. It has one daemon thread of its own.
 *
 * <p>All methods may be called from any thread; {@link #start} and {@link #close} block, so not from an event loop.
 */
public final class ChaosProxy implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final URI upstream;
    private final long seed;
    private final Ledger ledger = new Ledger();
    private final LoopResources loop = LoopResources.create("chaos-proxy", 1, true);
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Mono<? extends Connection> behind;
    private final Door door;
    private volatile ChaosSchedule schedule;

    private ChaosProxy(URI upstream, ChaosSchedule schedule) {
        this.upstream = upstream;
        this.schedule = schedule;
        this.seed = schedule.hashCode();
        this.behind = TcpClient.create(ConnectionProvider.newConnection())
                .runOn(loop)
                .host(upstream.getHost())
                .port(upstream.getPort())
                .doOnChannelInit((observer, channel, remote) -> connections.add(channel))
                .connect();
        try {
            this.door = new Door(this::listening);
        } catch (RuntimeException e) {
            endThread();
            throw e;
        }
    }

    /**
     * Starts a proxy; it listens when this returns.
     *
     * @param upstream the server's URL, with its port
     * @param schedule what goes wrong
     */
    public static ChaosProxy start(URI upstream, ChaosSchedule schedule) {
        if (upstream.getPort() < 0 || !"http".equals(upstream.getScheme())) {
            throw new IllegalArgumentException("A proxy needs an http URL with a port, not " + upstream + ".");
        }
        return new ChaosProxy(upstream, schedule);
    }

    /** The server's URL, but for host and port, which are the proxy's. */
    public URI endpoint() {
        return upstream.resolve("http://127.0.0.1:" + door.port() + upstream.getRawPath());
    }

    /** What it has counted until now. */
    public ChaosCounts counts() {
        return ledger.counts();
    }

    /** Lets nothing more go wrong. What has begun to go on, does: a connection that is dead stays so. */
    public void heal() {
        schedule = ChaosSchedule.NONE;
    }

    /** Stops listening, closes all connections and ends its thread. */
    @Override
    public void close() {
        door.close();
        connections.close().awaitUninterruptibly(LONGEST.toMillis());
        endThread();
    }

    private void endThread() {
        loop.disposeLater(Duration.ZERO, LONGEST).block(LONGEST);
    }

    private Mono<? extends DisposableServer> listening(int port) {
        return TcpServer.create()
                .runOn(loop)
                .bindAddress(() -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .option(ChannelOption.SO_REUSEADDR, true)
                .handle((inbound, outbound) -> {
                    inbound.withConnection(this::accepted);
                    return Mono.never();
                })
                .bind();
    }

    private void accepted(Connection client) {
        connections.add(client.channel());
        client.onDispose(ledger::closed);
        long number = ledger.accepted();
        Fault fault = schedule.ofConnection(number);
        ledger.happened(fault);
        Relay relay = new Relay(client, behind, new Now(), ledger, new SplittableRandom(seed + number));
        client.onDispose(relay::close);
        if (fault.kind() == Kind.REFUSED) {
            door.shut(fault.time());
            relay.reset();
        } else if (fault.kind() == Kind.BLACK_HOLE) {
            relay.beginSilent(fault.time());
        } else {
            relay.begin();
        }
    }

    /** The schedule as it is when it is asked. */
    private final class Now implements ChaosSchedule {

        @Override
        public Fault ofRequest(long number) {
            return schedule.ofRequest(number);
        }
    }
}
