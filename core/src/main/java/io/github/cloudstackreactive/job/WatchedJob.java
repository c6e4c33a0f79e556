package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.JobDeadlineException;
import io.github.cloudstackreactive.error.JobVanishedException;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.JobReport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A job on the server, looked at while anybody waits for it. */
final class WatchedJob<T> implements AsyncJob<T> {

    private final Command<T> command;
    private final String jobId;
    private final JobLook look;
    private final Decoder decoder;
    private final JobSettings settings;
    private final long began;
    private final Flux<JobReport> shared;
    private final Flux<JobReport> lateLook;

    // When the next look is due, and how many there were; set by the one look under way.
    private volatile long due;
    private volatile int looks;

    private volatile @Nullable String resourceId;
    private volatile @Nullable JobReport ended;
    private volatile @Nullable Throwable lastFailure;

    /**
     * @param began when the waiting began, in the nanoseconds of the parallel scheduler's clock
     */
    WatchedJob(
            Command<T> command,
            String jobId,
            @Nullable String resourceId,
            JobLook look,
            Decoder decoder,
            JobSettings settings,
            long began) {
        this.command = command;
        this.jobId = jobId;
        this.resourceId = resourceId;
        this.look = look;
        this.decoder = decoder;
        this.settings = settings;
        this.began = began;
        this.due = now() + settings.polling().waitBefore(0).toNanos();
        this.shared = looks().publish().refCount();
        this.lateLook = oneLook().flux().publish().refCount();
    }

    static long now() {
        return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
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
        return reports()
                .filter(JobReport::ended)
                .next()
                .flatMap(report -> decoder.result(command, jobId, resourceId, report));
    }

    @Override
    public Flux<JobUpdate> updates() {
        return reports()
                .map(this::update)
                .startWith(Mono.fromSupplier(() -> new JobUpdate.Submitted(jobId, resourceId)));
    }

    private JobUpdate update(JobReport report) {
        return report.ended()
                ? new JobUpdate.Finished(jobId, resourceId, report.status() == JobReport.SUCCEEDED, waited())
                : new JobUpdate.Progress(jobId, resourceId, waited());
    }

    /** Every report from now on, until the job ends or the deadline passes. */
    private Flux<JobReport> reports() {
        return Flux.defer(() -> {
                    JobReport known = ended;
                    if (known != null) {
                        return Flux.just(known);
                    }
                    Duration left = settings.deadline().minus(waited());
                    return left.isNegative() || left.isZero()
                            ? lateLook.filter(JobReport::ended).switchIfEmpty(endOrLate())
                            : shared.onBackpressureLatest()
                                    .takeUntilOther(Mono.delay(left))
                                    .concatWith(endOrLate())
                                    .takeUntil(JobReport::ended);
                })
                .onErrorMap(CloudStackException.class, failure -> failure.initJob(jobId, resourceId));
    }

    // The end may have been seen for another subscriber in the meantime.
    private Mono<JobReport> endOrLate() {
        return Mono.defer(() -> {
            JobReport known = ended;
            return known == null ? Mono.error(late()) : Mono.just(known);
        });
    }

    private Duration waited() {
        return Duration.ofNanos(now() - began);
    }

    private JobDeadlineException late() {
        return new JobDeadlineException(
                command.description().name(), jobId, resourceId, settings.deadline(), lastFailure);
    }

    // Who comes back keeps to the plan of the job, and does not begin a new one: else a quick one would never get to
    // look.
    private Flux<JobReport> looks() {
        return Flux.defer(() -> {
            JobReport known = ended;
            return known != null
                    ? Flux.just(known)
                    : Mono.defer(() -> Mono.delay(Duration.ofNanos(Math.max(0, due - now())))
                                    .then(oneLook()))
                            .repeat()
                            .takeUntil(JobReport::ended);
        });
    }

    /** Empty where the look failed in a way that may pass. */
    private Mono<JobReport> oneLook() {
        return Mono.defer(() -> {
                    due = now() + settings.polling().waitBefore(++looks).toNanos();
                    return look.at(jobId);
                })
                .doOnNext(this::remember)
                .onErrorResume(JobLook::mayPass, failure -> {
                    lastFailure = failure;
                    return Mono.empty();
                })
                .onErrorMap(
                        JobLook::knowsNoSuchJob,
                        unknown ->
                                new JobVanishedException(command.description().name(), jobId, resourceId, unknown));
    }

    private void remember(JobReport report) {
        lastFailure = null;
        if (resourceId == null) {
            resourceId = report.resourceId();
        }
        if (report.ended()) {
            ended = report;
        }
    }

    /** The ids. */
    @Override
    public String toString() {
        return "AsyncJob[" + jobId + (resourceId == null ? "" : ", resource " + resourceId) + "]";
    }
}
