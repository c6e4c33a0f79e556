package io.github.cloudstackreactive.session;

import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.reply.Answer;
import io.github.cloudstackreactive.reply.Decoder;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.reply.ReplyLimits;
import io.github.cloudstackreactive.transport.Faults;
import io.github.cloudstackreactive.transport.Sending;
import io.github.cloudstackreactive.transport.Transport;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Makes the requests that must come before a call can be signed; each is sent once.
 *
 * <p>They go straight over the transport: the call that waits for one holds its place among the calls already, and repeats
 * itself, and with it these, by its own policy.
 */
final class Errand {

    private static final int REFUSED_BY_A_PROXY = 502;
    private static final int UNAVAILABLE = 503;
    private static final int TIMED_OUT_BEHIND_A_PROXY = 504;

    private final Transport transport;
    private final Duration patience;
    private final Decoder decoder;

    /**
     * @param patience how long a reply may take to begin, and then to end
     * @param form how the server writes strings; these requests ask for JSON in any case
     */
    Errand(Transport transport, Duration patience, Clock clock, ReplyForm form) {
        this.transport = transport;
        this.patience = patience;
        this.decoder = new Decoder(clock, new ReplyForm(false, form.urlEncoded()), ReplyLimits.DEFAULT);
    }

    /**
     * Sends a command and reads its reply.
     *
     * @param signing from all that is asked to the request that is sent
     * @param reading from the answer, a missing node if there is none, and the reply it came in
     * @return cold: each subscription is a request
     */
    <R> Mono<R> run(
            Command<JsonNode> command,
            Method method,
            Function<Parameters, Mono<SignedRequest>> signing,
            BiFunction<JsonNode, Reply, R> reading) {
        String name = command.description().name();
        return Mono.defer(() -> {
            Sending sending = new Sending(() -> {});
            Parameters asked = command.parameters().with("command", name).with("response", "json");
            return signing.apply(asked)
                    .flatMap(request -> transport.roundTrip(method, request, patience, sending))
                    .onErrorMap(thrown ->
                            Faults.named(name, transport.endpoint(), thrown, sending.mayHaveBeenSeen(), patience))
                    .flatMap(
                            reply -> decoder.answer(command, reply).map(answer -> reading.apply(value(answer), reply)));
        });
    }

    private static JsonNode value(Answer<JsonNode> answer) {
        @Nullable JsonNode value = answer instanceof Answer.Value<JsonNode> whole ? whole.value() : null;
        return value == null ? MissingNode.getInstance() : value;
    }

    /**
     * The failure for one of the calls that waited: of its own, and one that says of the call what is true, that it was not
     * sent.
     */
    static Throwable beforeTheCall(Throwable failure) {
        if (failure instanceof TransportException lost && lost.sent()) {
            return notSent(lost, lost.mayPass());
        }
        if (failure instanceof ProtocolException strange) {
            int status = strange.status();
            return notSent(
                    strange,
                    status == REFUSED_BY_A_PROXY || status == UNAVAILABLE || status == TIMED_OUT_BEHIND_A_PROXY);
        }
        return failure instanceof CloudStackException named ? named.again() : failure;
    }

    private static TransportException notSent(CloudStackException failure, boolean mayPass) {
        String message = Objects.requireNonNull(failure.getMessage()) + " Nothing but that was sent.";
        return mayPass
                ? TransportException.passing(failure.command(), message, false, failure)
                : TransportException.lasting(failure.command(), message, failure);
    }
}
