package io.github.cloudstackreactive.limit;

import io.github.cloudstackreactive.error.OverloadedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Lets the requests of one client out: so many at once, so many in a time, in the order of two lanes; before the pool of
 * connections, which therefore nobody waits for.
 *
 * <p>Who waits is bounded in number and in time. The call that is let out begins on the thread that made room for it.
 */
public final class Admission {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    // One place in eight is kept from the bulk lane; and it gets a turn after three of the normal one.
    private static final int KEPT = 8;
    private static final int TURNS = 3;

    // Who leaves lets out as many as there may be room for now: one in its place, and one more where the limit grew.
    private static final int FREED = 2;
    private static final int ALL = Integer.MAX_VALUE / 2;

    /**
     * How long a place stays empty, unless others leave theirs meanwhile, whose call was cancelled before its reply began.
     * Who cancels many, one after the other, would otherwise have those that wait go out, each to be cancelled in its turn:
     * 80 further commands of 900, and 836 further connections.
     */
    private static final long CANCELLED = TimeUnit.MILLISECONDS.toNanos(20);

    /**
     * The same where the reply had begun: shorter, since that is how lists are left that were seen enough of. A list whose
     * next page waits for the place of the one that is left must not send it.
     */
    private static final long LEFT_IN_THE_MIDDLE = TimeUnit.MILLISECONDS.toNanos(5);

    private final LimitSettings settings;
    private final Object lock = new Object();
    private final Line normal = new Line();
    private final Line bulk = new Line();
    private final Concurrency concurrency;
    private final CallRate rate;

    /** How many more the thread lets out that is letting out; null where it does not. */
    private final ThreadLocal<int @Nullable []> toLetOut = new ThreadLocal<>();

    private final Sinks.Empty<Void> closing = Sinks.empty();

    private int underWay;
    private int underWayInBulk;
    private int turnsOfNormal;
    private boolean closed;
    private @Nullable Disposable filling;
    private long fillsAt;
    private @Nullable Disposable alarm;
    private long alarmAt;

    public Admission(LimitSettings settings) {
        this.settings = settings;
        this.concurrency = new Concurrency(settings.atOnce());
        this.rate = new CallRate(settings.rate());
    }

    /**
     * A place for a request, to be left in any case.
     *
     * @param again whether it is another attempt of a call that was let out before, which is not turned away
     */
    public Place enter(String command, Lane lane, boolean again) {
        return enter(command, lane, again, true);
    }

    /** A place for a request that does not count among those under way, since it has connections of its own. */
    public Place enterApart(String command, Lane lane) {
        return enter(command, lane, false, false);
    }

    private Place enter(String command, Lane lane, boolean again, boolean counted) {
        synchronized (lock) {
            long now = now();
            if (closed || (whoseTurn() == null && hasRoom(lane, counted) && rate.free(now) - now <= 0)) {
                Place place = Place.immediate(this, lane, counted, command);
                letOut(place, now);
                return place;
            }
            long wait = rate.free(now) - now;
            if (wait > settings.longestWait().toNanos()) {
                return Place.refused(this, lane, command, resting(command, wait));
            }
            int waiting = normal.length() + bulk.length();
            if (!again && waiting >= settings.queue()) {
                return Place.refused(this, lane, command, full(command, waiting));
            }
            Place place = Place.waiting(this, lane, counted, command);
            line(lane).add(place);
            wakeWhenRateAllows(now);
            return place;
        }
    }

    private Line line(Lane lane) {
        return lane == Lane.BULK ? bulk : normal;
    }

    private boolean hasRoom(Lane lane, boolean counted) {
        if (!counted || closed) {
            return true;
        }
        int limit = concurrency.limit();
        if (underWay >= limit) {
            return false;
        }
        int kept = limit == 1 ? 0 : Math.max(1, limit / KEPT);
        return lane == Lane.NORMAL || underWayInBulk < limit - kept;
    }

    private void letOut(Place place, long now) {
        place.state = Place.State.ADMITTED;
        place.began = now;
        rate.take(now);
        if (place.counted) {
            underWay++;
            underWayInBulk += place.lane == Lane.BULK ? 1 : 0;
        }
    }

    Mono<Void> inTime(String command, Mono<Void> turn) {
        return turn.timeout(settings.longestWait(), Mono.error(() -> late(command)), timer());
    }

    void replied(Place place, int status) {
        if (status == TOO_MANY || status == UNAVAILABLE) {
            tooMuch(place);
            return;
        }
        synchronized (lock) {
            concurrency.replied(place.command, now() - place.began);
            place.answered = true;
        }
    }

    void tooMuch(Place place) {
        synchronized (lock) {
            concurrency.tooMuch(place.began, now());
        }
    }

    // How long who gave up was ready to wait says nothing of the server, unless it was very long.
    void givenUp(Place place) {
        synchronized (lock) {
            long now = now();
            if (concurrency.isTooLong(place.command, now - place.began)) {
                concurrency.tooMuch(place.began, now);
            }
        }
    }

    void throttled(Place place, Duration wait) {
        synchronized (lock) {
            rate.refused(place.began, now(), wait.toNanos());
        }
    }

    /** What the server says how many requests it takes from an account. */
    public void rateTold(LimitSettings.Rate told) {
        synchronized (lock) {
            rate.told(told);
        }
        drain(ALL);
    }

    /** Completes after that time, or when this is closed. */
    public Mono<Void> pause(Duration time) {
        return Mono.firstWithSignal(Mono.delay(time, timer()).then(), closing.asMono());
    }

