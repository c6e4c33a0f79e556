package io.github.cloudstackreactive.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One request's place: waited for, then held until the reply is whole. Private to one attempt.
 *
 * <p>Whoever entered must {@link #leave}, whatever became of the request.
 */
public final class Place {

    enum State {
        WAITING,
        ADMITTED,
        LEFT
    }

    final Lane lane;
    final boolean counted;
    final String command;

    // Those below are guarded by the lock of the admission.
    State state = State.WAITING;
    long began;
    boolean answered;
    boolean cancelled;

    @Nullable
    Place before;

    @Nullable
    Place after;

    private final Admission admission;
    private final Mono<Void> admitted;
    private final Sinks.@Nullable Empty<Void> turn;

    private Place(
            Admission admission,
            Lane lane,
            boolean counted,
            String command,
            Mono<Void> admitted,
            Sinks.@Nullable Empty<Void> turn) {
        this.admission = admission;
        this.lane = lane;
        this.counted = counted;
        this.command = command;
        this.admitted = admitted;
        this.turn = turn;
    }

    static Place immediate(Admission admission, Lane lane, boolean counted, String command) {
        return new Place(admission, lane, counted, command, Mono.empty(), null);
    }

    static Place refused(Admission admission, Lane lane, String command, Throwable refusal) {
        Place place = new Place(admission, lane, false, command, Mono.error(refusal), null);
        place.state = State.LEFT;
        return place;
    }

    static Place waiting(Admission admission, Lane lane, boolean counted, String command) {
        Sinks.Empty<Void> turn = Sinks.empty();
        return new Place(admission, lane, counted, command, admission.inTime(command, turn.asMono()), turn);
    }

    /** Completes when the request may go; errors with {@code OverloadedException} where it may not in time. */
    public Mono<Void> admitted() {
        return admitted;
    }

    void goOn() {
        if (turn != null) {
            turn.tryEmitEmpty();
        }
    }

    /** A reply began, with that status: tells whether the server is at its limit. */
    public void replied(int status) {
        admission.replied(this, status);
    }

    /** The server refused the request, and takes nothing from this account for that time. */
    public void throttled(Duration wait) {
        admission.throttled(this, wait);
    }

    /** No reply came in time. */
    public void timedOut() {
        admission.tooMuch(this);
    }

    /** Whoever waited for the reply gave up. */
    public void givenUp() {
        admission.givenUp(this);
    }

    /** Nobody wants the reply any more; to be told before it is left. */
    public void cancelled() {
        admission.cancelled(this);
    }

    /** Gives the place to who is next; once, whatever became of the request. */
    public void leave() {
        admission.leave(this);
    }
}
