package io.github.cloudstackreactive.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One call from its arrival until the last piece of its reply is handed to the connection.
 *
 * <p>It ends before that piece is sent, so whoever calls again when a reply is there is never counted twice.
 */
final class Flight {

    private final Tally ofCommand;
    private final Tally ofAll;
    private final int sameAtOnce;
    private final int atOnce;
    private final AtomicBoolean ended = new AtomicBoolean();

    Flight(Tally ofCommand, Tally ofAll) {
        this.ofCommand = ofCommand;
        this.ofAll = ofAll;
        this.sameAtOnce = ofCommand.begin();
        this.atOnce = ofAll.begin();
    }

    /** How many calls of the same command were in flight when it arrived, this one included. */
    int sameAtOnce() {
        return sameAtOnce;
    }

    /** How many calls were in flight when it arrived, this one included. */
    int atOnce() {
        return atOnce;
    }

    /** Counts a piece that is about to be handed to the connection. */
    ByteBuf send(Pieces.Piece piece) {
        ofCommand.sent(piece.bytes().length);
        if (piece.last()) {
            end();
        }
        return Unpooled.wrappedBuffer(piece.bytes());
    }

    /** Does nothing if it has ended. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            ofCommand.end();
            ofAll.end();
        }
    }
}
