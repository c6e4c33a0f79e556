package io.github.cloudstackreactive.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether a connection has come through its proxy: until then what is written waits, and what is read is the proxy's
 * own. Private to one connection, on its event loop.
 *
 * <p>Reactor Netty 1.3.6 takes a connection for made when the proxy has taken it, and Netty keeps what is written until the
 * proxy has let it through.
 */
final class Passage extends ChannelInboundHandlerAdapter {

    private boolean open;
    private boolean settled;
    private @Nullable Runnable next;

    private Passage() {}

    /** Watches a connection that goes through a proxy; any other is left alone. */
    static void watch(ChannelPipeline pipeline) {
        ChannelHandlerContext proxy = pipeline.context(ProxyHandler.class);
        if (proxy != null) {
            pipeline.addAfter(proxy.name(), "cloudstack.passage", new Passage());
        }
    }

    /** Runs the task before anything that is written can leave for the server: now, or when the proxy lets it through. */
    static void through(Channel channel, Runnable task) {
        Passage passage = channel.pipeline().get(Passage.class);
        if (passage == null || passage.open) {
            task.run();
        } else {
            passage.next = task;
        }
    }

    // It comes before what waits is written; the future of the proxy's handler is done after that.
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ProxyConnectionEvent) {
            open = true;
            if (next != null) {
                next.run();
                next = null;
            }
            // After all that came with the proxy's answer, and before anything else is read.
            context.executor().execute(() -> settled = true);
        }
        context.fireUserEventTriggered(event);
    }

    // What came with the proxy's answer was there before the request had gone, and so is no reply to it.
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (settled) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (open) {
            context.close();
        }
    }
}
