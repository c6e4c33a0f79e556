package io.github.cloudstackreactive.command;

/** How a command answers. */
public enum Kind {
    /** The reply is the answer. */
    SYNC,
    /** The reply names a job, whose result is the answer. */
    ASYNC,
    /** The reply is a page of rows. */
    LIST
}
