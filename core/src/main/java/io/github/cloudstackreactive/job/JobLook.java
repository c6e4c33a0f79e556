package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.error.InvalidParameterException;
import io.github.cloudstackreactive.error.NotAllowedException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.error.TwoFactorRequiredException;
import io.github.cloudstackreactive.exchange.Deadline;
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.JobReport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** One look at one job. */
final class JobLook {

    private static final UntypedCommand<JsonNode> QUERY = Command.of("queryAsyncJobResult");

    private final Exchange exchange;
    private final Decoder decoder;
    private final LookRate rate;
    private final JobTracking settings;

    JobLook(Exchange exchange, Decoder decoder, LookRate rate, JobTracking settings) {
        this.exchange = exchange;
        this.decoder = decoder;
        this.rate = rate;
        this.settings = settings;
    }

    /** Looks as soon as the rate of looks allows, or says that the deadline has passed before it did. */
    Mono<JobReport> inTurn(String jobId) {
        return Mono.deferContextual(context -> {
                    Deadline deadline = Deadline.of(context);
                    if (deadline != null && deadline.left().isZero()) {
                        // To be told so by the exchange, which sends nothing.
                        return Mono.just(true);
                    }
                    long now = settings.timer().now(TimeUnit.NANOSECONDS);
                    Duration wait = Duration.ofNanos(rate.tryTake(now) - now);
                    return wait.isZero() || wait.isNegative()
                            ? Mono.just(true)
                            : Mono.delay(shorter(wait, deadline), settings.timer())
                                    .then(Mono.<Boolean>empty());
                })
                .repeatWhenEmpty(Integer.MAX_VALUE, waits -> waits)
                .then(at(jobId));
    }

    private static Duration shorter(Duration wait, @Nullable Deadline deadline) {
        return deadline == null || deadline.left().compareTo(wait) > 0 ? wait : deadline.left();
    }

    /** Looks, where the rate was minded already. */
    Mono<JobReport> at(String jobId) {
        return Mono.defer(() -> {
            UntypedCommand<JsonNode> query = QUERY.with("jobid", jobId);
            return exchange.send(query, query.parameters(), reply -> decoder.job(query, reply));
        });
    }

    /** Whether the server says that it knows no such job. */
    static boolean knowsNoSuchJob(Throwable failure) {
        return failure instanceof InvalidParameterException;
    }

    /** Whether a failed look says nothing of the job, so that another may be taken later. */
    static boolean mayPass(Throwable failure) {
        if (failure instanceof TransportException transport) {
            return transport.mayPass();
        }
        return failure instanceof CloudStackException
                && !concernsAllJobs(failure)
                && !(failure instanceof NotAllowedException || failure instanceof InvalidParameterException);
    }

    /** Whether a look at any other job would fail in the same way, now and later. */
    static boolean concernsAllJobs(Throwable failure) {
        return failure instanceof ConfigurationException
                || failure instanceof AuthenticationException
                || failure instanceof TwoFactorRequiredException
                || (failure instanceof TransportException transport && !transport.mayPass());
    }
}
