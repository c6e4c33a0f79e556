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
    private int refusals;
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

    /** The same, but for those that followed a refusal or a renewal of the authenticator. */
    int counted() {
        return sent - renewals - refusals;
    }

    /** How often it was refused for the account's rate, and told when to come again. */
    int refusals() {
        return refusals;
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

    void givenUp() {
        Place held = place;
        if (held != null) {
            held.givenUp();
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

    /** What an attempt before this one ended in; null where there was none but a refusal of who asks, mended since. */
    @Nullable
    CloudStackException failureBefore() {
        return failureBefore;
    }

    /** There will be another attempt after this failure. */
    void goesOn(CloudStackException failure) {
        failureBefore = failure;
        refusals += RetryPolicy.isRefusal(failure) ? 1 : 0;
        next();
    }

    /** The server has refused who asks, and so has not carried the command out, whatever fails from here on. */
    void refused() {
        sending = null;
    }

    /** There will be another attempt, by who is known again. */
    void goesOnRenewed() {
        renewals++;
        next();
    }

    private void next() {
        sent++;
        sending = null;
        request = null;
        place = null;
    }
}
