package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.support.PublisherTck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;

/** The body of a reply, on its connection's event loop, taken from other threads. */
public class ArrivingBodyTckTest extends PublisherTck<ByteBuf> {

    private MultiThreadIoEventLoopGroup loops;
    private NioSocketChannel channel;

    @BeforeClass
    void connect() {
        loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        channel = new NioSocketChannel();
        loops.register(channel).syncUninterruptibly();
    }

    @AfterClass
    void close() {
        channel.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Override
    public Publisher<ByteBuf> createPublisher(long elements) {
        return body(Flux.range(0, (int) elements).map(piece -> Unpooled.copyInt(piece)));
    }

    private Flux<ByteBuf> body(Flux<ByteBuf> pieces) {
        return new ArrivingBody(
                Connection.from(channel),
                pieces.publishOn(Schedulers.fromExecutor(channel.eventLoop())),
                new ReplyHead(200, "", -1),
                Integer.MAX_VALUE,
                new Patience(Duration.ofMinutes(1)),
                null);
    }

    @Override
    public Publisher<ByteBuf> createFailedPublisher() {
        return body(Flux.error(new IOException("reset")));
    }
}
