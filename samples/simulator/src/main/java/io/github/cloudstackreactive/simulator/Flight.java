package io.github.cloudstackreactive.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** One call from its arrival to the last byte of its reply. */
final class Flight {

    private final Tally tally;

    Flight(Tally tally) {
        this.tally = tally;
    }

    /** Counts a piece that is about to be handed to the connection. */
    ByteBuf send(Pieces.Piece piece) {
        tally.sent(piece.bytes().length);
        return Unpooled.wrappedBuffer(piece.bytes());
    }
}
