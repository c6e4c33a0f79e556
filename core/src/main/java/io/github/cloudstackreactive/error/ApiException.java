package io.github.cloudstackreactive.error;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The server understood the request and answered with an error of its own. */
public abstract sealed class ApiException extends CloudStackException
        permits AuthenticationException,
                CapacityException,
                ConflictException,
                InvalidParameterException,
                LimitExceededException,
                NotAllowedException,
                ServerFaultException,
                ThrottledException,
                TwoFactorRequiredException,
                UnavailableException {

    private final ErrorBody body;
    private @Nullable String known;

    ApiException(String command, ErrorBody body, String remedy) {
        super(command, command + " failed with " + body + (body.text().endsWith(".") ? " " : ". ") + remedy);
        this.body = body;
    }

    /**
     * The exception for an error body, by its code ({@code ApiErrorCode} of the server).
     *
     * @param hint more that is known of this failure, such as the clock skew of a 401; it ends the message
     */
    public static ApiException of(String command, ErrorBody body, @Nullable String hint) {
        String more = hint == null ? "" : " " + hint;
        ApiException exception = switch (body.errorCode()) {
            case 401 -> new AuthenticationException(command, body, more);
            case 511 -> new TwoFactorRequiredException(command, body, more);
            case 403, 432 -> new NotAllowedException(command, body, more);
            case 531 ->
                command.equals("login")
                        ? new AuthenticationException(command, body, more)
                        : new NotAllowedException(command, body, more);
            case 404, 430, 431 -> new InvalidParameterException(command, body, more);
            case 532, 535 -> new LimitExceededException(command, body, more);
            case 533 -> new CapacityException(command, body, more);
            case 503, 534 -> new UnavailableException(command, body, more);
            case 536, 537 -> new ConflictException(command, body, more);
            case 429 -> new ThrottledException(command, body, more);
            default -> new ServerFaultException(command, body, more);
        };
        exception.known = hint;
        return exception;
    }

    @Override
    public final ApiException again() {
        ApiException same = of(Objects.requireNonNull(command()), body, known);
        same.initCause(this);
        String hint = hint();
        if (hint != null) {
            same.initHint(hint);
        }
        return same;
    }

    /** The HTTP status of the reply. */
    public final int status() {
        return body.status();
    }

    /** CloudStack's {@code errorcode}, such as 431. */
    public final int errorCode() {
        return body.errorCode();
    }

    /** CloudStack's finer {@code cserrorcode}, such as 4350; null where the server gave none. */
    public final @Nullable Integer csErrorCode() {
        return body.csErrorCode();
    }

    /** How long to wait before another attempt, as the server or what stands before it asks; null if neither says. */
    public @Nullable Duration retryAfter() {
        return body.retryAfter();
    }

    /** What the server wrote about the error, with sensitive values taken out. */
    public final String text() {
        return body.text();
    }
}
