package io.github.cloudstackreactive.simulator;

import java.util.Arrays;
import java.util.Iterator;
import reactor.core.publisher.Flux;

/** The body of a reply in pieces of another size than it was made in; made while they are taken, never gathered. */
final class Pieces {

    private static final int LARGEST = 60_000;

    private final Iterator<byte[]> made;
    private byte[] current = new byte[0];
    private int from;

    Pieces(Reply reply) {
        this.made = reply.body();
    }

    /** All that is left, in pieces of this size, of which the last may be shorter. */
    Flux<byte[]> ofSize(int bytes) {
        return Flux.generate(sink -> {
            if (hasMore()) {
                sink.next(take(bytes));
            } else {
                sink.complete();
            }
        });
    }

    /** The next so many bytes, or fewer if there are no more. */
    Flux<byte[]> first(long bytes) {
        return Flux.generate(() -> bytes, (left, sink) -> {
            if (left <= 0 || !hasMore()) {
                sink.complete();
                return 0L;
            }
            byte[] piece = take((int) Math.min(left, LARGEST));
            sink.next(piece);
            return left - piece.length;
        });
    }

    private boolean hasMore() {
        while (from == current.length && made.hasNext()) {
            current = made.next();
            from = 0;
        }
        return from < current.length;
    }

    private byte[] take(int most) {
        byte[] piece = new byte[0];
        while (piece.length < most && hasMore()) {
            int start = piece.length;
            int more = Math.min(most - start, current.length - from);
            piece = Arrays.copyOf(piece, start + more);
            System.arraycopy(current, from, piece, start, more);
            from += more;
        }
        return piece;
    }
}
