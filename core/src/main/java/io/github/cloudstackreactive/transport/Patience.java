package io.github.cloudstackreactive.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;

/**
 * How long one reply is waited for: until it begins, and then once more until it ends. Private to one request.
 *
 * <p>One timer on the connection's own event loop, which is put off rather than set anew; when it is up, the request ends as
 * by Netty's own read timeout, and with it the connection.
 */
final class Patience implements Runnable {

    private final long nanos;
    private @Nullable Connection connection;
    private @Nullable EventLoop loop;
    private @Nullable Future<?> timer;
    private long end;
    private long left;
    private boolean paused;
    private boolean over;

    Patience(Duration limit) {
        this.nanos = limit.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0 ? Long.MAX_VALUE / 2 : limit.toNanos();
    }

    /**
     * The connection that has the request.
     *
     * @return whether the reply is still wanted: if not, nothing must be sent
     */
    synchronized boolean on(Connection connection) {
        this.connection = connection;
        this.loop = connection.channel().eventLoop();
        return !over;
    }

    /** The request is out, or the reply has begun: from now on it counts, from the start. */
    synchronized void begin() {
        end = System.nanoTime() + nanos;
        paused = false;
        if (timer == null && connection != null && !over) {
            schedule(connection.channel(), nanos);
        }
    }

    private void schedule(Channel channel, long delay) {
        timer = channel.eventLoop().schedule(this, delay, TimeUnit.NANOSECONDS);
    }

    /** Nothing is asked for: until it is, the time is the receiver's. */
    synchronized void pause() {
        if (!paused) {
            paused = true;
            left = end - System.nanoTime();
        }
    }

    /** Something is asked for again. */
    synchronized void goOn() {
        if (paused) {
            paused = false;
            end = System.nanoTime() + left;
        }
    }

    /**
     * Whatever became of the request: nothing is waited for any more.
     *
     * @return whether something was until now
     */
    synchronized boolean end() {
        boolean first = !over;
        over = true;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        return first;
    }

    /** Nobody wants the reply: gives up the connection on which it may still come, with what has come, since nobody else will. */
    void giveUp() {
        // Known from the beginning: a connection that was given back has a channel without one.
        EventLoop given = loopOrEnd();
        if (given == null) {
            return;
        }
        try {
            given.execute(this::leave);
        } catch (RejectedExecutionException closed) {
            end();
        }
    }

    private synchronized @Nullable EventLoop loopOrEnd() {
        if (loop == null) {
            end();
        }
        return loop;
    }

    private void leave() {
        Connection left = connection();
        if (end() && left != null) {
            left.dispose();
        }
    }

    private synchronized @Nullable Connection connection() {
        return connection;
    }

    @Override
    public void run() {
        Channel late = late();
        if (late != null) {
            late.pipeline().fireExceptionCaught(ReadTimeoutException.INSTANCE);
            late.close().addListener(closed -> {});
        }
    }

    private synchronized @Nullable Channel late() {
        if (over || connection == null) {
            return null;
        }
        Channel channel = connection.channel();
        long more = paused ? nanos : end - System.nanoTime();
        if (more > 0) {
            schedule(channel, more);
            return null;
        }
        over = true;
        return channel;
    }
}
