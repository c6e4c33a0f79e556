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
import io.github.cloudstackreactive.exchange.Exchange;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.JobReport;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** One look at one job. */
final class JobLook {

    private static final UntypedCommand<JsonNode> QUERY = Command.of("queryAsyncJobResult");

    private final Exchange exchange;
    private final Decoder decoder;

    JobLook(Exchange exchange, Decoder decoder) {
        this.exchange = exchange;
        this.decoder = decoder;
    }

    Mono<JobReport> at(String jobId) {
        UntypedCommand<JsonNode> query = QUERY.with("jobid", jobId);
        return exchange.send(query, query.parameters(), reply -> decoder.job(query, reply));
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
                && !(failure instanceof ConfigurationException
                        || failure instanceof AuthenticationException
                        || failure instanceof TwoFactorRequiredException
                        || failure instanceof NotAllowedException
                        || failure instanceof InvalidParameterException);
    }
}
