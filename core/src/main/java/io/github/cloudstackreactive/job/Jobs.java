package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Kind;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.command.SingleCommand;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.MissingParameterException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.OverloadedException;
import io.github.cloudstackreactive.error.ThrottledException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.exchange.Deadline;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.paging.Pager;
import io.github.cloudstackreactive.reply.Answer;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.JobReport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The jobs of one account on one cloud. */
public final class Jobs {

    private static final String CUSTOM_ID = "customjobid";
    private static final int PAGE = 500;

    private final Exchange exchange;
    private final Decoder decoder;
    private final JobSettings settings;
    private final JobLook look;
    private final Tracker tracker;
    private final JobIds ids = new JobIds();

    public Jobs(Exchange exchange, Decoder decoder, JobSettings settings) {
        this.exchange = exchange;
        this.decoder = decoder;
        this.settings = settings;
        LookRate rate = new LookRate(settings.tracking().perSecond(), exchange::untilRateAllows);
        this.look = new JobLook(exchange, decoder, rate, settings.tracking());
        this.tracker = new Tracker(exchange.withoutRetries(), decoder, rate, settings.tracking());
    }

    /** A command that answers one value, at once or through a job: whatever its reply says. */
    public <T> JobMono<T> run(SingleCommand<T> command) {
        return new JobMono<>(this, command, settings, command.description().kind() == Kind.ASYNC, null);
    }

    /** A command that the caller knows to start a job. */
    public <T> JobMono<T> submit(AsyncCommand<T> command) {
        return new JobMono<>(this, command, settings, true, null);
    }

    /**
     * A job that was submitted before, by this process or another.
     *
     * @param jobId its id, as an exception, a start reply or {@link AsyncJob#jobId()} told it
     * @param type what its result is read into
     * @return a job that nobody has looked at yet; its deadline counts from now
     */
    public <T> AsyncJob<T> attach(String jobId, Class<T> type) {
        return attach(jobId, Command.async("queryAsyncJobResult", type));
    }

    /**
     * A job that was submitted before, by this process or another.
     *
     * @param command what was submitted: its result type tells what the result is read into
     */
    public <T> AsyncJob<T> attach(String jobId, AsyncCommand<T> command) {
        return watched(command, jobId, null, settings, now());
    }

    /**
     * The jobs of this account that are not over, whoever submitted them; asked for page by page as they are demanded.
     *
     * <p>With {@link PendingJob#jobId()} one can {@link #attach attach} to any of them.
     */
    public Flux<PendingJob> pending() {
        return new Pager(exchange, decoder, PAGE).list(PendingJob.LIST).mapNotNull(PendingJob.Row::job);
    }

    /**
     * Tells that the jobs on a resource may have ended, as a webhook of the server does: those that somebody waits for here
     * are looked at when their end is likely to be told, and again very soon; where they are many, they become due. The look
     * alone decides; a false alarm costs a few looks.
     *
     * <p>Returns at once, on any thread; nothing happens where no such job is waited for.
     *
     * @param resourceId what the job makes or changes
     */
    public void wake(String resourceId) {
        tracker.wake(Objects.requireNonNull(resourceId));
    }

    /** Tells the same of the jobs whose resource neither the server nor the command's {@code id} names, such as those that set tags. */
    public void wakeUnnamed() {
        tracker.wake(null);
    }

    private long now() {
        return WatchedJob.now(settings);
    }

    <T> Mono<AsyncJob<T>> submission(
            SingleCommand<T> command, JobSettings settings, boolean knownAsync, @Nullable PinnedId pinned) {
        return Mono.defer(() -> {
            long began = now();
            if (pinned != null) {
                return inTime(settings, pinnedSubmission(command, settings, pinned, began));
            }
            if (knownAsync && settings.chooseIds()) {
                return inTime(settings, submission(command, ids.next(), settings, began));
            }
            return send(command, command.parameters(), settings, began);
        });
    }

    // As the deadline of its calls, which know whether the command was sent.
    private static <T> Mono<T> inTime(JobSettings settings, Mono<T> submission) {
        return submission.contextWrite(Deadline.in(settings.deadline()));
    }

