package io.github.cloudstackreactive.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides who calls and whether he may, in the server's order: the command is known, the request has not expired, the key
 * is known, the account is within its limit, the command is allowed to it, the signature is right.
 *
 * <p>So a bad signature counts against the limit, and is never heard of for a command that is not allowed.
 */
final class Gate {

    private static final Duration FURTHEST_EXPIRY = Duration.ofMinutes(15);
    private static final Pattern READS = Pattern.compile("(get|list|query|find)\\w+");
    private static final Set<String> READS_BY_ANNOTATION = Set.of(
            "isaccountallowedtocreateofferingswithtags",
            "readyforshutdown",
            "cloudianisenabled",
            "quotabalance",
            "quotasummary",
            "quotatarifflist",
            "quotaisenabled",
            "quotastatement",
            "verifyoauthcodeandgetuser");

    private final Settings settings;
    private final Commands commands;
    private final List<Account> accounts;
    private final Sessions sessions;
    private final @Nullable Throttle throttle;

    Gate(Settings settings, Commands commands, List<Account> accounts, Sessions sessions, @Nullable Throttle throttle) {
        this.settings = settings;
        this.commands = commands;
        this.accounts = accounts;
        this.sessions = sessions;
        this.throttle = throttle;
    }

    /** Who calls; a refusal is thrown. */
    Account admit(Call call) {
        Account caller = settings.unauthenticated ? unauthenticated(call) : authenticated(call);
        if (settings.enforcePostAndTimestamps && call.get() && changesState(call.name())) {
            throw Refusal.needsPost(call.name());
        }
        for (Map.Entry<String, String> parameter : call.parameters().byName().entrySet()) {
            if (hasControlCharacter(parameter.getValue())) {
                throw Refusal.of(
                        431,
                        Refusal.GENERAL,
                        "Received value containing illegal ASCII non-printable characters for parameter "
                                + parameter.getKey().toLowerCase(Locale.ROOT));
            }
        }
        return caller;
    }

    /** On the integration port everybody is the admin, and an unknown command is 432. */
    private Account unauthenticated(Call call) {
        Account admin = accounts.get(0);
        Command command = commands.named(call.command());
        if (command == null || !commands.allowed(command, admin)) {
            throw Refusal.notAvailable(call.name(), admin.userId());
        }
        return admin;
    }

    private Account authenticated(Call call) {
        return Sessions.isInSession(call) ? inSession(call) : signed(call);
    }

    /** In a session an unknown command is 432 (session-unknown-command.txt). */
    private Account inSession(Call call) {
        Account caller = sessions.of(call).user();
        count(caller);
        Command command = commands.named(call.command());
        if (command == null || !commands.allowed(command, caller)) {
            throw Refusal.notAvailable(call.name(), caller.userId());
        }
        return caller;
    }

    private void count(Account caller) {
        if (throttle != null && (settings.apiLimitForAdmins || !caller.admin())) {
            throttle.count(caller);
        }
    }

    private Account signed(Call call) {
        String apiKey = call.parameters().filled("apikey");
        String signature = call.parameters().filled("signature");
        if (call.command() == null || apiKey == null || signature == null) {
            throw Refusal.notVerified();
        }
        Command command = commands.named(call.command());
        if (command == null) {
            throw Refusal.unknownCommand();
        }
        if (!inTime(call.parameters())) {
            throw Refusal.notVerified();
        }
        Account caller = byApiKey(apiKey);
        if (caller == null) {
            throw Refusal.notVerified();
        }
        count(caller);
        if (!commands.allowed(command, caller)) {
            throw Refusal.notAvailable(command.name(), caller.userId());
        }
        if (call.cookie("JSESSIONID") != null) {
            // apikey-plus-foreign-session-cookie.txt
            throw Refusal.notVerified();
        }
        if (!Signatures.matches(
                call.parameters().asSent(), caller.secretKey(), signature, settings.signatureAlgorithm)) {
            throw Refusal.notVerified();
        }
        return caller;
    }

    private @Nullable Account byApiKey(String apiKey) {
        for (Account account : accounts) {
            if (account.apiKey().equals(apiKey)) {
                return account;
            }
        }
        return null;
    }

    /** Without signatureVersion=3 an expiry is not looked at, unless timestamps are enforced. */
    private boolean inTime(Parameters parameters) {
        if (!"3".equals(parameters.get("signatureversion"))) {
            return !settings.enforcePostAndTimestamps;
        }
        String text = parameters.get("expires");
        Instant expires = text == null ? null : Signatures.expires(text);
        if (expires == null) {
            return false;
        }
        Instant now = settings.clock.instant();
        return expires.isAfter(now)
                && !(settings.enforcePostAndTimestamps && expires.isAfter(now.plus(FURTHEST_EXPIRY)));
    }

    private static boolean changesState(String command) {
        String lower = command.toLowerCase(Locale.ROOT);
        return !READS.matcher(lower).matches() && !READS_BY_ANNOTATION.contains(lower);
    }

    private static boolean hasControlCharacter(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') {
                return true;
            }
        }
        return false;
    }
}
