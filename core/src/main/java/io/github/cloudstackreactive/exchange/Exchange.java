package io.github.cloudstackreactive.exchange;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.MissingParameterException;
import io.github.cloudstackreactive.error.OutcomeUnknownException;
import io.github.cloudstackreactive.error.OverloadedException;
import io.github.cloudstackreactive.error.ProtocolException;
import io.github.cloudstackreactive.error.ThrottledException;
import io.github.cloudstackreactive.error.TransportException;
import io.github.cloudstackreactive.error.TwoFactorRequiredException;
import io.github.cloudstackreactive.limit.Admission;
import io.github.cloudstackreactive.limit.Lane;
import io.github.cloudstackreactive.limit.LimitSettings;
import io.github.cloudstackreactive.limit.Load;
import io.github.cloudstackreactive.limit.Place;
import io.github.cloudstackreactive.reply.Reply;
import io.github.cloudstackreactive.reply.ReplyHead;
import io.github.cloudstackreactive.transport.Faults;
import io.github.cloudstackreactive.transport.Receiving;
import io.github.cloudstackreactive.transport.Sending;
import io.github.cloudstackreactive.transport.Transport;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
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
import reactor.util.context.ContextView;

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

    private static final int UNAUTHORIZED = 401;

    private final Transport transport;
    private final Proof proof;
    private final ExchangeSettings settings;
    private final Admission admission;
    private final RetryBudget budget;
    private final AtomicLong calls;
    private volatile @Nullable String serverVersion;

    public Exchange(Transport transport, Authenticator authenticator, ExchangeSettings settings) {
        this(
                transport,
                new Proof(authenticator),
                settings,
                new Admission(settings.admission()),
                new RetryBudget(settings.retry().share()),
                new AtomicLong());
    }

    private Exchange(
            Transport transport,
            Proof proof,
            ExchangeSettings settings,
            Admission admission,
            RetryBudget budget,
            AtomicLong calls) {
        this.transport = transport;
        this.proof = proof;
        this.settings = settings;
        this.admission = admission;
        this.budget = budget;
        this.calls = calls;
    }

    /** The same exchange for who repeats calls by a plan of his own: each is sent once. */
    public Exchange withoutRetries() {
        return new Exchange(transport, proof, settings.withoutRetries(), admission, budget, calls);
    }

    /**
     * Sends a command with these parameters, in place of its own, and reads the reply.
     *
     * @param reading from a reply to its meaning, or to a {@link CloudStackException}
     * @return cold: every subscription is a call of its own
     */
    public <R> Mono<R> send(Command<?> command, Parameters parameters, Function<Reply, Mono<R>> reading) {
        return Mono.deferContextual(context -> {
            Attempts attempts = begun(command.description(), parameters, Lane.NORMAL, context);
            Mono<R> answer = inTime(attempts, attempt(attempts, reading));
            if (settings.listener() == CallListener.NONE) {
                return answer;
            }
            long began = System.nanoTime();
            tell(listener -> listener.onStart(attempts.call));
            // Told before the subscriber sees the end, and once: who has the answer may well cancel.
            return answer.doOnSuccess(received -> ended(attempts, null, false, began))
                    .doOnError(failure -> ended(attempts, failure, false, began))
                    .doOnCancel(() -> ended(attempts, null, true, began));
        });
    }

    /**
     * Sends a command with these parameters, in place of its own, and hands on the reply as it arrives.
     *
     * <p>What is received by an attempt that breaks is followed by what the next one receives, from its beginning.
     *
     * @param lane in which it waits for its turn, unless the context says otherwise
     * @return cold: every subscription is a call of its own
     */
    public <R> Flux<R> stream(Command<?> command, Parameters parameters, Lane lane, Receiving<R> receiving) {
        return Flux.deferContextual(context -> {
            Attempts attempts = begun(command.description(), parameters, lane, context);
            Flux<R> received = inTime(attempts, pieces(attempts, receiving));
            long began = System.nanoTime();
            tell(listener -> listener.onStart(attempts.call));
            return received.doOnComplete(() -> ended(attempts, null, false, began))
                    .doOnError(failure -> ended(attempts, failure, false, began))
                    .doOnCancel(() -> ended(attempts, null, true, began));
        });
    }

    private Attempts begun(Description command, Parameters parameters, Lane lane, ContextView context) {
        requireAll(command, parameters);
        budget.called();
        return new Attempts(
                new Call(calls.incrementAndGet(), command.name()),
                command,
                asked(command, parameters),
                lane.unless(context),
                Deadline.of(context),
                command.safe() ? settings.safePatience() : settings.patience());
    }

    private Parameters asked(Description description, Parameters parameters) {
        return parameters
                .with("command", description.name())
                .with("response", settings.form().parameter());
    }

    private void ended(Attempts attempts, @Nullable Throwable failure, boolean cancelled, long began) {
        if (attempts.end()) {
            tell(listener -> listener.onEnd(attempts.call, failure, cancelled, since(began)));
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

    /** Tells how many requests the server takes from an account in a time, as far as that is known to be limited. */
    public void rateTold(int calls, Duration per) {
        admission.rateTold(new LimitSettings.Rate(calls, per));
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

    private <R> Mono<R> attempt(Attempts attempts, Function<Reply, Mono<R>> reading) {
        return once(attempts, reading)
                .onErrorResume(
                        CloudStackException.class,
                        failure -> beforeAnother(attempts, failure).then(attempt(attempts, reading)));
    }

    private <R> Mono<R> once(Attempts attempts, Function<Reply, Mono<R>> reading) {
        return Mono.defer(() -> {
            long began = System.nanoTime();
            Sending sending = begin(attempts);
            Mono<Reply> replied = Mono.using(
                            () -> attempts.entered(enter(attempts)),
                            place -> place.admitted()
                                    .then(proof.of(attempts))
                                    .flatMap(request -> transport.roundTrip(
                                            method(attempts, attempts.signed(request)),
                                            request,
                                            attempts.patience,
                                            sending))
                                    .doOnNext(reply -> place.replied(reply.status()))
                                    .doOnCancel(place::cancelled),
                            Place::leave)
                    .onErrorMap(thrown -> named(attempts, sending, thrown));
            return replied.flatMap(reply -> {
                tellOf(
                        attempts,
                        listener -> listener.onReply(attempts.call, reply.status(), reply.length(), since(began)));
                return reading.apply(reply);
            });
        });
    }

    private <R> Flux<R> pieces(Attempts attempts, Receiving<R> receiving) {
        AtomicBoolean anyReceived = new AtomicBoolean();
        return piecesOnce(attempts, receiving)
                .doOnNext(received -> anyReceived.lazySet(true))
                .onErrorResume(CloudStackException.class, failure -> {
                    if (receiving.atItsOwnPace() && anyReceived.get()) {
                        return Flux.error(judged(attempts, failure));
                    }
                    return beforeAnother(attempts, failure).thenMany(Flux.defer(() -> {
                        receiving.onRetry(failure);
                        return pieces(attempts, receiving);
                    }));
                });
    }

    private <R> Flux<R> piecesOnce(Attempts attempts, Receiving<R> receiving) {
        return Flux.defer(() -> {
            Sending sending = begin(attempts);
            Function<Throwable, Throwable> naming = thrown -> named(attempts, sending, thrown);
            Receiving<R> heard = new Heard<>(attempts, receiving, naming, System.nanoTime());
            return Flux.using(
                            () -> attempts.entered(
                                    receiving.atItsOwnPace()
                                            ? admission.enterApart(attempts.command.name(), attempts.lane)
                                            : enter(attempts)),
                            place -> place.admitted()
                                    .then(proof.of(attempts))
                                    .flatMapMany(request -> transport.stream(
                                            method(attempts, attempts.signed(request)),
                                            request,
                                            attempts.patience,
                                            sending,
                                            heard))
                                    .doOnCancel(place::cancelled),
                            Place::leave)
                    .onErrorMap(naming);
        });
    }

    private Sending begin(Attempts attempts) {
        return attempts.begin(() -> tellOf(attempts, listener -> listener.onSent(attempts.call, attempts.number())));
    }

    private Place enter(Attempts attempts) {
        return admission.enter(attempts.command.name(), attempts.lane, attempts.number() > 1);
    }

    private CloudStackException named(Attempts attempts, Sending sending, Throwable thrown) {
        if (!(thrown instanceof CloudStackException) && Faults.isTimeout(thrown)) {
            attempts.timedOut();
        }
        return Faults.named(
                attempts.command.name(), transport.endpoint(), thrown, sending.mayHaveBeenSeen(), attempts.patience);
    }

    /** Completes when the command is to be sent again; errors with what ends the call. */
    private Mono<Void> beforeAnother(Attempts attempts, CloudStackException failure) {
        CloudStackException before = attempts.failureBefore();
        if (failure instanceof OverloadedException && before != null) {
            return Mono.error(judged(attempts, before).initHint("Its turn for another attempt did not come."));
        }
        // Both are refusals of who asks, before anything is carried out.
        if (failure instanceof TwoFactorRequiredException
                || (failure instanceof AuthenticationException refused && refused.errorCode() == UNAUTHORIZED)) {
            SignedRequest request = attempts.mayBeRenewed();
            if (request != null) {
                return renewed(attempts, request, failure);
            }
        }
        if (failure instanceof ThrottledException throttled) {
            Duration asked = throttled.retryAfter();
            if (asked != null) {
                attempts.throttled(asked);
            }
        }
        return waited(attempts, failure);
    }

    private Mono<Void> waited(Attempts attempts, CloudStackException failure) {
        boolean harmless = attempts.command.safe() || !attempts.mayHaveBeenSeen();
        Duration wait = settings.retry().waitAfter(harmless, failure, attempts.counted(), attempts.refusals());
        if (wait == null) {
            return Mono.error(judged(attempts, failure));
        }
        Deadline deadline = attempts.deadline;
        if (deadline != null && wait.compareTo(deadline.left()) > 0) {
            return Mono.error(judged(attempts, failure).initHint("Its deadline leaves no time to try again."));
        }
        if (burdens(failure) && !budget.take()) {
            return Mono.error(judged(attempts, failure)
                    .initHint("It was not tried again: too many calls of this client fail at this time."));
        }
        retried(attempts, failure, wait);
        attempts.goesOn(failure);
        return admission.pause(wait);
    }

    /** Whether the server had to do with it: not with what it refused for its rate, nor with what never reached it. */
    private static boolean burdens(CloudStackException failure) {
        return !(failure instanceof ThrottledException
                || (failure instanceof TransportException transport && !transport.reached()));
    }

    private void retried(Attempts attempts, CloudStackException failure, Duration wait) {
        if (!attempts.isOver()) {
            CallLog.retry(attempts.call, failure, wait);
            tell(listener -> listener.onRetry(attempts.call, failure, wait));
        }
    }

    private Mono<Void> renewed(Attempts attempts, SignedRequest request, CloudStackException failure) {
        attempts.refused();
        return proof.renewed(attempts, request)
                .flatMap(renewed -> {
                    if (!renewed) {
                        return Mono.error(judged(attempts, failure));
                    }
                    retried(attempts, failure, Duration.ZERO);
                    attempts.goesOnRenewed();
                    return Mono.<Void>empty();
                })
                .onErrorResume(CloudStackException.class, lost -> waited(attempts, lost));
    }

    private <R> Mono<R> inTime(Attempts attempts, Mono<R> answer) {
        Deadline deadline = attempts.deadline;
        if (deadline == null) {
            return answer;
        }
        Duration left = deadline.left();
        Mono<R> late = Mono.error(() -> judged(attempts, passed(attempts, deadline)));
        return left.isZero() ? late : answer.timeout(left, late);
    }

    private <R> Flux<R> inTime(Attempts attempts, Flux<R> received) {
        Deadline deadline = attempts.deadline;
        if (deadline == null) {
            return received;
        }
        Duration left = deadline.left();
        Mono<R> late = Mono.error(() -> judged(attempts, passed(attempts, deadline)));
        AtomicBoolean isLate = new AtomicBoolean(left.isZero());
        // An end of the other one, rather than an error: after an error takeUntilOther cancels nothing.
        return left.isZero()
                ? late.flux()
                : received.takeUntilOther(Mono.delay(left).doOnNext(now -> isLate.set(true)))
                        .concatWith(Mono.defer(() -> isLate.get() ? late : Mono.empty()));
    }

    private static CloudStackException passed(Attempts attempts, Deadline deadline) {
        boolean sent = attempts.mayHaveBeenSeen();
        CloudStackException before = attempts.failureBefore();
        if (!sent && before != null) {
            return before.initHint("Its deadline passed before it was tried again.");
        }
        if (sent) {
            attempts.givenUp();
        }
        return deadline.passed(attempts.command.name(), sent);
    }

    private Method method(Attempts attempts, SignedRequest request) {
        if (settings.getOnly()) {
            return Method.GET;
        }
        boolean isLong =
                request.query().length() + transport.endpoint().toString().length() > LONGEST_URL;
        return attempts.command.method() == Method.POST || attempts.asked.anySensitive() || isLong
                ? Method.POST
                : Method.GET;
    }

    /** Turns a failure after which nobody knows whether the command was carried out into one that says so. */
    private CloudStackException judged(Attempts attempts, CloudStackException failure) {
        Description command = attempts.command;
        boolean unknown = failure instanceof TransportException transport
                ? transport.sent()
                : failure instanceof ProtocolException protocol
                        && !protocol.carriedOut()
                        && mayHaveBeenCarriedOut(protocol.status());
        // A failure of the authenticator's own may look the same.
        if (unknown && !command.safe() && attempts.mayHaveBeenSeen()) {
            return new OutcomeUnknownException(command.name(), attempts.asked.get("customjobid"), failure);
        }
        String age = CommandAge.hint(command, failure, serverVersion);
        return age == null ? failure : failure.initHint(age);
    }

    // 4xx from whatever stands before the server is a refusal, but for those that a proxy gives after passing it on.
    private static boolean mayHaveBeenCarriedOut(int status) {
        return status / 100 == 2 || status / 100 == 5 || status == 408 || status == 429;
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** How long it is, in nanoseconds, until the account's rate lets the next request go, as far as it is known. */
    public long untilRateAllows() {
        return admission.untilRateAllows();
    }

    /** Lets all go that wait for their turn, to be told that the transport is closed. */
    public void close() {
        admission.close();
    }

    /** What this client has in hand now. */
    public Load load() {
        return admission.load();
    }

    /** Tells of a call that is not over: a deadline or a cancel may end it while something happens to it. */
    private void tellOf(Attempts attempts, Consumer<CallListener> event) {
        if (!attempts.isOver()) {
            tell(event);
        }
    }

    private void tell(Consumer<CallListener> event) {
        if (settings.listener() == CallListener.NONE) {
            return;
        }
        try {
            event.accept(settings.listener());
        } catch (RuntimeException | LinkageError fault) {
            LOG.warn("A CallListener threw; the call goes on.", fault);
        }
    }

    /** Receives as another does, and tells when the reply is whole. */
    private final class Heard<R> implements Receiving<R> {

        private final Attempts attempts;
        private final Receiving<R> receiving;
        private final Function<Throwable, Throwable> naming;
        private final long began;
        private long bytes;

        Heard(Attempts attempts, Receiving<R> receiving, Function<Throwable, Throwable> naming, long began) {
            this.attempts = attempts;
            this.receiving = receiving;
            this.naming = naming;
            this.began = began;
        }

        @Override
        public Publisher<R> receive(ReplyHead head, Flux<ByteBuf> body) {
            attempts.replied(head.status());
            return receiving.receive(
                    head,
                    body.doOnNext(piece -> bytes += piece.readableBytes())
                            .doOnComplete(() -> tellOf(
                                    attempts,
                                    listener -> listener.onReply(attempts.call, head.status(), bytes, since(began))))
                            .onErrorMap(naming));
        }

        @Override
        public boolean atItsOwnPace() {
            return receiving.atItsOwnPace();
        }
    }
}
