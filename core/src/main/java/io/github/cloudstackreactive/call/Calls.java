package io.github.cloudstackreactive.call;

import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.SingleCommand;
import io.github.cloudstackreactive.job.JobMono;
import io.github.cloudstackreactive.paging.ListFlux;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * The three ways to call a command.
 *
 * <p>Each gives a cold publisher: nothing is sent before a subscription, each subscription sends anew, and nothing is sent
 * after a cancellation. Values come on event loops or threads of {@code Schedulers.parallel()}, which must not be blocked (the first of a class
 * that is new to the client on {@code Schedulers.boundedElastic()}, where Jackson looks the class through).
 * Errors are {@link io.github.cloudstackreactive.error.CloudStackException}.
 */
public interface Calls {

    /**
     * Calls a command that answers one value, and waits for its job if the reply says that there is one.
     *
     * <p>For a command that starts a job {@link #submit} is the better way, unless the command itself says that it does: only
     * then is it sent with a job id by which the job is found again should the reply be lost.
     *
     * @return empty only where the caller asked for {@link Void}, or a job succeeds without a result
     */
    <T> Mono<T> execute(SingleCommand<T> command);

    /**
     * Calls a list command, page by page as rows are demanded.
     *
     * @throws IllegalArgumentException if the command is not safe to repeat, or sets a page of its own
     */
    <T> ListFlux<T> list(ListCommand<T> command);

    /** Calls a command that starts a job, with the means to watch the job. */
    <T> JobMono<T> submit(AsyncCommand<T> command);

    /**
     * Calls many commands that start jobs, a bounded number of them under way at a time, and tells what became of each.
     *
     * @param commands asked for one by one, as outcomes are taken
     * @param concurrency how many jobs are under way at most, or have ended without their outcome being taken
     * @throws IllegalArgumentException if that is less than one
     */
    default <T> BulkFlux<T> submitAll(Publisher<? extends AsyncCommand<T>> commands, int concurrency) {
        return BulkFlux.of(commands, this::submit, concurrency);
    }
}
