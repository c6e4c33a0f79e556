package io.github.cloudstackreactive.transport;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells a listener how one connection opens and ends. Private to the connection, on its event loop. */
final class PoolWatch extends ChannelDuplexHandler {

    private final PoolListener listener;
    private long opened;
    private PoolListener.Ending ending = PoolListener.Ending.BY_SERVER;

    PoolWatch(PoolListener listener) {
        this.listener = listener;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        opened = System.nanoTime();
        tell(() -> listener.onOpened(name(context)));
        context.fireChannelActive();
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (ending == PoolListener.Ending.BY_SERVER && context.channel().isActive()) {
            ending = whoCloses(context.pipeline().get(SslHandler.class));
        }
        context.close(promise);
    }

    // Over TLS this side closes in answer to a server that says it will, and where TLS fails.
    private static PoolListener.Ending whoCloses(@Nullable SslHandler tls) {
        if (tls == null) {
            return PoolListener.Ending.BY_CLIENT;
        }
        if (tls.handshakeFuture().isDone() && !tls.handshakeFuture().isSuccess()) {
            return PoolListener.Ending.BROKEN;
        }
        return tls.engine().isInboundDone() ? PoolListener.Ending.BY_SERVER : PoolListener.Ending.BY_CLIENT;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ending = PoolListener.Ending.BROKEN;
        context.fireExceptionCaught(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Duration age = Duration.ofNanos(System.nanoTime() - opened);
        tell(() -> listener.onClosed(name(context), ending, age));
        context.fireChannelInactive();
    }

    private static String name(ChannelHandlerContext context) {
        return context.channel().id().asShortText();
    }

    static void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | LinkageError dropped) {
            // A listener's fault must not end a connection.
        }
    }
}
