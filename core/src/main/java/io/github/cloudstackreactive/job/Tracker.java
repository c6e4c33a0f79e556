package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.job.TrackedJob.Stage;
import io.github.cloudstackreactive.paging.Page;
import io.github.cloudstackreactive.paging.Pager;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.JobReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.util.context.Context;

/**
 * Looks at the jobs of one account that somebody waits for.
 *
 * <p>Each job is due by its own age. A few that are due are looked at one by one. For more, the pending jobs are listed:
 * whoever is missing from that list has probably ended and is looked at first, whoever stands in it goes on. A list that
 * costs more requests than it saves, fails or is refused is left alone, for a while or for good; the look at a single job is the truth.
 *
 * <p>State is guarded by this object's monitor, which is held for moments and never while a request is sent or a waiter is told.
 * Nothing runs while nobody waits, and no thread is its own.
 */
final class Tracker {

    private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);

    private static final int LOOKS_AT_ONCE = 16;
    private static final int PAGE = 500;

    private final JobLook look;
    private final Pager pager;
    private final JobTracking settings;
    private final LookRate rate;
    private final Outages outages;
    private final ListWorth listWorth;
    private final WakeUps wakeUps = new WakeUps();
    private final long between;
    private final AtomicInteger turns = new AtomicInteger();

    private final Map<String, TrackedJob> jobs = new HashMap<>();
    private final TreeSet<TrackedJob> plan = new TreeSet<>(TrackedJob.BY_DUE);
    private final TreeSet<TrackedJob> alone = new TreeSet<>(TrackedJob.BY_DUE);
    private final Queue<TrackedJob> called = new ArrayDeque<>();
    private long lastNumber;
    private int inFlight;

    private @Nullable Listing listing;
    private int lastListing;

    private @Nullable Disposable timer;
    private long timerAt;

    Tracker(Exchange exchange, Decoder decoder, LookRate rate, JobTracking settings) {
        this.look = new JobLook(exchange, decoder, rate, settings);
        this.pager = new Pager(exchange, decoder, PAGE);
        this.settings = settings;
        this.rate = rate;
        this.outages = new Outages(rate);
        this.listWorth = new ListWorth(settings);
        this.between = settings.between().toNanos();
    }

    private long now() {
        return settings.timer().now(TimeUnit.NANOSECONDS);
    }

    // Who waits.

    /**
     * Looks at a job until it ends or the waiter leaves.
     *
     * @param job made by whoever waits; where the same job is tracked already, that one goes on
     * @return leaves
     */
    Disposable track(TrackedJob job, Waiter waiter) {
        TrackedJob tracked;
        synchronized (this) {
            tracked = jobs.computeIfAbsent(job.id, id -> job);
            tracked.add(waiter);
            if (tracked.stage == Stage.IDLE) {
                tracked.number = ++lastNumber;
                plan(tracked, tracked.due);
            }
            if (waiter.inHaste()) {
                tracked.hasty = true;
                hurry(tracked, now());
            }
        }
        turn();
        return () -> leave(tracked, waiter);
    }

    private void leave(TrackedJob job, Waiter waiter) {
        Disposable unwanted = null;
        synchronized (this) {
            job.remove(waiter);
            if (job.waiters.length > 0 || jobs.get(job.id) != job) {
                return;
            }
            if (job.look != null) {
                unwanted = job.look;
                job.look = null;
                inFlight--;
            }
            forget(job);
        }
        if (unwanted != null) {
            unwanted.dispose();
        }
        restIfIdle();
        turn();
    }

    /** Looks at jobs at once, and again very soon, for their end was heard of elsewhere. */
    void wake(@Nullable String resourceId) {
        synchronized (this) {
            long now = now();
            for (TrackedJob job : jobs.values()) {
                if (resourceId == null ? job.resourceId == null : resourceId.equals(job.resourceId)) {
                    hurry(job, wakeUps.wake(job, now));
                }
            }
        }
        turn();
    }

    /** Has a job looked at alone, then; one that is about to be looked at anyway is left where it is. */
    private void hurry(TrackedJob job, long due) {
        if (job.stage == Stage.PLANNED || job.stage == Stage.COVERED) {
            plan(job, due);
        }
    }

    private void plan(TrackedJob job, long due) {
        unplan(job);
        job.stage = Stage.PLANNED;
        job.due = due;
        (job.alone() ? alone : plan).add(job);
    }

    private void unplan(TrackedJob job) {
        if (job.stage == Stage.PLANNED && !plan.remove(job)) {
            alone.remove(job);
        }
    }

    private void forget(TrackedJob job) {
        unplan(job);
        jobs.remove(job.id);
        job.stage = Stage.IDLE;
    }

    /** Ends what is under way once nobody waits. */
    private void restIfIdle() {
        Listing unwanted;
        synchronized (this) {
            if (!jobs.isEmpty()) {
                return;
            }
            called.clear();
            unwanted = listing;
            if (unwanted != null) {
                over(unwanted, now());
            }
            listWorth.rest();
            if (timer != null) {
                timer.dispose();
                timer = null;
            }
        }
        if (unwanted != null) {
            unwanted.dispose();
        }
    }

    // What to send next.

    /** Sends what may be sent, one thread at a time. */
    private void turn() {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            try {
                for (Runnable request = next(); request != null; request = next()) {
                    request.run();
                }
            } catch (RejectedExecutionException closed) {
                failAll(TransportException.lasting(
                        null, "The scheduler that times the looks at jobs takes no more tasks.", closed));
            } catch (RuntimeException fault) {
                failAll(fault);
            }
            missed = turns.addAndGet(-missed);
        } while (missed != 0);
    }

    /** The next request; null where none is due or may be sent, with the timer set for when that changes. */
    private synchronized @Nullable Runnable next() {
        while (!called.isEmpty() && called.peek().stage != Stage.CALLED) {
            called.poll();
        }
        if (jobs.isEmpty() || inFlight >= LOOKS_AT_ONCE) {
            return null;
        }
        long now = now();
        Supplier<Runnable> due = due(now);
        if (due == null) {
            return null;
        }
        long free = rate.free(now);
        if (free - now > 0) {
            arm(free, now);
            return null;
        }
        return due.get();
    }

    private @Nullable Supplier<Runnable> due(long now) {
        Listing reading = listing;
        if (!called.isEmpty()) {
            return () -> lookAt(called.remove(), true, now);
        }
        if (isDue(alone, now)) {
            return () -> lookAt(alone.first(), false, now);
        }
        if (reading != null && reading.pageDue) {
            return () -> nextPage(reading, now);
        }
        if (reading == null) {
            long worth = listWorth.when(plan, now);
            if (worth == now) {
                return () -> list(now);
            }
            if (worth != ListWorth.NEVER) {
                arm(worth, now);
            }
        }
        if (!isDue(plan, now)) {
            return null;
        }
        boolean isListNear =
                reading == null ? listWorth.isNear(plan, now) : listWorth.isWorthWaitingFor(reading.began, plan, now);
        if (isListNear) {
            return null;
        }
        return () -> lookAt(plan.first(), false, now);
    }

    /** Whether the first of these is due; if not, the timer is set for when it is. */
    private boolean isDue(TreeSet<TrackedJob> jobs, long now) {
        if (jobs.isEmpty()) {
            return false;
        }
        long due = jobs.first().due;
        if (due - now > 0) {
            arm(due, now);
            return false;
        }
        return true;
    }

    private Runnable lookAt(TrackedJob job, boolean missing, long now) {
        unplan(job);
        job.stage = Stage.LOOKED_AT;
        Look taken = new Look(job, missing, now);
        job.look = taken;
        sent(now);
        return () -> look.at(job.id).subscribe(taken);
    }

    private Runnable list(long now) {
        Listing begun = new Listing(++lastListing, lastNumber, now);
        begun.affordable = listWorth.affordable(plan, now);
        while (!plan.isEmpty() && plan.first().due - now <= between + between / 2) {
            TrackedJob job = plan.pollFirst();
            job.stage = Stage.COVERED;
            begun.covered.add(job);
        }
        for (TrackedJob job : jobs.values()) {
            if (job.unlisted < TrackedJob.NEVER_LISTED) {
                begun.unseen++;
            }
        }
        listing = begun;
        Runnable first = nextPage(begun, now);
        return () -> {
            pager.list(PendingRow.LIST).byPage().subscribe(begun);
            first.run();
        };
    }

    private Runnable nextPage(Listing reading, long now) {
        reading.pageDue = false;
        reading.pageOut = true;
        reading.pageSent = now;
        sent(now);
        return () -> reading.request(1);
    }

    private void sent(long now) {
        rate.take(now);
        inFlight++;
    }

    private void arm(long at, long now) {
        if (timer != null && timerAt - at <= 0) {
            return;
        }
        if (timer != null) {
            timer.dispose();
        }
        timerAt = at;
        timer = settings.timer().schedule(this::timeIsUp, at - now, TimeUnit.NANOSECONDS);
    }

    private void timeIsUp() {
        synchronized (this) {
            timer = null;
        }
        turn();
    }

    // What a look at one job tells.

    private void looked(Look taken, JobReport report) {
        TrackedJob job = taken.job;
        Waiter[] told;
        synchronized (this) {
            if (!taken.settles()) {
                return;
            }
            long now = now();
            outages.none();
            job.failures = 0;
            job.learn(report.resourceId());
            told = job.waiters;
            if (report.ended()) {
                wakeUps.ended(job, taken.sent);
                forget(job);
            } else {
                job.unlisted += taken.missing && job.unlisted < TrackedJob.NEVER_LISTED ? 1 : 0;
                planNext(job, now);
            }
        }
        for (Waiter waiter : told) {
            if (report.ended() || waiter.followsProgress()) {
                waiter.looked(report);
            }
        }
        turn();
    }

    private void planNext(TrackedJob job, long now) {
        job.hasty = false;
        long soon = wakeUps.nextLook(job, now);
        if (soon > 0) {
            plan(job, now + soon);
        } else {
            plan(job, now + job.schedule.waitBefore(++job.looks).toNanos());
        }
    }

    private void lookFailed(Look taken, Throwable failure) {
        TrackedJob job = taken.job;
        if (JobLook.concernsAllJobs(failure)) {
            synchronized (this) {
                if (job.look != taken) {
                    return;
                }
            }
            failAll(failure);
            return;
        }
        boolean passes = JobLook.mayPass(failure);
        Waiter[] told;
        synchronized (this) {
            if (!taken.settles()) {
                return;
            }
            long now = now();
            told = job.waiters;
            if (passes) {
                outages.failed(failure, taken.sent, now);
                job.hasty = false;
                plan(job, now + job.schedule.waitBefore(job.failures++).toNanos());
            } else {
                forget(job);
            }
        }
        for (Waiter waiter : told) {
            if (passes) {
                waiter.missed(failure);
            } else {
                waiter.failed(failure);
            }
        }
        turn();
    }

    /** Fails every job, each with a failure of its own whose cause is the one. */
    private void failAll(Throwable failure) {
        List<Waiter> told = new ArrayList<>();
        List<Disposable> unwanted = new ArrayList<>();
        synchronized (this) {
            for (TrackedJob job : List.copyOf(jobs.values())) {
                told.addAll(List.of(job.waiters));
                if (job.look != null) {
                    unwanted.add(job.look);
                    job.look = null;
                    inFlight--;
                }
                forget(job);
            }
        }
        unwanted.forEach(Disposable::dispose);
        restIfIdle();
        for (Waiter waiter : told) {
            waiter.failed(failure instanceof CloudStackException one ? one.again() : failure);
        }
        turn();
    }

    // What a list of the pending jobs tells.

    private void listed(Listing reading, Page<PendingRow> page) {
        boolean enough;
        synchronized (this) {
            if (listing != reading) {
                return;
            }
            long now = now();
            outages.none();
            inFlight--;
            reading.pageOut = false;
            reading.pages++;
            for (PendingRow row : page.rows()) {
                TrackedJob job = row.pending() ? jobs.get(row.jobid()) : null;
                if (job != null && job.listed != reading.number) {
                    job.listed = reading.number;
                    job.learn(row.jobinstanceid());
                    reading.unseen -= job.number <= reading.lastKnown && job.unlisted < TrackedJob.NEVER_LISTED ? 1 : 0;
                }
            }
            Long total = page.reportedTotal();
            int rows = Math.max(1, page.rows().size());
            if (reading.pages == 1 && total != null) {
                reading.cost = (total + rows - 1) / rows;
            }
            reading.cost = Math.max(reading.cost, reading.pages);
            listWorth.costs(reading.cost, now);
            reading.abandoned = !listWorth.buys(reading.affordable);
            reading.rows += page.rows().size();
            enough = reading.abandoned || reading.unseen <= 0 || (total != null && reading.rows >= total);
            reading.pageDue = !enough;
        }
        if (enough) {
            reading.dispose();
            listEnded(reading);
        } else {
            turn();
        }
    }

    private void listEnded(Listing reading) {
        List<Waiter> following = new ArrayList<>();
        List<JobReport> reports = new ArrayList<>();
        synchronized (this) {
            if (listing != reading) {
                return;
            }
            long now = now();
            over(reading, now);
            listWorth.succeeded();
            for (TrackedJob job : jobs.values()) {
                if (job.listed == reading.number) {
                    if (job.unlisted > 0) {
                        job.unlisted = 0;
                        moveIfPlanned(job);
                    }
                    if (job.stage == Stage.COVERED) {
                        planNext(job, now);
                    }
                    JobReport report = null;
                    for (Waiter waiter : job.waiters) {
                        if (waiter.followsProgress()) {
                            report = report == null ? JobReport.pending(job.resourceId) : report;
                            following.add(waiter);
                            reports.add(report);
                        }
                    }
                } else if (reading.abandoned) {
                    planCovered(job, now);
                } else if (job.number <= reading.lastKnown
                        && job.unlisted < TrackedJob.NEVER_LISTED
                        && (job.stage == Stage.PLANNED || job.stage == Stage.COVERED)) {
                    unplan(job);
                    job.stage = Stage.CALLED;
                    called.add(job);
                }
            }
        }
        for (int i = 0; i < following.size(); i++) {
            following.get(i).looked(reports.get(i));
        }
        turn();
    }

    private void listFailed(Listing reading, Throwable failure) {
        synchronized (this) {
            if (listing != reading) {
                return;
            }
            long now = now();
            over(reading, now);
            reading.covered.forEach(job -> planCovered(job, now));
            if (JobLook.mayPass(failure)) {
                outages.failed(failure, reading.pageSent, now);
                listWorth.failed(now);
            } else {
                listWorth.refused();
                LOG.debug("The pending jobs cannot be listed; from now on each is looked at alone.", failure);
            }
        }
        turn();
    }

    private void moveIfPlanned(TrackedJob job) {
        if (job.stage == Stage.PLANNED) {
            plan(job, job.due);
        }
    }

    private void planCovered(TrackedJob job, long now) {
        if (job.stage == Stage.COVERED) {
            plan(job, now);
        }
    }

    private void over(Listing reading, long now) {
        inFlight -= reading.pageOut ? 1 : 0;
        listing = null;
        listWorth.over(reading.began, now);
    }

    /** One look at one job. */
    private final class Look extends BaseSubscriber<JobReport> {

        private final TrackedJob job;
        private final boolean missing;
        private final long sent;
        private final Context context;

        /** @param missing whether it is taken because the job was missing from the list of the pending jobs */
        Look(TrackedJob job, boolean missing, long sent) {
            this.job = job;
            this.missing = missing;
            this.sent = sent;
            this.context = Context.of(job.waiters[0].context());
        }

        /** Whether this look counts still; at most once it does. */
        boolean settles() {
            if (job.look != this) {
                return false;
            }
            job.look = null;
            inFlight--;
            return true;
        }

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        protected void hookOnNext(JobReport report) {
            looked(this, report);
        }

        @Override
        protected void hookOnError(Throwable failure) {
            lookFailed(this, failure);
        }
    }

    /** One reading of the list of the pending jobs, page by page. */
    private final class Listing extends BaseSubscriber<Page<PendingRow>> {

        private final int number;
        private final long lastKnown;
        private final long began;
        private final List<TrackedJob> covered = new ArrayList<>();

        private boolean pageDue;
        private boolean pageOut;
        private long pageSent;
        private int pages;
        private long rows;
        private int unseen;
        private double affordable;
        private long cost;
        private boolean abandoned;

        /** @param lastKnown the last of the jobs that the server had taken on before this was asked */
        Listing(int number, long lastKnown, long began) {
            this.number = number;
            this.lastKnown = lastKnown;
            this.began = began;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // Pages are asked for one by one.
        }

        @Override
        protected void hookOnNext(Page<PendingRow> page) {
            listed(this, page);
        }

        @Override
        protected void hookOnComplete() {
            listEnded(this);
        }

        @Override
        protected void hookOnError(Throwable failure) {
            listFailed(this, failure);
        }
    }
}
