package io.github.cloudstackreactive.session;

import io.github.cloudstackreactive.auth.Authenticator;
import io.github.cloudstackreactive.auth.SignatureAlgorithm;
import io.github.cloudstackreactive.auth.SignedRequest;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Method;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.AuthenticationException;
import io.github.cloudstackreactive.error.NotAllowedException;
import io.github.cloudstackreactive.reply.ReplyForm;
import io.github.cloudstackreactive.transport.Transport;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Finds out by which algorithm the server wants to be asked, and signs by that.
 *
 * <p>Before its first signature it asks {@code listCapabilities}, which changes nothing, so that no other command is ever
 * sent twice: signed by HMAC-SHA1 first, since every released server takes that and no other (tried on 4.22), and only if
 * that is refused with 401 by HMAC-SHA512. The answer is kept. Refused both times, the call ends in the server's own 401,
 * and the next call asks again.
 */
public final class ProbingAuthenticator implements Authenticator {

    private final Authenticator sha1;
    private final Authenticator sha512;
    private final Errand errand;
    private final Mono<Authenticator> chosen;
    private volatile @Nullable Authenticator known;

    private ProbingAuthenticator(
            Function<SignatureAlgorithm, Authenticator> signing,
            Transport transport,
            Duration patience,
            Clock clock,
            ReplyForm form) {
        this.sha1 = signing.apply(SignatureAlgorithm.HMAC_SHA1);
        this.sha512 = signing.apply(SignatureAlgorithm.HMAC_SHA512);
        this.errand = new Errand(transport, patience, clock, form, this::forEachSecret);
        this.chosen = Mono.defer(this::probe)
                .doOnNext(found -> known = found)
                .contextWrite(callers -> Context.empty())
                .cacheInvalidateIf(found -> false);
    }

    /**
     * Asks over this transport.
     *
     * @param signing what signs by an algorithm, in the name of the same credentials
     * @param patience how long the reply may take
     * @param form how the server writes strings
     */
    public static ProbingAuthenticator of(
            Function<SignatureAlgorithm, Authenticator> signing,
            Transport transport,
            Duration patience,
            Clock clock,
            ReplyForm form) {
        return new ProbingAuthenticator(signing, transport, patience, clock, form);
    }

    @Override
    public Mono<SignedRequest> sign(Parameters parameters) {
        Authenticator found = known;
        return found != null
                ? found.sign(parameters)
                : chosen.onErrorMap(Errand::beforeTheCall).flatMap(now -> now.sign(parameters));
    }

    @Override
    public Mono<Boolean> renew(SignedRequest refused) {
        return Mono.defer(() -> {
            Authenticator found = known;
            return found == null ? Mono.just(false) : found.renew(refused);
        });
    }

    /** Those of the signatures made so far. */
    @Override
    public void forEachSecret(Consumer<String> secret) {
        sha1.forEachSecret(secret);
        sha512.forEachSecret(secret);
    }

    private Mono<Authenticator> probe() {
        return asked(sha1)
                .onErrorResume(
                        AuthenticationException.class,
                        refusal -> asked(sha512)
                                .onErrorMap(
                                        AuthenticationException.class,
                                        again -> refusal.initHint("So it answers to " + SignatureAlgorithm.HMAC_SHA1
                                                + " and to " + SignatureAlgorithm.HMAC_SHA512 + ".")));
    }

    private Mono<Authenticator> asked(Authenticator signing) {
        return errand.run(Command.of("listCapabilities"), Method.GET, signing::sign, (answer, reply) -> signing)
                // Told before the signature is looked at: it leaves open whether this one is right, and the usual one
                // is likely.
                .onErrorReturn(NotAllowedException.class, signing);
    }

    /** What it has found. */
    @Override
    public String toString() {
        Authenticator found = known;
        return "ProbingAuthenticator[" + (found == null ? "not asked yet" : found) + "]";
    }
}
