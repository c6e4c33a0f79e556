package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.Deadline;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.job.TrackedJob.Stage;
import io.github.cloudstackreactive.paging.Page;
import io.github.cloudstackreactive.paging.Pager;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.JobReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
 * costs more requests than it saves, fails or is refused is left alone; the look at a single job is the truth.
 *
 * <p>State is guarded by this object's monitor, which is held for moments and never while a request is sent or a waiter is
 * told. Nothing runs while nobody waits, and no thread is its own.
 */
final class Tracker {

    private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);

    static final int LOOKS_AT_ONCE = 16;
    private static final int PAGE = 500;

    private final JobLook look;
    private final Pager pager;
    private final JobTracking settings;
    private final LookRate rate;
    private final AtomicInteger turns = new AtomicInteger();

    private final Agenda agenda = new Agenda();
    private final Alarm alarm;
    private final Outages outages;
    private final ListWorth listWorth;
    private final WakeUps wakeUps = new WakeUps();
    private @Nullable Listing listing;
    private int lastListing;
    private int inFlight;
    private boolean urgentWent;

    /** @param exchange sends each request once */
    Tracker(Exchange exchange, Decoder decoder, LookRate rate, JobTracking settings) {
        this.look = new JobLook(exchange, decoder, rate, settings);
        this.pager = new Pager(exchange, decoder, PAGE);
        this.settings = settings;
        this.rate = rate;
        this.alarm = new Alarm(settings, this::timeIsUp);
        this.outages = new Outages(rate);
        this.listWorth = new ListWorth(settings);
    }

    private long now() {
        return settings.timer().now(TimeUnit.NANOSECONDS);
    }

    // Who waits.

    /**
     * Looks at a job until it ends or the waiter leaves.
     *
     * @param job made by whoever waits
     * @return the job that is looked at: where the same job was tracked already, that one
     */
    TrackedJob track(TrackedJob job, Waiter waiter) {
        TrackedJob tracked;
        synchronized (this) {
            tracked = agenda.add(job);
            tracked.add(waiter);
            if (waiter.inHaste()) {
                tracked.hasty = true;
                agenda.replan(tracked, now());
            }
        }
        turn();
        return tracked;
    }

    void leave(TrackedJob job, Waiter waiter) {
        Disposable unwanted;
        synchronized (this) {
            job.remove(waiter);
            if (job.waiters.length > 0 || agenda.get(job.id) != job) {
                return;
            }
            unwanted = takeLook(job);
            agenda.forget(job);
        }
        dispose(unwanted);
        restIfIdle();
        turn();
    }

    /** Ends what nobody wants, whatever that throws. */
    private static void dispose(@Nullable Disposable unwanted) {
        if (unwanted != null) {
            try {
                unwanted.dispose();
            } catch (Throwable fault) {
                LOG.error("A request about a job threw when it was cancelled.", fault);
            }
        }
    }

    private @Nullable Disposable takeLook(TrackedJob job) {
        Disposable taken = job.look;
        if (taken != null) {
            job.look = null;
            inFlight--;
        }
        return taken;
    }

    /**
     * Looks at the jobs on a resource, or those whose resource is not known, for the end of one was heard of elsewhere: a few when it is likely to
     * be told and again very soon; more become due.
     */
    void wake(@Nullable String resourceId) {
        synchronized (this) {
            long now = now();
            List<TrackedJob> woken = agenda.on(resourceId);
            boolean few = woken.size() <= Math.max(1, settings.listAbove());
            for (TrackedJob job : woken) {
                long due = few ? wakeUps.wake(job, now) : Math.min(job.due, wakeUps.wakeAny(now));
                agenda.replan(job, due);
            }
        }
        turn();
    }

    /** Ends what is under way once nobody waits. */
    private void restIfIdle() {
        Listing unwanted;
        synchronized (this) {
            if (!agenda.isEmpty()) {
                return;
            }
            unwanted = listing;
            if (unwanted != null) {
                over(unwanted, now());
            }
            listWorth.rest();
            alarm.off();
        }
        dispose(unwanted);
    }

    private void failAll(Throwable failure) {
        List<Waiter> told = new ArrayList<>();
        List<Disposable> unwanted = new ArrayList<>();
        synchronized (this) {
            for (TrackedJob job : List.copyOf(agenda.all())) {
                Disposable taken = takeLook(job);
                if (taken != null) {
                    unwanted.add(taken);
                }
                told.addAll(List.of(agenda.forget(job)));
            }
            listWorth.tryAgain();
        }
        unwanted.forEach(Tracker::dispose);
        tell(told, waiter -> waiter.failed(failure instanceof CloudStackException one ? one.again() : failure));
    }

    /** Tells all, whatever one of them throws. */
    private void tell(List<Waiter> waiters, Consumer<Waiter> news) {
        for (Waiter waiter : waiters) {
            try {
                news.accept(waiter);
            } catch (Throwable fault) {
                LOG.error("A subscriber to a job threw; the others are told all the same.", fault);
            }
        }
        restIfIdle();
        turn();
    }

    // What to send next.

    /** Sends what may be sent, one thread at a time; a failure to do so fails all who wait. */
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
            } catch (Throwable fault) {
                failAll(fault);
            }
            missed = turns.addAndGet(-missed);
        } while (missed != 0);
    }

    private void timeIsUp(int set) {
        synchronized (this) {
            alarm.rang(set);
        }
        turn();
    }

    /** The next request; null where none is due or may be sent, with the alarm set for when that changes. */
    private synchronized @Nullable Runnable next() {
        if (agenda.isEmpty() || inFlight >= LOOKS_AT_ONCE) {
            return null;
        }
        long now = now();
        long free = rate.free(now);
        if (free - now > 0) {
            alarm.set(free, now);
            return null;
        }
        boolean urgentDue = isDue(agenda.firstUrgent(), now);
        Supplier<Runnable> other = urgentDue && !urgentWent ? null : other(now);
        if (urgentDue && (other == null || !urgentWent)) {
            urgentWent = true;
            return lookAt(agenda.firstUrgent(), false, now);
        }
        urgentWent = false;
        return other == null ? null : other.get();
    }

    /** What is due besides urgent looks, which take every other place at most. */
    private @Nullable Supplier<Runnable> other(long now) {
        Listing reading = listing;
        if (reading != null && reading.pageDue) {
            return () -> nextPage(reading, now);
        }
        if (reading != null && reading.pageOut) {
            long patience = reading.pageSent + ListWorth.PATIENCE;
            if (patience - now <= 0) {
                return () -> () -> giveUp(reading);
            }
            alarm.set(patience, now);
        }
        if (agenda.hasCalled()) {
            return () -> lookAt(agenda.nextCalled(), true, now);
        }
        if (reading == null) {
            long worth = listWorth.when(agenda.plan(), now);
            if (worth == now) {
                return () -> list(now);
            }
            if (worth != ListWorth.NEVER) {
                alarm.set(worth, now);
            }
        }
        TrackedJob unlisted = agenda.firstUnlisted();
        TrackedJob planned = agenda.firstPlanned();
        boolean unlistedDue = isDue(unlisted, now);
        boolean plannedDue = isDue(planned, now)
                && !(reading == null
                        ? listWorth.isNear(agenda.plan(), now)
                        : listWorth.isWorthWaitingFor(reading.began, agenda.plan(), now));
        if (unlistedDue && plannedDue) {
            return () -> lookAt(
                    TrackedJob.BY_DUE.compare(Objects.requireNonNull(unlisted), Objects.requireNonNull(planned)) < 0
                            ? unlisted
                            : planned,
                    false,
                    now);
        }
        return unlistedDue ? () -> lookAt(unlisted, false, now) : plannedDue ? () -> lookAt(planned, false, now) : null;
    }

    /** Whether this job is due; if not, the alarm is set for when it is. */
    private boolean isDue(@Nullable TrackedJob first, long now) {
        if (first == null) {
            return false;
        }
        if (first.due - now > 0) {
            alarm.set(first.due, now);
            return false;
        }
        return true;
    }

    private Runnable lookAt(@Nullable TrackedJob job, boolean missing, long now) {
        TrackedJob next = Objects.requireNonNull(job);
        Look taken = new Look(next, missing, now);
        agenda.lookAt(next);
        next.look = taken;
        sent(now);
        return () -> look.at(next.id).subscribe(taken);
    }

    private Runnable list(long now) {
        Listing begun = new Listing(++lastListing, agenda.lastNumber(), now, listWorth.affordable());
        begun.covered = agenda.cover(now + settings.between().toNanos() * 3 / 2);
        for (TrackedJob job : agenda.all()) {
            begun.unseen += job.isUnlisted() ? 0 : 1;
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

    // What a look at one job tells.

    private void looked(Look taken, JobReport report) {
        TrackedJob job = taken.job;
        List<Waiter> told;
        synchronized (this) {
            if (!taken.settles()) {
                return;
            }
            outages.none();
            job.failures = 0;
            job.lastFailure = null;
            job.hasty = false;
            agenda.learn(job, report.resourceId());
            if (report.ended()) {
                wakeUps.ended(job, taken.sent);
                told = List.of(agenda.forget(job));
            } else {
                told = List.of(job.waiters);
                if (taken.missing) {
                    job.wasListed(false);
                }
                planNext(job, now());
            }
        }
        tell(told, waiter -> waiter.looked(report));
    }

    private void planNext(TrackedJob job, long now) {
        long soon = wakeUps.nextLook(job, now);
        agenda.plan(
                job,
                now + (soon > 0 ? soon : job.schedule.waitBefore(++job.looks).toNanos()));
    }

    private void lookFailed(Look taken, Throwable failure) {
        TrackedJob job = taken.job;
        boolean concernsAll = JobLook.concernsAllJobs(failure);
        boolean passes = JobLook.mayPass(failure);
        List<Waiter> told;
        synchronized (this) {
            if (job.look != taken) {
                return;
            }
            if (concernsAll) {
                told = List.of();
            } else {
                taken.settles();
                if (passes) {
                    long now = now();
                    told = List.of(job.waiters);
                    outages.failed(failure, taken.sent, now);
                    job.lastFailure = failure;
                    job.hasty = false;
                    agenda.plan(
                            job, now + job.schedule.waitBefore(job.failures++).toNanos());
                } else {
                    told = List.of(agenda.forget(job));
                }
            }
        }
        if (concernsAll) {
            failAll(failure);
        } else if (passes) {
            tell(told, Waiter::missed);
        } else {
            tell(told, waiter -> waiter.failed(failure));
        }
    }

    // What a list of the pending jobs tells.

    private void listed(Listing reading, Page<PendingRow> page) {
        boolean enough;
        synchronized (this) {
            if (listing != reading) {
                return;
            }
            outages.none();
            inFlight--;
            reading.pageOut = false;
            for (PendingRow row : page.rows()) {
                TrackedJob job = row.pending() ? agenda.get(row.jobid()) : null;
                if (job != null && job.listed != reading.number) {
                    job.listed = reading.number;
                    job.lastFailure = null;
                    agenda.learn(job, row.jobinstanceid());
                    reading.unseen -= job.number <= reading.lastKnown && !job.isUnlisted() ? 1 : 0;
                }
            }
            listWorth.costs(reading.cost(page), now());
            reading.abandoned = !listWorth.buys(reading.affordable);
            enough = reading.abandoned || reading.isRead(page);
            reading.pageDue = !enough;
        }
        if (enough) {
            dispose(reading);
            listEnded(reading);
        } else {
            turn();
        }
    }

    private void listEnded(Listing reading) {
        List<Waiter> following = new ArrayList<>();
        synchronized (this) {
            if (listing != reading) {
                return;
            }
            long now = now();
            over(reading, now);
            listWorth.succeeded();
            for (TrackedJob job : agenda.all()) {
                if (job.listed == reading.number) {
                    goesOn(job, now);
                    for (Waiter waiter : job.waiters) {
                        if (waiter.followsProgress()) {
                            following.add(waiter);
                        }
                    }
                } else if (reading.abandoned) {
                    planCovered(job, now);
                } else if (job.number <= reading.lastKnown
                        && !job.isUnlisted()
                        && (job.stage == Stage.PLANNED || job.stage == Stage.COVERED)) {
                    agenda.call(job);
                }
            }
        }
        tell(following, Waiter::goesOn);
    }

    private void goesOn(TrackedJob job, long now) {
        boolean differs = job.wasListed(true);
        if (job.stage == Stage.COVERED) {
            planNext(job, now);
        } else if (differs) {
            agenda.replan(job, job.due);
        }
    }

    private void giveUp(Listing reading) {
        dispose(reading);
        listFailed(
                reading,
                TransportException.passing("listAsyncJobs", "The list of the pending jobs does not come.", true, null));
    }

    private void listFailed(Listing reading, Throwable failure) {
        synchronized (this) {
            if (listing != reading) {
                return;
            }
            long now = now();
            over(reading, now);
            reading.covered.forEach(job -> planCovered(job, now));
            if (failure instanceof ApiException && !JobLook.mayPass(failure)) {
                listWorth.refused();
                LOG.debug(
                        "The pending jobs cannot be listed; from now on each is looked at alone: {}",
                        failure.toString());
            } else {
                outages.failed(failure, reading.pageSent, now);
                listWorth.failed(now);
            }
        }
        turn();
    }

    private void planCovered(TrackedJob job, long now) {
        if (job.stage == Stage.COVERED) {
            agenda.plan(job, now);
        }
    }

    private void over(Listing reading, long now) {
        inFlight -= reading.pageOut ? 1 : 0;
        reading.pageOut = false;
        listing = null;
        listWorth.over(reading.began, now);
    }

    /** One look at one job. */
    private final class Look extends BaseSubscriber<JobReport> {

        private final TrackedJob job;
        private final boolean missing;
        private final long sent;
        private final Context context;
        private boolean answered;

        /** @param missing whether it is taken because the job was missing from the list of the pending jobs */
        Look(TrackedJob job, boolean missing, long sent) {
            this.job = job;
            this.missing = missing;
            this.sent = sent;
            // It is taken for all who wait, however long the first of them may.
            this.context = Deadline.removedFrom(Context.of(job.waiters[0].context()));
        }

        /** Whether this look counts still; at most once it does. */
        boolean settles() {
            return job.look == this && takeLook(job) != null;
        }

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        protected void hookOnNext(JobReport report) {
            answered = true;
            looked(this, report);
        }

        @Override
        protected void hookOnError(Throwable failure) {
            lookFailed(this, failure);
        }

        @Override
        protected void hookOnComplete() {
            if (!answered) {
                lookFailed(
                        this,
                        TransportException.passing(
                                "queryAsyncJobResult", "queryAsyncJobResult: no reply came.", true, null));
            }
        }
    }

    /** One reading of the list of the pending jobs, page by page. */
    private final class Listing extends BaseSubscriber<Page<PendingRow>> {

        private final int number;
        private final long lastKnown;
        private final long began;
        private final double affordable;
        private List<TrackedJob> covered = List.of();

        private boolean pageDue;
        private boolean pageOut;
        private long pageSent;
        private int pages;
        private long rows;
        private long cost;
        private int unseen;
        private boolean abandoned;

        /**
         * @param lastKnown the last of the jobs that the server had taken on before this was asked
         * @param affordable how many requests it may take
         */
        Listing(int number, long lastKnown, long began, double affordable) {
            this.number = number;
            this.lastKnown = lastKnown;
            this.began = began;
            this.affordable = affordable;
        }

        /** How many requests the whole list takes, as far as it can be told after this page. */
        long cost(Page<PendingRow> page) {
            Long total = page.reportedTotal();
            if (++pages == 1 && total != null) {
                int size = Math.max(1, page.rows().size());
                cost = (total + size - 1) / size;
            }
            cost = Math.max(cost, pages);
            rows += page.rows().size();
            return cost;
        }

        /** Whether nothing that matters comes after this page. */
        boolean isRead(Page<PendingRow> page) {
            Long total = page.reportedTotal();
            return unseen <= 0 || (total != null && rows >= total);
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