    /** Submits under a job id of our own; where the reply is lost, finds the job by that id. */
    private <T> Mono<AsyncJob<T>> submission(SingleCommand<T> command, String id, JobSettings settings, long began) {
        return send(command, command.parameters().with(CUSTOM_ID, id), settings, began)
                .onErrorResume(
                        failure -> failure instanceof OutcomeUnknownException || saysIdIsTaken(failure, id),
                        lost -> found(command, id, settings, began, lost));
    }

    // Something between us and the server sent the request twice: the first one has made the job.
    private static boolean saysIdIsTaken(Throwable failure, String id) {
        return failure instanceof InvalidParameterException refused
                && refused.text().contains(id)
                && refused.text().contains("already exists");
    }

    private <T> Mono<AsyncJob<T>> pinnedSubmission(
            SingleCommand<T> command, JobSettings settings, PinnedId pinned, long began) {
        String id = pinned.id();
        return look.inTurn(id)
                .<AsyncJob<T>>map(report -> watched(command, id, report.resourceId(), settings, began))
                .onErrorResume(
                        failure -> JobLook.knowsNoSuchJob(failure) || pinned.mayHaveBeenSent(),
                        failure -> JobLook.knowsNoSuchJob(failure) && pinned.takeLeaveToSend()
                                ? submission(command, id, settings, began)
                                        .doOnError(Jobs::wasNotTakenUp, refused -> pinned.giveLeaveBack())
                                : lookedForOn(command, id, settings, began, failure));
    }

    /** Of what may have been sent a look that failed says nothing: it is looked for on, or its outcome is unknown. */
    private <T> Mono<AsyncJob<T>> lookedForOn(
            Command<T> command, String id, JobSettings settings, long began, Throwable failure) {
        if (JobLook.knowsNoSuchJob(failure) || JobLook.mayPass(failure)) {
            return found(command, id, settings, began, failure);
        }
        return Mono.error(failure instanceof TransportException ? unknown(command, id, failure, null) : failure);
    }

    private static boolean wasNotTakenUp(Throwable failure) {
        return failure instanceof OverloadedException
                || failure instanceof MissingParameterException
                || failure instanceof ConfigurationException
                || failure instanceof ThrottledException
                || (failure instanceof TransportException transport && !transport.sent());
    }

    private <T> Mono<AsyncJob<T>> send(
            SingleCommand<T> command, Parameters parameters, JobSettings settings, long began) {
        return exchange.send(command, parameters, reply -> decoder.answer(command, reply))
                .map(answer -> {
                    if (answer instanceof Answer.Job<T> job) {
                        return watched(command, job.jobId(), job.resourceId(), settings, began);
                    }
                    return new FinishedJob<>(((Answer.Value<T>) answer).value());
                });
    }

    private <T> AsyncJob<T> watched(
            Command<T> command, String jobId, @Nullable String resourceId, JobSettings settings, long began) {
        return new WatchedJob<>(command, jobId, resourceId, tracker, decoder, settings, began);
    }

    /** Looks for a job that may have been started: as long as looking fails, and then for the grace period. */
    private <T> Mono<AsyncJob<T>> found(
            Command<T> command, String id, JobSettings settings, long began, Throwable lost) {
        return Mono.deferContextual(context -> {
                    Mono<JobReport> report = new Search(look, id, settings.pollingOf(command), settings).report();
                    Deadline deadline = Deadline.of(context);
                    return deadline == null
                            ? report
                            : report.takeUntilOther(Mono.delay(
                                    deadline.left(), settings.tracking().timer()));
                })
                .<AsyncJob<T>>map(report -> watched(command, id, report.resourceId(), settings, began))
                .switchIfEmpty(Mono.error(() -> unknown(command, id, lost, null)))
                .onErrorMap(
                        failure ->
                                failure instanceof CloudStackException && !(failure instanceof OutcomeUnknownException),
                        failure -> unknown(command, id, lost, failure));
    }

    private static OutcomeUnknownException unknown(
            Command<?> command, String id, Throwable lost, @Nullable Throwable failedSearch) {
        Throwable cause = lost instanceof OutcomeUnknownException && lost.getCause() != null ? lost.getCause() : lost;
        OutcomeUnknownException unknown =
                new OutcomeUnknownException(command.description().name(), id, cause);
        if (failedSearch != null) {
            unknown.addSuppressed(failedSearch);
        }
        return unknown;
    }
}
