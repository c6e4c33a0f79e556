package io.github.cloudstackreactive.support;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.reply.Rows;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A page of a list as a decoder reads it from a reply. */
public record ReadPage<T>(List<T> rows, @Nullable Long count) {

    /** Read from a reply that comes in one piece. */
    public static <T> Mono<ReadPage<T>> of(
            Decoder decoder, Command<T> command, Parameters asked, Reply reply, boolean firstPage) {
        return of(decoder, command, asked, reply, firstPage, Math.max(1, reply.length()));
    }

    /** Read from a reply that comes in pieces of so many bytes. */
    public static <T> Mono<ReadPage<T>> of(
            Decoder decoder, Command<T> command, Parameters asked, Reply reply, boolean firstPage, int piece) {
        ReplyHead head = reply.head();
        return decoder.rows(command, asked, head, pieces(reply, piece), firstPage, false)
                .collectList()
                .map(ReadPage::joined);
    }

    private static Flux<ByteBuf> pieces(Reply reply, int piece) {
        List<ByteBuf> pieces = new ArrayList<>();
        for (int from = 0; from < reply.length(); from += piece) {
            pieces.add(Unpooled.wrappedBuffer(reply.body(), from, Math.min(piece, reply.length() - from)));
        }
        return Flux.fromIterable(pieces);
    }

    private static <T> ReadPage<T> joined(List<Rows<T>> arrived) {
        List<T> rows = new ArrayList<>();
        arrived.forEach(each -> rows.addAll(each.rows()));
        return new ReadPage<>(rows, arrived.get(arrived.size() - 1).count());
    }
}
