package io.github.cloudstackreactive.job;

import java.util.concurrent.atomic.AtomicBoolean;

/** A job id that the caller chose, and whether it may still be sent; shared by every subscription to its {@link JobMono}. */
final class PinnedId {

    private final String id;
    private final AtomicBoolean sendable;

    PinnedId(String id, boolean fresh) {
        this.id = id;
        this.sendable = new AtomicBoolean(fresh);
    }

    String id() {
        return id;
    }

    /** Whether somebody may have sent it, here or elsewhere. */
    boolean mayHaveBeenSent() {
        return !sendable.get();
    }

    /** Takes the one leave to send it; false where there was none, or it was taken. */
    boolean takeLeaveToSend() {
        return sendable.compareAndSet(true, false);
    }

    /** Gives the leave back, after nothing was sent or the server refused to take it up. */
    void giveLeaveBack() {
        sendable.set(true);
    }
}
