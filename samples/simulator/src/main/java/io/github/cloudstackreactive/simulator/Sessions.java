package io.github.cloudstackreactive.simulator;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who is logged in, and the commands that are about that: they are answered before anybody is admitted (behaviour (f)).
 *
 * <p>A request in a session needs its id as a cookie, and its key as a cookie and as a parameter; one that lacks either of
 * the keys is refused, and its session is destroyed.
 */
final class Sessions {

    private static final String ID = "JSESSIONID";
    private static final String KEY = "sessionkey";
    private static final String CODE = "validateUserTwoFactorAuthenticationCode";
    private static final int IDLE_SECONDS = 1800;
    private static final int BAD_CODE = 4295;

    /** What may be called before the second factor is verified (2fa-listApis-before-validate.txt). */
    private static final Set<String> WITHOUT_CODE = Set.of("listApis", "listUserTwoFactorAuthenticatorProviders", CODE);

    private static final List<String> GONE = List.of(
            ID + "=; Expires=Thu, 01-Jan-1970 00:00:00 GMT; Max-Age=0",
            KEY + "=; Expires=Thu, 01-Jan-1970 00:00:00 GMT; Max-Age=0");

    private final Settings settings;
    private final List<Account> accounts;
    private final Map<String, Session> open = new ConcurrentHashMap<>();
    private final AtomicLong opened = new AtomicLong();

    Sessions(Settings settings, List<Account> accounts) {
        this.settings = settings;
        this.accounts = accounts;
    }

    int open() {
        return open.size();
    }

    void expireAll() {
        open.clear();
    }

    /** The answer to a command about sessions; null for any other. */
    @Nullable
    Reply answer(Call call) {
        return switch (call.name()) {
            case "login" -> login(call);
            case "logout" -> logout(call);
            case CODE -> isInSession(call) ? code(call) : null;
            default -> null;
        };
    }

    static boolean isInSession(Call call) {
        return call.cookie(ID) != null && call.parameters().filled("apikey") == null;
    }

    /** The session that the request is in; a refusal is thrown. */
    Session of(Call call) {
        Session session = known(call);
        if (session == null) {
            throw Refusal.notVerified();
        }
        if (!session.key().equals(call.cookie(KEY))
                || !session.key().equals(call.parameters().get(KEY))) {
            open.remove(session.id());
            throw Refusal.noSessionKey();
        }
        if (!session.verified() && !WITHOUT_CODE.contains(call.name())) {
            open.remove(session.id());
            throw Refusal.secondFactorNeeded();
        }
        return session;
    }

    private @Nullable Session known(Call call) {
        String id = call.cookie(ID);
        return id == null ? null : open.get(id);
    }

    private Reply login(Call call) {
        if (call.get()) {
            return Reply.of(
                            405,
                            call.json() ? Reply.JSON : Reply.XML,
                            "Please use HTTP POST to authenticate using this API")
                    .with(List.of(idCookie("none")));
        }
        // A cookie is set on failed logins too.
        String id = "node0" + token() + ".node0";
        if (call.parameters().filled("username") == null) {
            return Reply.of(531, call.json() ? Reply.JSON : Reply.XML, "null").with(List.of(idCookie(id)));
        }
        try {
            Account user = authenticated(call.parameters());
            Session session = new Session(id, token(), user, settings.secondFactor == null);
            open.put(id, session);
            return Envelope.success(call, loginAnswer(session)).with(List.of(idCookie(id), keyCookie(session)));
        } catch (Refusal refusal) {
            return Envelope.refusal(call, refusal).with(List.of(idCookie(id)));
        }
    }

    private Account authenticated(Parameters asked) {
        boolean acme = domainIsAcme(asked);
        String name = asked.get("username");
        for (Account account : accounts) {
            if (account.name().equals(name)
                    && account.admin() != acme
                    && account.password().equals(asked.get("password"))) {
                return account;
            }
        }
        throw Refusal.of(
                531,
                Refusal.NO_CODE,
                "Failed to authenticate user " + name + " in domain " + (acme ? 2 : 1)
                        + "; please provide valid credentials");
    }

    /** No domain means ROOT. */
    private boolean domainIsAcme(Parameters asked) {
        String id = asked.filled("domainid");
        if (id != null) {
            if (!id.equals(Kind.DOMAIN.id(0)) && !id.equals(Kind.DOMAIN.id(1))) {
                throw Refusal.of(401, Refusal.NO_CODE, "Invalid domain id entered, please enter a valid one");
            }
            return id.equals(Kind.DOMAIN.id(1));
        }
        String path = asked.filled("domain");
        String name = path == null ? "" : path.replaceAll("^/+|/+$", "");
        if (!name.isEmpty() && !name.equals("acme")) {
            throw Refusal.of(531, Refusal.NO_CODE, "Unable to find the domain from the path /" + name + "/");
        }
        return !name.isEmpty();
    }

    private Answer loginAnswer(Session session) {
        Account user = session.user();
        JsonText.Fields fields = new JsonText.Fields()
                .text("username", user.name())
                .text("userid", user.userId())
                .text("domainid", user.domainId())
                .number("timeout", IDLE_SECONDS)
                .text("account", user.name())
                .text("firstname", user.name())
                .text("lastname", "User")
                .text("type", user.admin() ? "1" : "0")
                .text("timezone", "UTC")
                .text("timezoneoffset", "0.0")
                .text("registered", "false")
                .text("sessionkey", session.key())
                .text("is2faenabled", Boolean.toString(settings.secondFactor != null))
                .text("is2faverified", Boolean.toString(session.verified()));
        if (settings.secondFactor != null) {
            fields.text("providerfor2fa", "staticpin");
        }
        return new Answer.Json(fields.text("issuerfor2fa", "CloudStack").done());
    }

    /** Of whoever has the cookie; the key is not looked at (logout-xml.txt). */
    private Reply logout(Call call) {
        Session session = known(call);
        if (session == null) {
            return Envelope.refusal(call, Refusal.of(431, Refusal.GENERAL, "not logged in"));
        }
        open.remove(session.id());
        List<String> cookies = List.of(keyCookie(session), GONE.get(0), GONE.get(1));
        return Envelope.success(call, new Answer.Json("{\"description\":\"success\"}"))
                .with(cookies);
    }

    /** A bad code is refused with a refusal as its text, and ends the session (2fa-validate-bad.txt). */
    private Reply code(Call call) {
        try {
            Session session = of(call);
            String code = call.required("codefor2fa");
            if (code.equals(settings.secondFactor)) {
                session.verify();
                return Envelope.success(call, Answer.success());
            }
            open.remove(session.id());
            String inner = "{\"validateusertwofactorauthenticationcoderesponse\":{\"uuidList\":[],\"errorcode\":511,"
                    + "\"errortext\":\"two-factor authentication code provided is invalid\"}}";
            throw Refusal.of(511, BAD_CODE, inner);
        } catch (Refusal refusal) {
            return Envelope.refusal(call, refusal);
        }
    }

    private String token() {
        return "session" + opened.incrementAndGet() + "_-" + Long.toHexString(settings.seed);
    }

    private static String idCookie(String id) {
        return ID + "=" + id + "; Path=/client";
    }

    private static String keyCookie(Session session) {
        return KEY + "=" + session.key() + ";HttpOnly;SameSite=Lax";
    }
}
