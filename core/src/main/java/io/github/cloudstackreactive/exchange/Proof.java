package io.github.cloudstackreactive.exchange;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.TransportException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Has each attempt proved by an authenticator, and says of its failures that they are not the command's. */
final class Proof {

    /** What an authenticator asks a server for has a limit of its own, which tells better what was late. */
    private static final Duration BEYOND_PATIENCE = Duration.ofSeconds(5);

    private final Authenticator authenticator;

    Proof(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** The request to send for this attempt. */
    Mono<SignedRequest> of(Attempts attempts) {
        String command = attempts.command.name();
        return Mono.defer(() -> signed(attempts))
                .onErrorMap(failure -> ofTheAuthenticator(command, failure))
                .switchIfEmpty(Mono.error(() -> new ConfigurationException(
                        command + ": the authenticator gave no request to send; nothing was sent.")));
    }

    // What is there already, or made on the spot, cannot be late.
    private Mono<SignedRequest> signed(Attempts attempts) {
        try {
            Mono<SignedRequest> signed = authenticator.sign(attempts.asked);
            return signed instanceof Callable<?> made
                    ? Mono.justOrEmpty((SignedRequest) made.call())
                    : inTime(attempts, signed);
        } catch (Exception failure) {
            return Mono.error(Exceptions.unwrap(failure));
        } catch (LinkageError broken) {
            return Mono.error(failed(attempts.command.name(), broken));
        }
    }

    /** Whether a request made anew may fare better than this one, which the server refused. */
    Mono<Boolean> renewed(Attempts attempts, SignedRequest refused) {
        return inTime(attempts, Mono.defer(() -> authenticator.renew(refused)))
                .onErrorMap(failure -> ofTheAuthenticator(attempts.command.name(), failure))
                .defaultIfEmpty(false);
    }

    // A class that is missing, or does not fit, is fatal to Reactor: it tells nobody, and the call would have no end.
    private static <T> Mono<T> inTime(Attempts attempts, Mono<T> asked) {
        return Mono.<T>create(sink -> {
                    try {
                        sink.onDispose(asked.subscribe(
                                sink::success, sink::error, sink::success, Context.of(sink.contextView())));
                    } catch (LinkageError broken) {
                        sink.error(failed(attempts.command.name(), broken));
                    }
                })
                .timeout(attempts.patience.plus(BEYOND_PATIENCE));
    }

    // What the authenticator itself asked may have been lost on its way; the command was not.
    private static CloudStackException ofTheAuthenticator(String command, Throwable failure) {
        if (failure instanceof TransportException lost && lost.sent()) {
            String message = lost.getMessage() + notTheCommand(command);
            return lost.mayPass()
                    ? TransportException.passing(lost.command(), message, false, lost)
                    : TransportException.lasting(lost.command(), message, lost);
        }
        if (failure instanceof OutcomeUnknownException lost) {
            return TransportException.lasting(lost.command(), lost.getMessage() + notTheCommand(command), lost);
        }
        return failure instanceof CloudStackException named ? named : failed(command, failure);
    }

    private static String notTheCommand(String command) {
        return " It was the authenticator's request, not " + command + ".";
    }

    private static TransportException failed(String command, Throwable failure) {
        String how = failure instanceof TimeoutException
                ? "the authenticator gave no request in time; nothing was sent. See whether what it asks for one answers."
                : "the authenticator failed (" + failure.getClass().getSimpleName() + "); nothing was sent.";
        return TransportException.passing(command, command + ": " + how, false, failure);
    }
}
