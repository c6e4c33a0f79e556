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
import io.github.cloudstackreactive.reply.KnownSecrets;
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

    private static final String LOGIN = "login";
    private static final String NOTHING_ELSE = "Nothing but that was sent.";
    private static final int REFUSED_BY_A_PROXY = 502;
    private static final int UNAVAILABLE = 503;
    private static final int TIMED_OUT_BEHIND_A_PROXY = 504;

    private final Transport transport;
    private final Duration patience;
    private final Decoder decoder;

    /**
     * @param patience how long a reply may take to begin, and then to end
     * @param form how the server writes strings; these requests ask for JSON in any case
     * @param secrets what no message repeats, beside the parameters of these requests
     */
    Errand(Transport transport, Duration patience, Clock clock, ReplyForm form, KnownSecrets secrets) {
        this.transport = transport;
        this.patience = patience;
        this.decoder = new Decoder(clock, new ReplyForm(false, form.urlEncoded()), ReplyLimits.DEFAULT, secrets);
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
        return run(command, method, signing, reading, () -> {});
    }

    /**
     * The same.
     *
     * @param onSent run when a connection takes the request
     */
    <R> Mono<R> run(
            Command<JsonNode> command,
            Method method,
            Function<Parameters, Mono<SignedRequest>> signing,
            BiFunction<JsonNode, Reply, R> reading,
            Runnable onSent) {
        String name = command.description().name();
        return Mono.defer(() -> {
            Sending sending = new Sending(onSent);
            Parameters asked = command.parameters().with("command", name).with("response", "json");
            return signing.apply(asked)
                    .flatMap(request -> transport.roundTrip(method, request, patience, sending))
                    .onErrorMap(thrown -> named(name, thrown, sending.mayHaveBeenSeen()))
                    .flatMap(
                            reply -> decoder.answer(command, reply).map(answer -> reading.apply(value(answer), reply)));
        });
    }

    private CloudStackException named(String command, Throwable thrown, boolean sent) {
        if (thrown instanceof CloudStackException || !Faults.isTimeout(thrown)) {
            return Faults.named(command, transport.endpoint(), thrown, sent, patience);
        }
        return TransportException.passing(
                command,
                command + ": " + Faults.server(transport.endpoint()) + " gave no whole reply within "
                        + patience.toMillis() / 1000.0 + " s"
                        + (command.equals(LOGIN)
                                ? ", so nobody is logged in. Check that the endpoint is the API's, and that the server, its"
                                        + " database and the directory that it may ask for passwords (LDAP) are up"
                                : ". Check that the endpoint is the API's, and that the server and its database are up")
                        + ", or allow it more time (replyTimeout).",
                sent,
                thrown);
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
            // As a failure of the network where it may pass: a call that changes something may then be tried again.
            return mayPass(strange.status())
                    ? notSent(strange, true)
                    : strange.again().initHint(NOTHING_ELSE);
        }
        return failure instanceof CloudStackException named ? named.again() : failure;
    }

    private static boolean mayPass(int status) {
        return status == REFUSED_BY_A_PROXY || status == UNAVAILABLE || status == TIMED_OUT_BEHIND_A_PROXY;
    }

    private static TransportException notSent(CloudStackException failure, boolean mayPass) {
        String message = Objects.requireNonNull(failure.getMessage()) + " " + NOTHING_ELSE;
        return mayPass
                ? TransportException.passing(failure.command(), message, false, failure)
                : TransportException.lasting(failure.command(), message, failure);
    }
}
