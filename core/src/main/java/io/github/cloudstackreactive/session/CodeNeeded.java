package io.github.cloudstackreactive.session;

import io.github.cloudstackreactive.exchange.Deadline;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A login that needs the code of the user's second factor; until it is verified, calls end in {@link
 * io.github.cloudstackreactive.error.TwoFactorRequiredException}.
 */
public final class CodeNeeded implements LoginStep {

    private final SessionAuthenticator authenticator;
    private final OpenSession session;

    CodeNeeded(SessionAuthenticator authenticator, OpenSession session) {
        this.authenticator = authenticator;
        this.session = session;
    }

    /**
     * What makes the codes, such as {@code totp} or {@code staticpin}; null where the server names nothing, as it does for a
     * user who has not set up his second factor yet.
     */
    public @Nullable String provider() {
        return session.provider();
    }

    /**
     * Sends the code ({@code validateUserTwoFactorAuthenticationCode}); from then on calls are made in the session.
     *
     * <p>A code that is not accepted ends in {@link io.github.cloudstackreactive.error.TwoFactorRequiredException}, and the
     * server has then ended the session (tried): this step is of no more use, and {@link Session#login()} gives another.
     * After any other failure, and after a cancel, the code may be sent again.
     *
     * @return cold: each subscription sends the code, unless one has been accepted
     */
    public Mono<LoggedIn> verify(String code) {
        return Deadline.ofEach(SecondFactor.VERIFY, authenticator.verify(session, code));
    }

    /** What makes the codes. */
    @Override
    public String toString() {
        return "CodeNeeded[" + (provider() == null ? "no provider" : provider()) + "]";
    }
}
