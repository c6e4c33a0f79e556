package io.github.cloudstackreactive.simulator.chaos;

import io.github.cloudstackreactive.simulator.chaos.Fault.Kind;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/**
 * One client's connection and the one to the server that belongs to it: takes whole requests from the one side, passes each
 * on once, and gives the reply as the plan wants it. One request is under way at a time, as HTTP/1.1 has it.
 *
 * <p>Everything happens on the proxy's event loop.
 */
final class Relay {

    // Lets what was written before arrive, which a reset may overtake.
    private static final Duration BEFORE_RESET = Duration.ofMillis(10);

    private final Connection client;
    private final Mono<? extends Connection> behind;
    private final ChaosSchedule schedule;
    private final Ledger ledger;
    private final SplittableRandom random;
    private final Messages requests = new Messages(false);
    private final Messages replies = new Messages(true);

    private @Nullable Connection server;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable Fault underWay;
    private boolean silent;
    private boolean over;

    /**
     * @param behind connects to the server behind, on the same event loop
     * @param random what jitter is drawn from
     */
    Relay(
            Connection client,
            Mono<? extends Connection> behind,
            ChaosSchedule schedule,
            Ledger ledger,
            SplittableRandom random) {
        this.client = client;
        this.behind = behind;
        this.schedule = schedule;
        this.ledger = ledger;
        this.random = random;
    }

    void begin() {
        listen();
    }

    /** Begins as a black hole, that reads nothing for a while and then, to see it end, without heeding it. */
    void beginSilent(Duration unread) {
        silent = true;
        after(unread, this::listen);
    }

    private void listen() {
        client.inbound().receive().asByteArray().subscribe(this::heard, lost -> close(), this::close);
    }

    private void heard(byte[] bytes) {
        if (silent || over) {
            return;
        }
        requests.add(bytes);
        take();
    }

    private void take() {
        Message request = underWay == null && !silent && !over ? requests.next() : null;
        if (request == null) {
            return;
        }
        stopTimer();
        Fault fault = schedule.ofRequest(ledger.request());
        underWay = fault;
        switch (fault.kind()) {
            case RESET_BEFORE_REQUEST -> {
                ledger.happened(fault);
                reset();
            }
            case LATENCY -> {
                ledger.happened(fault);
                after(fault.time(), () -> passOn(request));
            }
            default -> passOn(request);
        }
    }

    private void passOn(Message request) {
        Connection open = server;
        if (open == null) {
            // Not given up when the client leaves: who cancels may leave a connection open that nobody has.
            var unused = behind.subscribe(made -> connected(made, request), lost -> reset());
        } else {
            ledger.passedOn();
            write(open.channel(), request.bytes());
        }
    }

    private void connected(Connection made, Message request) {
        ledger.openedBehind();
        made.onDispose(ledger::closedBehind);
        if (over) {
            made.dispose();
            return;
        }
        server = made;
        made.inbound().receive().asByteArray().subscribe(this::answered, lost -> serverGone(), this::serverGone);
        passOn(request);
    }

    private void answered(byte[] bytes) {
        Fault fault = underWay;
        if (fault == null || over) {
            return;
        }
        replies.add(bytes);
        Message reply = replies.next();
        if (reply != null) {
            give(reply, fault);
        }
    }

    private void serverGone() {
        Message last = replies.atClose();
        Fault fault = underWay;
        if (last != null && fault != null) {
            give(last, fault);
        } else if (!silent) {
            close();
        }
    }

    private void give(Message reply, Fault fault) {
        if (fault.kind() != Kind.LATENCY && fault.kind() != Kind.IDLE_CLOSE) {
            ledger.happened(fault);
        }
        Script script = Script.of(reply, fault, random);
        play(script, script.pieces().iterator(), 0);
    }

    private void play(Script script, Iterator<Script.Piece> left, int given) {
        if (over) {
            return;
        }
        if (!left.hasNext()) {
            end(script.ending());
            return;
        }
        Script.Piece piece = left.next();
        after(piece.delay(), () -> {
            byte[] bytes = new byte[piece.end() - given];
            System.arraycopy(script.bytes(), given, bytes, 0, bytes.length);
            write(client.channel(), bytes);
            play(script, left, piece.end());
        });
    }

    private void end(Script.Ending ending) {
        switch (ending) {
            case STAYS -> replied();
            case CLOSED -> client.channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> close());
            case RESET -> after(BEFORE_RESET, this::reset);
            case SILENT -> silent = true;
        }
    }

    private void replied() {
        Fault fault = underWay;
        underWay = null;
        ledger.reply();
        if (fault != null && fault.kind() == Kind.IDLE_CLOSE) {
            after(fault.time(), () -> {
                ledger.happened(fault);
                close();
            });
        }
        take();
    }

    /** Ends the connection with a reset, which drops what was not sent yet. */
    void reset() {
        client.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        close();
    }

    /** Ends both connections. Whoever ends first calls it, and it is heard once. */
    void close() {
        if (over) {
            return;
        }
        over = true;
        stopTimer();
        client.channel().close();
        if (server != null) {
            server.channel().close();
        }
    }

    private void after(Duration wait, Runnable next) {
        if (wait.isZero()) {
            next.run();
        } else {
            timer = client.channel().eventLoop().schedule(next, wait.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private static void write(Channel channel, byte[] bytes) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(bytes)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
