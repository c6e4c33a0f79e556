package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.command.SingleCommand;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * The result of an async command, through its job.
 *
 * <p>Cold: each subscription is one submission, so {@code repeat} and a plain {@code retry} submit again. To watch and
 * await one job, {@link #submit()} it once. The job is looked at soon, then ever more rarely; nothing blocks meanwhile.
 *
 * <p>A command that is submitted, or known to be async, carries a job id of this client's choosing ({@code customjobid}). Should the reply to it
 * be lost, the job is looked up by that id and waited for as if nothing had happened; the command is never sent again,
 * since a server makes the resource before it finds the repeated id (tried: each repeat left an orphan).
 *
 * <p>The settings of this class return a new one and come first in the chain. Cancelling ends the waiting, not the job.
 * After {@link io.github.cloudstackreactive.error.JobDeadlineException} or {@link
 * io.github.cloudstackreactive.error.OutcomeUnknownException} do not retry, but attach by the id that they carry:
 *
 * <pre>{@code
 * cloud.submit(deploy)
 *     .onErrorResume(JobDeadlineException.class, late -> cloud.jobs().attach(late.jobId(), VirtualMachine.class).result());
 * }</pre>
 *
 * @param <T> the type of the result
 */
public final class JobMono<T> extends Mono<T> {

    private final Jobs jobs;
    private final SingleCommand<T> command;
    private final JobSettings settings;
    private final boolean knownAsync;
    private final @Nullable PinnedId pinned;

    JobMono(Jobs jobs, SingleCommand<T> command, JobSettings settings, boolean knownAsync, @Nullable PinnedId pinned) {
        this.jobs = jobs;
        this.command = command;
        this.settings = settings;
        this.knownAsync = knownAsync;
        this.pinned = pinned;
    }

    /** Waits this long for the job, counted from the subscription. */
    public JobMono<T> deadline(Duration deadline) {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("A deadline of " + deadline + " has passed before the job begins.");
        }
        return new JobMono<>(jobs, command, settings.withDeadline(deadline), knownAsync, pinned);
    }

    /** Looks at the job by this schedule. */
    public JobMono<T> polling(PollSchedule schedule) {
        return new JobMono<>(jobs, command, settings.withPolling(schedule), knownAsync, pinned);
    }

    /**
     * Pins the job's id, to one that may have been sent before, by this process or another.
     *
     * <p>Every subscription looks that job up first and waits for it. Where the server does not know it within the grace
     * period, it ends in {@link io.github.cloudstackreactive.error.OutcomeUnknownException}; nothing is ever submitted.
     */
    public JobMono<T> customJobId(UUID id) {
        return new JobMono<>(jobs, command, settings, knownAsync, new PinnedId(id.toString(), false));
    }

    /**
     * Pins the job's id, to one that nobody has sent before: the first subscription that finds no such job submits, and
     * every other one waits for that job. So a {@code retry()} is safe here. A submission that never left, or that the
     * server turned away for its rate limit, may be made again; one that was cancelled is taken to have been sent.
     */
    public JobMono<T> freshJobId(UUID id) {
        return new JobMono<>(jobs, command, settings, knownAsync, new PinnedId(id.toString(), true));
    }

    /**
     * Submits, and gives the job as soon as the server has taken it on.
     *
     * <p>Each subscription is one submission. A reply that starts no job gives a finished {@link AsyncJob} without an id.
     */
    public Mono<AsyncJob<T>> submit() {
        return jobs.submission(command, settings, knownAsync, pinned);
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        submit().flatMap(AsyncJob::result).subscribe(actual);
    }
}
