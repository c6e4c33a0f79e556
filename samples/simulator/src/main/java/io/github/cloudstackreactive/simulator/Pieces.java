package io.github.cloudstackreactive.simulator;

import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;

/** The body of a reply in pieces, made while they are taken and never gathered; each piece is taken once. */
final class Pieces {

    private static final int LARGEST = 60_000;

    /** Bytes, and whether nothing follows them. */
    record Piece(byte[] bytes, boolean last) {}

    private final Iterator<byte[]> made;
    private byte[] current = new byte[0];
    private int from;

    Pieces(Reply reply) {
        this.made = reply.body();
    }

    boolean hasMore() {
        while (from == current.length && made.hasNext()) {
            current = made.next();
            from = 0;
        }
        return from < current.length;
    }

    /** The next piece, of the size it was made in. */
    Piece next() {
        boolean some = hasMore();
        byte[] bytes = some && from > 0 ? Arrays.copyOfRange(current, from, current.length) : current;
        from = current.length;
        return new Piece(bytes, !hasMore());
    }

    /** All that is left, as it was made. */
    Flux<Piece> rest() {
        return whileMore(this::next);
    }

    /** All that is left, in pieces of this size, of which the last may be shorter. */
    Flux<Piece> ofSize(int bytes) {
        return whileMore(() -> take(bytes));
    }

    /** The next so many bytes, or fewer if there are no more. */
    Flux<Piece> first(long bytes) {
        return Flux.generate(() -> bytes, (left, sink) -> {
            if (left <= 0 || !hasMore()) {
                sink.complete();
                return 0L;
            }
            Piece piece = take((int) Math.min(left, LARGEST));
            sink.next(piece);
            return left - piece.bytes().length;
        });
    }

    private Flux<Piece> whileMore(Supplier<Piece> next) {
        return Flux.generate(sink -> {
            if (hasMore()) {
                sink.next(next.get());
            } else {
                sink.complete();
            }
        });
    }

    private Piece take(int most) {
        byte[] piece = new byte[0];
        while (piece.length < most && hasMore()) {
            int start = piece.length;
            int more = Math.min(most - start, current.length - from);
            piece = Arrays.copyOf(piece, start + more);
            System.arraycopy(current, from, piece, start, more);
            from += more;
        }
        return new Piece(piece, !hasMore());
    }
}
