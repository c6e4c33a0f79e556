package io.github.cloudstackreactive.simulator;

import java.util.Locale;

/**
 * The server's answer that something was wrong, thrown by whatever notices it.
 *
 * <p>It has no stack trace: it is an answer, not a fault of this program.
 */
final class Refusal extends RuntimeException {

    static final int NO_CODE = 0;
    static final int GENERAL = 9999;
    static final int INVALID_VALUE = 4350;
    static final int PERMISSION_DENIED = 4365;

    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;
    private final String text;
    private final boolean beforeDispatch;
    private final boolean foreignKey;

    private Refusal(int status, int code, String text, boolean beforeDispatch, boolean foreignKey) {
        super(text, null, false, false);
        this.status = status;
        this.code = code;
        this.text = text;
        this.beforeDispatch = beforeDispatch;
        this.foreignKey = foreignKey;
    }

    /** By a command that was reached. */
    static Refusal of(int status, int code, String text) {
        return new Refusal(status, code, text, false, false);
    }

    /** Because a test wants it; a 401 has no code of its own (behaviour (b)). */
    static Refusal onRequest(int status, String text) {
        return of(status, status == 401 ? NO_CODE : GENERAL, text);
    }

    static Refusal unknownId(String command, String parameter, String value) {
        return of(
                431,
                GENERAL,
                "Unable to execute API command " + command.toLowerCase(Locale.ROOT)
                        + " due to invalid value. Invalid parameter " + parameter + " value=" + value
                        + " due to incorrect long value format, or entity does not exist or due to incorrect parameter"
                        + " annotation for the field in api cmd class.");
    }

    static Refusal missing(String command, String parameter) {
        return of(
                431,
                GENERAL,
                "Unable to execute API command " + command.toLowerCase(Locale.ROOT) + " due to missing parameter "
                        + parameter);
    }

    static Refusal invalid(String command, String parameter, String value) {
        return of(
                431,
                GENERAL,
                "Unable to execute API command " + command.toLowerCase(Locale.ROOT) + " due to invalid value " + value
                        + " for parameter " + parameter);
    }

    static Refusal otherOwner() {
        return of(531, PERMISSION_DENIED, "Caller does not have permission to operate with provided resource.");
    }

    static Refusal notVerified() {
        return new Refusal(401, NO_CODE, "unable to verify user credentials and/or request signature", true, false);
    }

    /** In a session whose key is missing (session-list-cookie-only-no-param.txt). */
    static Refusal noSessionKey() {
        return new Refusal(401, NO_CODE, "unable to verify user credentials", true, false);
    }

    /** No such reply was recorded: its status and its lack of a code were seen, its words are our own. */
    static Refusal secondFactorNeeded() {
        return new Refusal(511, NO_CODE, "two-factor authentication is required", true, false);
    }

    /** With an API key an unknown command looks like a bad signature, but for the key of the envelope. */
    static Refusal unknownCommand() {
        return new Refusal(401, NO_CODE, "unable to verify user credentials and/or request signature", true, true);
    }

    static Refusal notAvailable(String command, String userId) {
        return new Refusal(
                432,
                GENERAL,
                "The API [" + command + "] does not exist or is not available for the account for user id [" + userId
                        + "].",
                true,
                true);
    }

    static Refusal needsPost(String command) {
        return new Refusal(
                400,
                GENERAL,
                "State changing command " + command + " needs to be sent using POST request",
                true,
                false);
    }

    static Refusal throttled(long millis) {
        return new Refusal(
                429,
                GENERAL,
                "The given user has reached his/her account api limit, please retry after [" + millis + "] ms.",
                true,
                false);
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }

    String text() {
        return text;
    }

    /** Refused before a command was looked at; the XML form then lacks the version. */
    boolean beforeDispatch() {
        return beforeDispatch;
    }

    /** Wrapped in {@code errorresponse} instead of the command's own key. */
    boolean foreignKey() {
        return foreignKey;
    }
}
