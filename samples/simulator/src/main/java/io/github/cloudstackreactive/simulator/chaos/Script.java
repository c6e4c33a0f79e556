package io.github.cloudstackreactive.simulator.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * How a reply is given: in which pieces, and what becomes of the connection then.
 *
 * @param bytes what is given in all
 * @param pieces in their order
 */
record Script(byte[] bytes, List<Piece> pieces, Ending ending) {

    private static final int PIECES_OF_JITTER = 5;
    private static final int PIECES_OF_DRIBBLE = 64;
    // Nobody waits longer than for these.
    private static final int PIECES_OF_SLOW_LORIS = 2_000;

    /**
     * A part of the bytes.
     *
     * @param delay how long after the piece before
     * @param end where it ends; it begins where the one before ends
     */
    record Piece(Duration delay, int end) {}

    /** What becomes of the connection when the last piece is given. */
    enum Ending {
        /** It takes the next request. */
        STAYS,
        /** It is closed in good order. */
        CLOSED,
        /** It is reset. */
        RESET,
        /** Nothing more comes, and it stays open. */
        SILENT
    }

    /** How this reply is given if this befalls it. */
    static Script of(Message reply, Fault fault, SplittableRandom random) {
        int head = reply.headLength();
        int all = reply.bytes().length;
        return switch (fault.kind()) {
            case RESET_BEFORE_HEADERS -> atOnce(new byte[0], Ending.RESET);
            case RESET_WITHIN_HEADERS -> atOnce(reply.upTo(between(1, head - 1, fault.where())), Ending.RESET);
            case RESET_MID_BODY -> atOnce(reply.upTo(between(head, all - 1, fault.where())), Ending.RESET);
            case TRUNCATED_REPLY -> atOnce(reply.upTo(between(head, all - 1, fault.where())), Ending.CLOSED);
            case SHORTENED_REPLY -> atOnce(reply.shortened(fault.where()), Ending.STAYS);
            case DUPLICATE_REPLY -> atOnce(reply.twice(), Ending.STAYS);
            case DUPLICATE_BODY -> atOnce(reply.withRestTwice(), Ending.STAYS);
            case HALF_OPEN -> atOnce(new byte[0], Ending.SILENT);
            case SLOW_LORIS -> slowly(reply, fault.time());
            case DRIBBLE -> evenly(reply, fault.time());
            case JITTER -> jittered(reply, fault.time(), random);
            default -> atOnce(reply.bytes(), Ending.STAYS);
        };
    }

    private static int between(int least, int most, double where) {
        return Math.max(least, Math.min(most, least + (int) ((most - least + 1) * where)));
    }

    private static Script atOnce(byte[] bytes, Ending ending) {
        return new Script(
                bytes, bytes.length == 0 ? List.of() : List.of(new Piece(Duration.ZERO, bytes.length)), ending);
    }

    private static Script slowly(Message reply, Duration each) {
        List<Piece> pieces = new ArrayList<>();
        int all = reply.bytes().length;
        for (int end = 1; end <= Math.min(all, PIECES_OF_SLOW_LORIS); end++) {
            pieces.add(new Piece(each, end));
        }
        return new Script(reply.bytes(), pieces, pieces.size() == all ? Ending.STAYS : Ending.SILENT);
    }

    private static Script evenly(Message reply, Duration over) {
        int count = Math.min(PIECES_OF_DRIBBLE, reply.bytes().length);
        return inPieces(reply, count, i -> over.dividedBy(count));
    }

    private static Script jittered(Message reply, Duration most, SplittableRandom random) {
        int count = Math.min(PIECES_OF_JITTER, reply.bytes().length);
        return inPieces(reply, count, i -> Duration.ofNanos(random.nextLong(most.toNanos() + 1)));
    }

    private static Script inPieces(Message reply, int count, IntFunction<Duration> wait) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            pieces.add(new Piece(wait.apply(i), (int) ((long) reply.bytes().length * i / count)));
        }
        return new Script(reply.bytes(), pieces, Ending.STAYS);
    }
}
