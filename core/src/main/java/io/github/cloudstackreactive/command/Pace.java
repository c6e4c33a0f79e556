package io.github.cloudstackreactive.command;

/**
 * How soon after its start the job of a command is usually over.
 *
 * <p>It only says when it is worth looking first, and is never a limit: a fast job may take its time, and a slow one may
 * be over at once.
 */
public enum Pace {
    /** The job changes rows of a database: well under a second. */
    FAST,
    /** Not known, or seconds. */
    USUAL,
    /** The job moves or boots things: tens of seconds or more. */
    SLOW
}
