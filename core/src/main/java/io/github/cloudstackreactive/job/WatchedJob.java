package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.JobDeadlineException;
import io.github.cloudstackreactive.error.JobVanishedException;
import io.github.cloudstackreactive.exchange.Deadline;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.JobReport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.FluxSink.OverflowStrategy;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** A job on the server, tracked while anybody waits for it. */
final class WatchedJob<T> implements AsyncJob<T> {

    private final Command<T> command;
    private final String jobId;
    private final Tracker tracker;
    private volatile TrackedJob tracked;
    private final Decoder decoder;
    private final JobSettings settings;
    private final long began;

    private volatile @Nullable String resourceId;
    private volatile @Nullable JobReport ended;

    /**
     * @param began when the waiting began, by {@link #now}
     */
    WatchedJob(
            Command<T> command,
            String jobId,
            @Nullable String resourceId,
            Tracker tracker,
            Decoder decoder,
            JobSettings settings,
            long began) {
        this.command = command;
        this.jobId = jobId;
        this.resourceId = resourceId;
        this.tracker = tracker;
        this.decoder = decoder;
        this.settings = settings;
        this.began = began;
        // Only a job that makes something is told its resource at the start; of another it is nearly always its id.
        this.tracked = new TrackedJob(
                jobId, resourceId, command.parameters().get("id"), settings.pollingOf(command), now(settings));
    }

    /** The time, in nanoseconds, of the scheduler that times jobs. */
    static long now(JobSettings settings) {
        return settings.tracking().timer().now(TimeUnit.NANOSECONDS);
    }

    @Override
    public String jobId() {
        return jobId;
    }

    @Override
    public @Nullable String resourceId() {
        return resourceId;
    }

    @Override
    public Mono<T> result() {
        return reports(false)
                .filter(JobReport::ended)
                .next()
                .flatMap(report -> decoder.result(command, jobId, resourceId, report));
    }

    @Override
    public Flux<JobUpdate> updates() {
        return reports(true)
                .map(this::update)
                .startWith(Mono.fromSupplier(() -> new JobUpdate.Submitted(jobId, resourceId)));
    }

    private JobUpdate update(JobReport report) {
        return report.ended()
                ? new JobUpdate.Finished(jobId, resourceId, report.status() == JobReport.SUCCEEDED, waited())
                : new JobUpdate.Progress(jobId, resourceId, waited());
    }

    /**
     * The reports from now on, until the job ends or the deadline passes.
     *
     * @param each whether those of a job that goes on are wanted
     */
    private Flux<JobReport> reports(boolean each) {
        return Flux.deferContextual(context -> {
                    JobReport known = ended;
                    if (known != null) {
                        return Flux.just(known);
                    }
                    Deadline callers = Deadline.of(context);
                    Duration left = settings.deadline().minus(waited());
                    boolean isLate = left.isNegative() || left.isZero();
                    Duration wait = isLate ? settings.grace() : left;
                    Duration deadline = settings.deadline();
                    if (callers != null && callers.left().compareTo(wait) < 0) {
                        wait = callers.left();
                        deadline = callers.given();
                    }
                    return looks(each, isLate)
                            .takeUntilOther(Mono.delay(wait, settings.tracking().timer()))
                            .concatWith(endOrLate(deadline))
                            .takeUntil(JobReport::ended);
                })
                .onErrorMap(
                        JobLook::knowsNoSuchJob,
                        unknown ->
                                new JobVanishedException(command.description().name(), jobId, resourceId, unknown))
                .onErrorMap(CloudStackException.class, failure -> failure.initJob(jobId, resourceId));
    }

    /** What the tracker sees of the job; at the first look it completes where it was late already. */
    private Flux<JobReport> looks(boolean each, boolean isLate) {
        return Flux.create(
                sink -> {
                    Subscriber subscriber = new Subscriber(sink, each && !isLate, isLate);
                    TrackedJob followed = tracker.track(tracked, subscriber);
                    tracked = followed;
                    sink.onDispose(() -> tracker.leave(followed, subscriber));
                },
                OverflowStrategy.LATEST);
    }

    // The end may have been seen for another subscriber in the meantime.
    private Mono<JobReport> endOrLate(Duration deadline) {
        return Mono.defer(() -> {
            JobReport known = ended;
            return known == null ? Mono.error(late(deadline)) : Mono.just(known);
        });
    }

    private Duration waited() {
        return Duration.ofNanos(now(settings) - began);
    }

    private JobDeadlineException late(Duration deadline) {
        return new JobDeadlineException(command.description().name(), jobId, resourceId, deadline, tracked.lastFailure);
    }

    /** The ids. */
    @Override
    public String toString() {
        return "AsyncJob[" + jobId + (resourceId == null ? "" : ", resource " + resourceId) + "]";
    }

    /** One subscriber's place among those who wait for the job. */
    private final class Subscriber implements Waiter {

        private final FluxSink<JobReport> sink;
        private final boolean followsProgress;
        private final boolean once;
        private final ContextView context;

        /** @param once whether the first look is the last, whatever it tells */
        Subscriber(FluxSink<JobReport> sink, boolean followsProgress, boolean once) {
            this.sink = sink;
            this.followsProgress = followsProgress;
            this.once = once;
            this.context = sink.contextView();
        }

        @Override
        public void looked(JobReport report) {
            if (resourceId == null) {
                resourceId = report.resourceId();
            }
            if (report.ended()) {
                ended = report;
            }
            if (report.ended() || followsProgress) {
                sink.next(report);
            }
            if (report.ended() || once) {
                sink.complete();
            }
        }

        @Override
        public void goesOn() {
            if (resourceId == null) {
                resourceId = tracked.resourceId;
            }
            sink.next(JobReport.PENDING_STILL);
        }

        @Override
        public void missed() {
            if (once) {
                sink.complete();
            }
        }

        @Override
        public void failed(Throwable failure) {
            sink.error(failure);
        }

        @Override
        public boolean followsProgress() {
            return followsProgress;
        }

        @Override
        public boolean inHaste() {
            return once;
        }

        @Override
        public ContextView context() {
            return context;
        }
    }
}
