package io.github.cloudstackreactive.call;

import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.job.JobMono;
import io.github.cloudstackreactive.job.JobOutcome;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The outcomes of many async commands, a bounded number of them under way at a time.
 *
 * <p>A failure is an outcome and not an error: it loses none of the rest. The only error is one of the commands' own
 * publisher, and it comes after the outcomes of what was submitted before. Commands are asked for one by one, as outcomes
 * are taken: no more are submitted than the concurrency beyond those whose outcome was emitted, however slow the
 * subscriber.
 *
 * <p>Where the commands come from a list whose pages the jobs change, such as all running machines that are to be stopped,
 * collect the list first: a row that moves to a page that was read already is never seen.
 *
 * <p>Cold: each subscription submits everything anew. Cancelling submits no more and ends the waiting, not the jobs. The
 * settings of this class return a new one and come first in the chain.
 *
 * @param <T> the type of the results
 */
public final class BulkFlux<T> extends Flux<JobOutcome<T>> {

    private final Flux<AsyncCommand<T>> commands;
    private final Function<AsyncCommand<T>, JobMono<T>> submit;
    private final int concurrency;
    private final boolean ordered;
    private final boolean stopping;

    private BulkFlux(
            Flux<AsyncCommand<T>> commands,
            Function<AsyncCommand<T>, JobMono<T>> submit,
            int concurrency,
            boolean ordered,
            boolean stopping) {
        this.commands = commands;
        this.submit = submit;
        this.concurrency = concurrency;
        this.ordered = ordered;
        this.stopping = stopping;
    }

    static <T> BulkFlux<T> of(
            Publisher<? extends AsyncCommand<T>> commands,
            Function<AsyncCommand<T>, JobMono<T>> submit,
            int concurrency) {
        if (concurrency < 1) {
            throw new IllegalArgumentException(
                    "At least 1 command must be under way at a time, not " + concurrency + ".");
        }
        return new BulkFlux<>(Flux.from(commands).map(command -> command), submit, concurrency, false, false);
    }

    /**
     * Sets up each job, such as by {@code job -> job.deadline(Duration.ofMinutes(10))}.
     *
     * @param setting from what would be waited for to what is; called for each command, so that an id that it pins must be
     *     another each time
     */
    public BulkFlux<T> each(UnaryOperator<JobMono<T>> setting) {
        return new BulkFlux<>(commands, submit.andThen(setting), concurrency, ordered, stopping);
    }

    /** Gives the outcomes in the order of the commands, rather than as the jobs end. */
    public BulkFlux<T> ordered() {
        return new BulkFlux<>(commands, submit, concurrency, true, stopping);
    }

    /**
     * Submits no more after the first failure, nor asks for more commands, whatever their publisher would have said; what is
     * under way is still waited for, and its outcomes are given.
     */
    public BulkFlux<T> stopOnFailure() {
        return new BulkFlux<>(commands, submit, concurrency, ordered, true);
    }

    @Override
    public void subscribe(CoreSubscriber<? super JobOutcome<T>> actual) {
        Flux.defer(this::outcomes).subscribe(actual);
    }

    private Flux<JobOutcome<T>> outcomes() {
        Sinks.Empty<Void> failed = Sinks.empty();
        Flux<AsyncCommand<T>> wanted = stopping ? commands.takeUntilOther(failed.asMono()) : commands;
        Function<AsyncCommand<T>, Mono<JobOutcome<T>>> one =
                command -> outcome(command).doOnNext(outcome -> {
                    if (outcome instanceof JobOutcome.Failed) {
                        failed.tryEmitEmpty();
                    }
                });
        return ordered
                ? wanted.flatMapSequentialDelayError(one, concurrency, 1)
                : wanted.flatMapDelayError(one, concurrency, 1);
    }

    private Mono<JobOutcome<T>> outcome(AsyncCommand<T> command) {
        return Mono.defer(() -> submit.apply(command))
                .<JobOutcome<T>>map(result -> new JobOutcome.Succeeded<>(command, result))
                .switchIfEmpty(Mono.fromSupplier(() -> new JobOutcome.Succeeded<>(command, null)))
                .onErrorResume(failure -> Mono.just(new JobOutcome.Failed<>(command, failure)));
    }
}
