package io.github.cloudstackreactive.reply;

import io.netty.buffer.ByteBuf;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of a reply that wait to be read on another thread than they came on.
 *
 * <p>Whoever cancels may keep that thread from ever coming, and the operator that calls it then forgets what it holds. So it
 * is handed a token for each piece, and the piece itself waits here, where it is given back by whoever takes it out first.
 */
final class WaitingPieces {

    /** Stands for a piece on the way from thread to thread. */
    enum Token {
        PIECE
    }

    private final Queue<ByteBuf> pieces = new ConcurrentLinkedQueue<>();
    private volatile boolean left;

    Token add(ByteBuf piece) {
        pieces.add(piece.retain());
        if (left) {
            releaseAll();
        }
        return Token.PIECE;
    }

    /** What is made of the next piece; null where that is nothing, or nobody wants it any more. */
    <R> @Nullable R next(Function<ByteBuf, @Nullable R> reading) {
        ByteBuf piece = pieces.poll();
        if (piece == null) {
            return null;
        }
        try {
            return reading.apply(piece);
        } finally {
            piece.release();
        }
    }

    /** Nobody reads any further. */
    void leave() {
        left = true;
        releaseAll();
    }

    private void releaseAll() {
        for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            piece.release();
        }
    }
}
