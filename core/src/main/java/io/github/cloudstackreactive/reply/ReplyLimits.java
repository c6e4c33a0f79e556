package io.github.cloudstackreactive.reply;

/**
 * How much of a reply is held in memory at most.
 *
 * @param replyBytes how long a reply may be that has to be whole before it can be read
 * @param rowBytes how long a row of a list may be
 */
public record ReplyLimits(int replyBytes, int rowBytes) {

    /** 64 MiB and 4 MiB: two thousand times as long as a machine with all its details. */
    public static final ReplyLimits DEFAULT = new ReplyLimits(64 * 1024 * 1024, 4 * 1024 * 1024);
}
