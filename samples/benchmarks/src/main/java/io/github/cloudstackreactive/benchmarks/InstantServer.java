package io.github.cloudstackreactive.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Answers every GET on the loopback with the same reply, and costs next to nothing: what is measured is who asks. */
final class InstantServer implements AutoCloseable {

    private static final byte[] END_OF_REQUEST = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;

    InstantServer(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=utf-8\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        ByteBuf reply = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(head.getBytes(StandardCharsets.US_ASCII))
                .writeBytes(body)
                .asReadOnly());
        this.channel = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection.pipeline().addLast(new Answering(reply));
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort() + "/client/api");
    }

    @Override
    public void close() {
        loop.shutdownGracefully();
    }

    /** One request at a time comes on a connection, and none has a body. */
    private static final class Answering extends ChannelInboundHandlerAdapter {

        private final ByteBuf reply;
        private int matched;

        Answering(ByteBuf reply) {
            this.reply = reply;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf read = (ByteBuf) message;
            while (read.isReadable()) {
                byte next = read.readByte();
                matched = next == END_OF_REQUEST[matched] ? matched + 1 : next == END_OF_REQUEST[0] ? 1 : 0;
                if (matched == END_OF_REQUEST.length) {
                    matched = 0;
                    context.writeAndFlush(reply.duplicate(), context.voidPromise());
                }
            }
            read.release();
        }
    }
}
