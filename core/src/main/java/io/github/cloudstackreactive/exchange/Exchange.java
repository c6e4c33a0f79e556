package io.github.cloudstackreactive.exchange;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.github.cloudstackreactive.error.MissingParameterException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.transport.Faults;
import io.github.cloudstackreactive.transport.Receiving;
import io.github.cloudstackreactive.transport.Sending;
import io.github.cloudstackreactive.transport.Transport;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends a command and reads its reply, as often as the command's facts allow.
 *
 * <p>Each attempt is signed anew. What a command that is not safe may have done when its reply was lost is not guessed:
 * it ends in {@link OutcomeUnknownException} and is not sent again.
 */
public final class Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /** A URL longer than this goes as a form: servers refuse 8 KB, and what stands before them may refuse less. */
    private static final int LONGEST_URL = 2_000;

    private final Transport transport;
    private final Authenticator authenticator;
    private final ExchangeSettings settings;
    private final AtomicLong calls;
    private volatile @Nullable String serverVersion;

    public Exchange(Transport transport, Authenticator authenticator, ExchangeSettings settings) {
        this(transport, authenticator, settings, new AtomicLong());
    }

    private Exchange(Transport transport, Authenticator authenticator, ExchangeSettings settings, AtomicLong calls) {
        this.transport = transport;
        this.authenticator = authenticator;
        this.settings = settings;
        this.calls = calls;
    }

    /** The same exchange for who repeats calls by a plan of his own: each is sent once. */
    public Exchange withoutRetries() {
        return new Exchange(transport, authenticator, settings.withoutRetries(), calls);
    }

    /**
     * Sends a command with these parameters, in place of its own, and reads the reply.
     *
     * @param reading from a reply to its meaning, or to a {@link CloudStackException}
     * @return cold: every subscription is a call of its own
     */
    public <R> Mono<R> send(Command<?> command, Parameters parameters, Function<Reply, Mono<R>> reading) {
        Description description = command.description();
        return Mono.defer(() -> {
            requireAll(description, parameters);
            Call call = new Call(calls.incrementAndGet(), description.name());
            Parameters asked = asked(description, parameters);
            if (settings.listener() == CallListener.NONE) {
                return attempt(call, description, asked, reading, 1);
            }
            long began = System.nanoTime();
            tell(listener -> listener.onStart(call));
            // Told before the subscriber sees the end, and once: who has the answer may well cancel.
            AtomicBoolean over = new AtomicBoolean();
            return attempt(call, description, asked, reading, 1)
                    .doOnSuccess(answer -> ended(over, call, null, false, began))
                    .doOnError(failure -> ended(over, call, failure, false, began))
                    .doOnCancel(() -> ended(over, call, null, true, began));
        });
    }

    /**
     * Sends a command with these parameters, in place of its own, and hands on the reply as it arrives.
     *
     * <p>What is received by an attempt that breaks is followed by what the next one receives, from its beginning.
     *
     * @return cold: every subscription is a call of its own
     */
    public <R> Flux<R> stream(Command<?> command, Parameters parameters, Receiving<R> receiving) {
        Description description = command.description();
        return Flux.defer(() -> {
            requireAll(description, parameters);
            Call call = new Call(calls.incrementAndGet(), description.name());
            Parameters asked = asked(description, parameters);
            long began = System.nanoTime();
            tell(listener -> listener.onStart(call));
            AtomicBoolean over = new AtomicBoolean();
            return pieces(call, description, asked, receiving, 1)
                    .doOnComplete(() -> ended(over, call, null, false, began))
                    .doOnError(failure -> ended(over, call, failure, false, began))
                    .doOnCancel(() -> ended(over, call, null, true, began));
        });
    }

    private Parameters asked(Description description, Parameters parameters) {
        return parameters
                .with("command", description.name())
                .with("response", settings.form().parameter());
    }

    private void ended(AtomicBoolean over, Call call, @Nullable Throwable failure, boolean cancelled, long began) {
        if (over.compareAndSet(false, true)) {
            tell(listener -> listener.onEnd(call, failure, cancelled, since(began)));
        }
    }

    /** Tells the listener that a smaller page size was learned from the server. */
    public void pageSizeLearned(String command, int asked, int allowed) {
        LOG.info(
                "The server takes pages of at most {} rows: {} asks for that from now on, not {}.",
                allowed,
                command,
                asked);
        tell(listener -> listener.onPageSizeLearned(command, asked, allowed));
    }

    /** Tells of what version the server is, so that a refusal of a newer command can say so. */
    public void serverVersionLearned(String version) {
        serverVersion = version;
    }

    private static void requireAll(Description description, Parameters parameters) {
        if (description.required().isEmpty()) {
            return;
        }
        List<String> missing = description.required().stream()
                .filter(name -> !parameters.has(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new MissingParameterException(description.name(), missing);
        }
    }

    private <R> Mono<R> attempt(
            Call call, Description command, Parameters asked, Function<Reply, Mono<R>> reading, int number) {
        return once(call, command, asked, reading, number).onErrorResume(CloudStackException.class, failure -> {
            Duration wait = settings.retry().waitAfter(command, failure, number);
            if (wait == null) {
                return Mono.error(judged(command, asked, failure));
            }
            tell(listener -> listener.onRetry(call, failure, wait));
            return Mono.delay(wait).then(attempt(call, command, asked, reading, number + 1));
        });
    }

    private <R> Mono<R> once(
            Call call, Description command, Parameters asked, Function<Reply, Mono<R>> reading, int number) {
        return Mono.defer(() -> {
            long began = System.nanoTime();
            Duration patience = command.safe() ? settings.safePatience() : settings.patience();
            Sending sending = new Sending(() -> tell(listener -> listener.onSent(call, number)));
            Mono<Reply> replied = signed(command.name(), asked, patience)
                    .flatMap(
                            request -> transport.roundTrip(method(command, asked, request), request, patience, sending))
                    .onErrorMap(thrown -> Faults.named(
                            command.name(), transport.endpoint(), thrown, sending.mayHaveBeenSeen(), patience));
            if (settings.listener() == CallListener.NONE) {
                return replied.flatMap(reading);
            }
            return replied.doOnNext(reply ->
                            tell(listener -> listener.onReply(call, reply.status(), reply.length(), since(began))))
                    .flatMap(reading);
        });
    }

    private <R> Flux<R> pieces(Call call, Description command, Parameters asked, Receiving<R> receiving, int number) {
        AtomicBoolean anyReceived = new AtomicBoolean();
        return piecesOnce(call, command, asked, receiving, number)
                .doOnNext(received -> anyReceived.lazySet(true))
                .onErrorResume(CloudStackException.class, failure -> {
                    boolean mayFollow = !(receiving.atItsOwnPace() && anyReceived.get());
                    Duration wait = mayFollow ? settings.retry().waitAfter(command, failure, number) : null;
                    if (wait == null) {
                        return Flux.error(judged(command, asked, failure));
                    }
                    tell(listener -> listener.onRetry(call, failure, wait));
                    receiving.onRetry(failure);
                    return Mono.delay(wait).thenMany(pieces(call, command, asked, receiving, number + 1));
                });
    }

    private <R> Flux<R> piecesOnce(
            Call call, Description command, Parameters asked, Receiving<R> receiving, int number) {
        return Flux.defer(() -> {
            Duration patience = command.safe() ? settings.safePatience() : settings.patience();
            Sending sending = new Sending(() -> tell(listener -> listener.onSent(call, number)));
            Function<Throwable, Throwable> naming = thrown ->
                    Faults.named(command.name(), transport.endpoint(), thrown, sending.mayHaveBeenSeen(), patience);
            Receiving<R> heard = new Heard<>(call, receiving, naming, System.nanoTime());
            return signed(command.name(), asked, patience)
                    .flatMapMany(request ->
                            transport.stream(method(command, asked, request), request, patience, sending, heard))
                    .onErrorMap(naming);
        });
    }

    private Mono<SignedRequest> signed(String command, Parameters asked, Duration patience) {
        return Mono.defer(() -> {
                    Mono<SignedRequest> signed = authenticator.sign(asked);
                    // What is there already, or made on the spot, cannot be late.
                    return signed instanceof Callable ? signed : signed.timeout(patience);
                })
                .onErrorMap(
                        failure -> !(failure instanceof CloudStackException),
                        failure -> TransportException.passing(
                                command,
                                command + ": the authenticator failed ("
                                        + failure.getClass().getSimpleName() + "); nothing was sent.",
                                false,
                                failure))
                .switchIfEmpty(Mono.error(() -> new ConfigurationException(
                        command + ": the authenticator gave no request to send; nothing was sent.")));
    }

    private Method method(Description command, Parameters asked, SignedRequest request) {
        if (settings.getOnly()) {
            return Method.GET;
        }
        boolean isLong =
                request.query().length() + transport.endpoint().toString().length() > LONGEST_URL;
        return command.method() == Method.POST || asked.anySensitive() || isLong ? Method.POST : Method.GET;
    }

    /** Turns a failure after which nobody knows whether the command was carried out into one that says so. */
    private CloudStackException judged(Description command, Parameters asked, CloudStackException failure) {
        boolean unknown = failure instanceof TransportException transport
                ? transport.sent()
                : failure instanceof ProtocolException protocol
                        && !protocol.carriedOut()
                        && mayHaveBeenCarriedOut(protocol.status());
        if (unknown && !command.safe()) {
            return new OutcomeUnknownException(command.name(), asked.get("customjobid"), failure);
        }
        String age = CommandAge.hint(command, failure, serverVersion);
        return age == null ? failure : failure.initHint(age);
    }

    // 4xx from whatever stands before the server is a refusal, but for those that a proxy gives after it has passed it
    // on.
    private static boolean mayHaveBeenCarriedOut(int status) {
        return status / 100 == 2 || status / 100 == 5 || status == 408 || status == 429;
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void tell(Consumer<CallListener> event) {
        try {
            event.accept(settings.listener());
        } catch (RuntimeException | LinkageError fault) {
            LOG.warn("A CallListener threw; the call goes on.", fault);
        }
    }

    /** Receives as another does, and tells when the reply is whole. */
    private final class Heard<R> implements Receiving<R> {

        private final Call call;
        private final Receiving<R> receiving;
        private final Function<Throwable, Throwable> naming;
        private final long began;
        private long bytes;

        Heard(Call call, Receiving<R> receiving, Function<Throwable, Throwable> naming, long began) {
            this.call = call;
            this.receiving = receiving;
            this.naming = naming;
            this.began = began;
        }

        @Override
        public Publisher<R> receive(ReplyHead head, Flux<ByteBuf> body) {
            return receiving.receive(
                    head,
                    body.doOnNext(piece -> bytes += piece.readableBytes())
                            .doOnComplete(
                                    () -> tell(listener -> listener.onReply(call, head.status(), bytes, since(began))))
                            .onErrorMap(naming));
        }

        @Override
        public boolean atItsOwnPace() {
            return receiving.atItsOwnPace();
        }
    }
}
