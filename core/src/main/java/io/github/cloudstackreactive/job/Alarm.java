package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.error.TransportException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** The one timer of a tracker, and guarded by it: it rings once, at the earliest time that it was set to. */
final class Alarm {

    private final JobTracking settings;
    private final IntConsumer bell;

    private @Nullable Disposable timer;
    private long at;
    private int set;
    private int rung;

    /** @param bell run on the scheduler, without the tracker's monitor, with what {@link #rang} wants to know */
    Alarm(JobTracking settings, IntConsumer bell) {
        this.settings = settings;
        this.bell = bell;
    }

    /** Rings then, unless it is set to ring before. */
    void set(long time, long now) {
        if (timer != null && at - time <= 0) {
            return;
        }
        off();
        int mine = ++set;
        try {
            Disposable scheduled =
                    settings.timer().schedule(() -> bell.accept(mine), Math.max(1, time - now), TimeUnit.NANOSECONDS);
            // Virtual time may run it at once.
            timer = rung == mine ? null : scheduled;
        } catch (RejectedExecutionException closed) {
            throw TransportException.lasting(
                    null, "The scheduler that times the looks at jobs takes no more tasks.", closed);
        }
        at = time;
    }

    /** Notes that it has rung, unless it was set anew since. */
    void rang(int mine) {
        rung = mine;
        if (mine == set) {
            timer = null;
        }
    }

    void off() {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
    }
}
