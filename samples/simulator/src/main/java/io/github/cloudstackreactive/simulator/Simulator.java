package io.github.cloudstackreactive.simulator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * A running simulated cloud.
 *
 * <pre>{@code
 * try (Simulator cloud = Simulator.builder().vms(1000).start()) {
 *     URI endpoint = cloud.endpoint();
 *     ...
 * }
 * }</pre>
 *
 * <p>It listens on the loopback address only, runs on a few daemon threads of its own, and keeps its state in memory.
 * Webhooks are told of the jobs of their account as by a real server, over plain HTTP and also on loopback; while the
 * simulator is stopped nothing is delivered, and what happens meanwhile is not told later.
 * All methods may be called from any thread; those that start and stop it block, so not from an event loop.
 */
public final class Simulator implements AutoCloseable {

    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final Settings settings;
    private final Desk desk;
    private final Faults faults = new Faults();
    private final RequestLog log;
    private final LoopResources loops;
    private final Scheduler searches;
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicLong everOpened = new AtomicLong();
    private final Front front;
    private final int port;
    private @Nullable DisposableServer server;

    Simulator(Settings settings) {
        this.settings = settings;
        this.desk = new Desk(settings);
        this.log = new RequestLog(settings);
        this.loops = LoopResources.create("simulated-cloud", 1, settings.eventLoops, true);
        this.searches = Schedulers.newSingle("simulated-cloud-search", true);
        this.front = new Front(settings, desk, faults, log, searches);
        try {
            DisposableServer bound = bind(settings.port);
            this.server = bound;
            this.port = bound.port();
            desk.open();
        } catch (RuntimeException e) {
            endThreads();
            throw e;
        }
    }

    /** A builder with the settings of a demonstration cloud: 2 zones, 20 hosts, 20,000 virtual machines. */
    public static SimulatorBuilder builder() {
        return new SimulatorBuilder(new Settings());
    }

    /** Where the API is, for example {@code http://127.0.0.1:41234/client/api}. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port + "/client/api");
    }

    /** The root admin's API key. */
    public String apiKey() {
        return admin().apiKey();
    }

    /** The root admin's secret key. */
    public String secretKey() {
        return admin().secretKey();
    }

    /** The root admin. */
    public Account admin() {
        return desk.accounts().get(0);
    }

    /** An ordinary user, who owns every fourth of the virtual machines and may not call admin commands. */
    public Account user() {
        return desk.accounts().get(1);
    }

    /** Things that shall go wrong. */
    public Faults faults() {
        return faults;
    }

    /** How many calls of the API came in, refused ones and those that met a fault included. */
    public int requests() {
        return log.total();
    }

    /** How many calls of this command came in. */
    public int requests(String command) {
        return log.of(command).requests();
    }

    /**
     * How many bytes of the bodies of replies to this command were handed to connections, before they are zipped.
     *
     * <p>No client has got more, so a test can say that something happened before a quarter of a page had arrived.
     */
    public long bodyBytes(String command) {
        return log.of(command).bodyBytes();
    }

    /**
     * How many calls of this command were in flight at once at most, refused ones included.
     *
     * <p>A call is in flight from when its request was read until the last piece of its reply is handed to the connection;
     * so a client that calls again as soon as a reply is there is never counted twice. It is not known when a client has read
     * a reply: to be sure that calls meet, let replies be late.
     */
    public int mostAtOnce(String command) {
        return log.of(command).mostInFlight();
    }

    /** The last requests, oldest first; how many is set in the builder. */
    public List<RequestRecord> lastRequests() {
        return log.last();
    }

    /** Sets all counts of requests to zero and forgets the last ones. */
    public void resetRequests() {
        log.reset();
    }

    /** The connections open now, and all ever opened. */
    public Connections connections() {
        return new Connections(open.size(), everOpened.get());
    }

    /**
     * The rows of a list, to look at and to change.
     *
     * @param listCommand for example {@code listVirtualMachines}
     */
    public Rows rows(String listCommand) {
        return new Rows(desk.inventory(), Kind.ofListCommand(listCommand));
    }

    /** How many virtual machines there are in each state; states without any are absent. */
    public Map<String, Long> vmsByState() {
        return desk.inventory().countsByState(Kind.VIRTUAL_MACHINE);
    }

    /** How many virtual machines there are. */
    public long vms() {
        return vmsByState().values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many users are logged in, those included whose second factor is not verified yet. */
    public int openSessions() {
        return desk.sessions().open();
    }

    /** Ends all sessions, as after their time: whatever is asked in one is refused with 401. */
    public void expireSessions() {
        desk.sessions().expireAll();
    }

    /** How many jobs are pending, those of {@link SimulatorBuilder#otherJobs(int)} included. */
    public int pendingJobs() {
        return desk.pendingJobs();
    }

    /**
     * Stops listening and closes all connections; the state stays. Does nothing if it is stopped.
     *
     * <p>Jobs go on, but no webhook is told: what waits to be delivered is dropped, and so is what happens until the
     * restart.
     */
    public synchronized void stop() {
        desk.shut();
        DisposableServer running = server;
        if (running != null) {
            server = null;
            running.disposeNow(LONGEST_STOP);
            open.close().awaitUninterruptibly(LONGEST_STOP.toMillis());
        }
    }

    /**
     * Stops, and listens again on the same port with the same state.
     *
     * <p>Webhooks are told of what happens from now on, also to jobs that started before.
     */
    public synchronized void restart() {
        stop();
        server = bind(port);
        desk.open();
    }

    /** Stops for good and ends all threads. */
    @Override
    public synchronized void close() {
        stop();
        endThreads();
    }

    private void endThreads() {
        searches.dispose();
        loops.disposeLater(Duration.ZERO, LONGEST_STOP).block(LONGEST_STOP);
    }

    /** How many connections there are. */
    public record Connections(int open, long everOpened) {}

    private DisposableServer bind(int wanted) {
        return HttpServer.create()
                .runOn(loops)
                .bindAddress(() -> new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted))
                .option(ChannelOption.SO_REUSEADDR, true)
                .idleTimeout(settings.idleTimeout)
                .compress(true)
                .httpRequestDecoder(
                        decoder -> decoder.maxInitialLineLength(256 * 1024).maxHeaderSize(256 * 1024))
                .doOnChannelInit((observer, channel, remote) -> opened(channel))
                .handle(front::handle)
                .bindNow(LONGEST_STOP);
    }

    private void opened(Channel channel) {
        if (channel.parent() != null) {
            everOpened.incrementAndGet();
            open.add(channel);
        }
    }
}
