package io.github.cloudstackreactive.simulator.chaos;

import java.time.Duration;

/**
 * What goes wrong once: with a connection, or with one request on it and its reply.
 *
 * @param kind what it is
 * @param time how long; what it means, the kind tells
 * @param where at which part of what is cut, from 0 to 1; means nothing where nothing is cut
 */
public record Fault(Kind kind, Duration time, double where) {

    /** Nothing. */
    public static final Fault NONE = new Fault(Kind.NONE, Duration.ZERO, 0);

    public Fault {
        if (time.isNegative() || !(where >= 0 && where <= 1)) {
            throw new IllegalArgumentException(
                    kind + " takes a time from zero up and a place from 0 to 1, not " + time + " and " + where + ".");
        }
    }

    /** A fault that cuts nothing. */
    public static Fault of(Kind kind, Duration time) {
        return new Fault(kind, time, 0);
    }

    /** A fault that takes no time. */
    public static Fault of(Kind kind, double where) {
        return new Fault(kind, Duration.ZERO, where);
    }

    /** A fault that takes no time and cuts nothing. */
    public static Fault of(Kind kind) {
        return new Fault(kind, Duration.ZERO, 0);
    }

    /** The kinds of faults. Those of a connection happen when it is accepted, all others to a request and its reply. */
    public enum Kind {
        /** Nothing goes wrong. */
        NONE,

        /** The connection is reset as it is accepted, and for the time nobody listens, so that others are refused. */
        REFUSED,

        /** The connection is accepted and nothing of it read for the time; then it is read and thrown away. */
        BLACK_HOLE,

        /** The request is passed on later by the time. */
        LATENCY,

        /** The reply comes in a few pieces, each late by the time or less. */
        JITTER,

        /** The connection is reset when the request is whole; it is not passed on. */
        RESET_BEFORE_REQUEST,

        /** The request is passed on, and the connection reset in place of the reply. */
        RESET_BEFORE_HEADERS,

        /** The connection is reset within the head of the reply. */
        RESET_WITHIN_HEADERS,

        /** The connection is reset within the body of the reply. */
        RESET_MID_BODY,

        /** The request is passed on, and nothing of the reply ever comes back. */
        HALF_OPEN,

        /** The reply comes byte by byte, each later than the one before by the time. */
        SLOW_LORIS,

        /** The reply comes whole, in small pieces evenly over the time. */
        DRIBBLE,

        /**
         * The reply comes twice, in one piece. Only so can a client tell: HTTP/1.1 does not number replies, and one that
         * comes when the next request was sent is the reply to that.
         */
        DUPLICATE_REPLY,

        /** The body of the reply comes twice, though its head tells of one. */
        DUPLICATE_BODY,

        /** The reply ends early, with the connection, and its head tells that more was to come. */
        TRUNCATED_REPLY,

        /** The body of the reply ends early, and its head tells that this is all. */
        SHORTENED_REPLY,

        /** The connection is closed after it was idle for the time since this reply. */
        IDLE_CLOSE;

        /** Whether it happens to a connection rather than to a request. */
        public boolean ofConnection() {
            return this == REFUSED || this == BLACK_HOLE;
        }
    }
}