    /**
     * Lets all go that wait, and whoever comes, whatever the limits: what they would use is closed, and tells them so, on
     * another thread.
     */
    public void close() {
        synchronized (lock) {
            closed = true;
            if (alarm != null) {
                alarm.dispose();
                alarm = null;
            }
        }
        timer().schedule(() -> {
            drain(ALL);
            closing.tryEmitEmpty();
        });
    }

    void leave(Place place) {
        boolean letsOut;
        synchronized (lock) {
            if (place.state == Place.State.WAITING) {
                line(place.lane).remove(place);
            } else if (place.state == Place.State.ADMITTED && place.counted) {
                underWay--;
                underWayInBulk -= place.lane == Lane.BULK ? 1 : 0;
            }
            place.state = Place.State.LEFT;
            letsOut = normal.length() + bulk.length() > 0;
            if (letsOut && place.cancelled && !closed) {
                letsOut = false;
                fillIn(place.answered ? LEFT_IN_THE_MIDDLE : CANCELLED);
            }
        }
        if (letsOut) {
            drain(FREED);
        }
    }

    private void fillIn(long time) {
        long now = now();
        boolean planned = filling != null && fillsAt - now >= 0 && fillsAt - now <= time;
        if (planned) {
            return;
        }
        if (filling != null) {
            filling.dispose();
        }
        filling = timer().schedule(this::fill, time, TimeUnit.NANOSECONDS);
        fillsAt = now + time;
    }

    private void fill() {
        synchronized (lock) {
            filling = null;
        }
        drain(ALL);
    }

    void cancelled(Place place) {
        synchronized (lock) {
            place.cancelled = true;
        }
    }

    // What leaves while it is let out, on the same stack, is left to the loop below, so that calls that end as they
    // begin do not pile up.
    private void drain(int most) {
        int[] underWayHere = toLetOut.get();
        if (underWayHere != null) {
            underWayHere[0] = Math.min(ALL, underWayHere[0] + most);
            return;
        }
        int[] more = {most};
        toLetOut.set(more);
        try {
            for (Place place = next(); place != null; place = --more[0] > 0 ? next() : null) {
                letGo(place);
            }
        } finally {
            toLetOut.remove();
        }
    }

    // Nothing must escape: this is the end of another call.
    private static void letGo(Place place) {
        try {
            place.goOn();
        } catch (Throwable fatal) {
            LOG.error("A call failed as it began, in a way that nobody can be told of.", fatal);
            place.leave();
        }
    }

    private @Nullable Place next() {
        synchronized (lock) {
            Place place = whoseTurn();
            if (place == null) {
                return null;
            }
            long now = now();
            if (!closed && rate.free(now) - now > 0) {
                wakeWhenRateAllows(now);
                return null;
            }
            turnsOfNormal = place.lane == Lane.NORMAL ? turnsOfNormal + 1 : 0;
            line(place.lane).remove(place);
            letOut(place, now);
            return place;
        }
    }

    private @Nullable Place whoseTurn() {
        Place ofNormal = normal.first();
        Place ofBulk = bulk.first();
        boolean normalMay = ofNormal != null && hasRoom(Lane.NORMAL, ofNormal.counted);
        boolean bulkMay = ofBulk != null && hasRoom(Lane.BULK, ofBulk.counted);
        if (normalMay && !(bulkMay && turnsOfNormal >= TURNS)) {
            return ofNormal;
        }
        return bulkMay ? ofBulk : null;
    }

    private void wakeWhenRateAllows(long now) {
        long free = rate.free(now);
        if (free - now <= 0 || (alarm != null && alarmAt - free <= 0)) {
            return;
        }
        if (alarm != null) {
            alarm.dispose();
        }
        alarmAt = free;
        alarm = timer().schedule(this::rang, free - now, TimeUnit.NANOSECONDS);
    }

    private void rang() {
        synchronized (lock) {
            alarm = null;
        }
        drain(ALL);
    }

    /** How long it is, in nanoseconds, until the rate lets the next request go; for who plans requests by himself. */
    public long untilRateAllows() {
        synchronized (lock) {
            long now = now();
            return Math.max(0, rate.free(now) - now);
        }
    }

    /** What is in hand now. */
    public Load load() {
        synchronized (lock) {
            return new Load(underWay, normal.length(), bulk.length(), concurrency.limit());
        }
    }

    private OverloadedException full(String command, int waiting) {
        return new OverloadedException(
                command,
                command + " was not sent: " + settings.atOnce() + " calls may be under way at once, and " + waiting
                        + " wait already. Make fewer at once (flatMap takes a concurrency), allow a longer queue or more"
                        + " at once, or see whether the server is slow.",
                null);
    }

    private static OverloadedException resting(String command, long wait) {
        return new OverloadedException(
                command,
                command
                        + " was not sent: the account has used up its rate of calls, and the next one goes out in "
                        + TimeUnit.NANOSECONDS.toMillis(wait) / 1000.0
                        + " s at the earliest. Call again then, or have the account's API limit raised.",
                null);
    }

    private OverloadedException late(String command) {
        return new OverloadedException(
                command,
                command + " was not sent: its turn did not come within "
                        + settings.longestWait().toMillis() / 1000.0
                        + " s. Make fewer calls at once, allow more under way, or see whether the server is slow.",
                null);
    }

    private static long now() {
        return timer().now(TimeUnit.NANOSECONDS);
    }

    private static Scheduler timer() {
        return Schedulers.parallel();
    }
}
