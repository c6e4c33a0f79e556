package io.github.cloudstackreactive.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;

/**
 * Holds replies to their requests: closes a connection on which something comes that nobody asked for, before it is taken for
 * the reply to the next request. Private to one connection, on its event loop.
 *
 * <p>What came with the bytes that ended a reply was there before the next request was written, and so is no reply to it. What
 * comes after that request was written cannot be told from its reply: HTTP/1.1 does not number them.
 */
final class Pairing {

    private static final byte LINE_END = '\n';

    private @Nullable ByteBuf records;
    private @Nullable ByteBuf current;
    private boolean asked;
    private boolean lineBegun;
    private boolean endedInTheseRecords;
    private boolean endedInThisRead;
    private boolean isInterim;
    private boolean broken;

    private Pairing() {}

    /** Watches a connection of HTTP/1.1; one that may turn to HTTP/2 is left alone. */
    static void watch(ChannelPipeline pipeline) {
        if (pipeline.context(NettyPipeline.HttpCodec) != null
                && pipeline.context(NettyPipeline.HttpDecompressor) != null
                && pipeline.context(NettyPipeline.H2CUpgradeHandler) == null) {
            Pairing pairing = new Pairing();
            if (pipeline.context(NettyPipeline.SslHandler) != null) {
                pipeline.addBefore(NettyPipeline.SslHandler, "cloudstack.records", pairing.new Records());
            }
            pipeline.addBefore(NettyPipeline.HttpCodec, "cloudstack.bytes", pairing.new Bytes());
            pipeline.addAfter(NettyPipeline.HttpCodec, "cloudstack.pairing", pairing.new Messages());
        }
    }

    private static boolean isReadable(@Nullable ByteBuf bytes) {
        return bytes != null && bytes.isReadable();
    }

    private void end(ChannelHandlerContext context) {
        broken = true;
        context.close();
    }

    /** Sees what is read, before it is decrypted: each record that came with others is a read of its own after that. */
    private final class Records extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof ByteBuf bytes)) {
                context.fireChannelRead(message);
                return;
            }
            records = bytes;
            try {
                context.fireChannelRead(bytes.retain());
            } finally {
                endedInTheseRecords = false;
                records = null;
                bytes.release();
            }
        }
    }

    /** Sees what is read, before it is decoded. */
    private final class Bytes extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof ByteBuf bytes)) {
                context.fireChannelRead(message);
                return;
            }
            if (broken || !asked || endedInTheseRecords) {
                ReferenceCountUtil.release(message);
                end(context);
                return;
            }
            current = bytes;
            try {
                if (lineBegun) {
                    endLine(context, bytes);
                }
                if (!endedInThisRead && bytes.isReadable()) {
                    // The decoder gives back what it has read, and leaves the beginning of a line unread.
                    context.fireChannelRead(bytes.retain());
                    lineBegun |= bytes.isReadable();
                }
                if (endedInThisRead && bytes.isReadable()) {
                    end(context);
                }
            } finally {
                endedInThisRead = false;
                current = null;
                bytes.release();
            }
        }

        // The decoder holds the beginning of a line, and would copy all of this to it, out of sight: it gets the rest
        // of
        // that line by itself. Within a body it holds nothing.
        private void endLine(ChannelHandlerContext context, ByteBuf bytes) {
            int length = bytes.bytesBefore(LINE_END) + 1;
            if (length > 0) {
                lineBegun = false;
                context.fireChannelRead(bytes.readRetainedSlice(length));
            }
        }
    }

    /** Sees requests as they go and replies as they come. */
    private final class Messages extends ChannelDuplexHandler {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof HttpRequest) {
                asked = true;
            }
            context.write(message, promise);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpResponse reply) {
                if (endedInThisRead) {
                    end(context);
                }
                isInterim = reply.status().codeClass() == HttpStatusClass.INFORMATIONAL
                        && !reply.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
            }
            // Of an interim reply Reactor Netty 1.3.6 knows 100 alone, and takes any other for the reply itself.
            if (broken || isInterim) {
                ReferenceCountUtil.release(message);
                return;
            }
            if (message instanceof LastHttpContent) {
                // First: what ends here may begin the next request.
                endedInThisRead = true;
                endedInTheseRecords = records != null;
                asked = false;
                if (isReadable(current) || isReadable(records)) {
                    // It must not go to the next request, which would end with it.
                    Connection.from(context.channel()).markPersistent(false);
                }
            }
            context.fireChannelRead(message);
        }
    }
}
