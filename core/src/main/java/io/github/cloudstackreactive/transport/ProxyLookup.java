package io.github.cloudstackreactive.transport;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Looks up the proxy's address for each new connection, beside the event loop; Reactor Netty itself would do it once, and
 * block.
 */
@Sharable
final class ProxyLookup extends ChannelOutboundHandlerAdapter {

    private final Duration limit;

    ProxyLookup(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void connect(
            ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        if (!(remote instanceof InetSocketAddress proxy) || !proxy.isUnresolved()) {
            context.connect(remote, local, promise);
            return;
        }
        Mono.fromCallable(() -> InetAddress.getByName(proxy.getHostString()))
                .subscribeOn(Schedulers.boundedElastic())
                .timeout(limit)
                .onErrorMap(TimeoutException.class, late -> new UnknownHostException(proxy.getHostString()))
                .subscribe(
                        found -> context.connect(new InetSocketAddress(found, proxy.getPort()), local, promise),
                        promise::tryFailure);
    }
}
