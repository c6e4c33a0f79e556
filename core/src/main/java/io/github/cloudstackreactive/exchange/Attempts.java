package io.github.cloudstackreactive.exchange;

import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.limit.Lane;
import io.github.cloudstackreactive.limit.Place;
import io.github.cloudstackreactive.transport.Sending;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call over its attempts, which follow each other; private to one subscription.
 *
 * <p>An attempt ends before the next begins, so what one thread writes here the next one sees.
 */
final class Attempts {

    final Call call;
    final Description command;
    final Parameters asked;
    final Lane lane;
    final @Nullable Deadline deadline;
    final Duration patience;

    /** Whether the end was told: what happens later is nobody's any more. */
    private final AtomicBoolean over = new AtomicBoolean();

    private int sent = 1;
    private int renewals;
    private @Nullable SignedRequest request;
    private volatile @Nullable Sending sending;
    private volatile @Nullable Place place;
    private @Nullable CloudStackException failureBefore;

    Attempts(
            Call call,
            Description command,
            Parameters asked,
            Lane lane,
            @Nullable Deadline deadline,
            Duration patience) {
        this.call = call;
        this.command = command;
        this.asked = asked;
        this.lane = lane;
        this.deadline = deadline;
        this.patience = patience;
    }

    /** Ends the call; whether that is news. */
    boolean end() {
        return over.compareAndSet(false, true);
    }

    boolean isOver() {
        return over.get();
    }

    /** Which attempt this is, 1 for the first. */
    int number() {
        return sent;
    }

    /** The same, but for one that was made since the authenticator renewed itself. */
    int counted() {
        return sent - renewals;
    }

    Sending begin(Runnable onHandedOver) {
        Sending begun = new Sending(onHandedOver);
        sending = begun;
        return begun;
    }

    Place entered(Place entered) {
        place = entered;
        return entered;
    }

    SignedRequest signed(SignedRequest made) {
        request = made;
        return made;
    }

    void replied(int status) {
        Place held = place;
        if (held != null) {
            held.replied(status);
        }
    }

    void throttled(Duration wait) {
        Place held = place;
        if (held != null) {
            held.throttled(wait);
        }
    }

    void timedOut() {
        Place held = place;
        if (held != null) {
            held.timedOut();
        }
    }

    /** Whether the server may have seen the attempt that is under way. */
    boolean mayHaveBeenSeen() {
        Sending current = sending;
        return current != null && current.mayHaveBeenSeen();
    }

    /** The request that the server refused for who asks, unless it was made after one that was refused before. */
    @Nullable
    SignedRequest mayBeRenewed() {
        return renewals == 0 ? request : null;
    }

    /** What the attempt before this one ended in; null for the first. */
    @Nullable
    CloudStackException failureBefore() {
        return failureBefore;
    }

    void goesOn(CloudStackException failure, boolean renewed) {
        failureBefore = failure;
        renewals += renewed ? 1 : 0;
        sent++;
        sending = null;
        request = null;
        place = null;
    }
}
