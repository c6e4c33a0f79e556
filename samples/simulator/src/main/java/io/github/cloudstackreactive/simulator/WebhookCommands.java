package io.github.cloudstackreactive.simulator;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The commands about webhooks, which a server has since 4.20.
 *
 * <p>A webhook belongs to its caller and is of scope Local; what it says of other accounts, domains and projects is
 * ignored or refused. Deliveries go over plain HTTP, so URLs of other schemes are refused.
 */
final class WebhookCommands {

    private static final String RESPONSE =
            "id:string name:string description:string state:string domainid:string domain:string domainpath:string"
                    + " account:string payloadurl:string secretkey:string sslverification:boolean scope:string"
                    + " created:string";
    private static final Set<String> WIDER_SCOPES = Set.of("Domain", "Global");
    private static final Pattern NUMERIC_HOST = Pattern.compile("[\\d.]+|\\[.*]");

    private final Webhooks webhooks;
    private final Jobs jobs;
    private final Settings settings;

    private WebhookCommands(Webhooks webhooks, Jobs jobs, Settings settings) {
        this.webhooks = webhooks;
        this.jobs = jobs;
        this.settings = settings;
    }

    static void addTo(Commands commands, Webhooks webhooks, Jobs jobs, Settings settings) {
        WebhookCommands webhook = new WebhookCommands(webhooks, jobs, settings);
        commands.add(command(
                "createWebhook",
                "Creates a Webhook",
                "name:string! payloadurl:string! description:string state:string secretkey:string"
                        + " sslverification:boolean scope:string",
                webhook::create));
        commands.add(command(
                "listWebhooks",
                "Lists Webhooks",
                "id:uuid name:string keyword:string state:string scope:string listall:boolean page:integer"
                        + " pagesize:integer",
                webhook::list));
        commands.add(command(
                "updateWebhook",
                "Updates a Webhook",
                "id:uuid! name:string payloadurl:string description:string state:string secretkey:string"
                        + " sslverification:boolean scope:string",
                webhook::update));
        commands.add("deleteWebhook", "Deletes a Webhook", "id:uuid!", webhook::delete);
    }

    private static Command command(String name, String description, String parameters, Command.Handler handler) {
        return new Command(
                name,
                description,
                false,
                false,
                Command.Parameter.list(parameters),
                Plugin.response(RESPONSE),
                handler);
    }

    private Answer create(Call call, Account caller) {
        String name = call.required("name");
        URI url = payloadUrl(call.required("payloadurl"), caller, null);
        checkScope(call, caller);
        Boolean enabled = enabled(call);
        checkVerification(call, url);
        Webhook webhook = new Webhook(
                webhooks.nextId(),
                caller,
                name,
                call.parameters().get("description"),
                enabled == null || enabled,
                url,
                call.parameters().filled("secretkey"),
                Dates.format(settings.clock.instant()));
        webhooks.add(webhook);
        jobs.announcePending();
        return Answer.object("webhook", webhook.json());
    }

    private Answer list(Call call, Account caller) {
        Paging paging = Paging.of(call, settings.defaultPageSize);
        Parameters parameters = call.parameters();
        String id = parameters.filled("id");
        if (id != null && webhooks.find(id) == null) {
            throw Refusal.unknownId(call.name(), "id", id);
        }
        checkScope(call, caller);
        Boolean enabled = enabled(call);
        String name = parameters.filled("name");
        String keyword = parameters.filled("keyword");
        boolean everybodys = caller.admin() && (id != null || parameters.isTrue("listall"));
        List<Webhook> found = webhooks.all().stream()
                .filter(webhook -> everybodys || webhook.owner() == caller)
                .filter(webhook -> id == null || webhook.id().equals(id))
                .filter(webhook -> enabled == null || webhook.enabled() == enabled)
                .filter(webhook -> name == null || webhook.name().equals(name))
                .filter(webhook -> keyword == null
                        || webhook.name().toLowerCase(Locale.ROOT).contains(keyword.toLowerCase(Locale.ROOT)))
                .toList();
        Iterator<String> page = paging.of(found).stream().map(Webhook::json).iterator();
        return Answer.rows("webhook", found.size(), page);
    }

    /** Answers the webhook, although the server's own description of the command promises a success only. */
    private Answer update(Call call, Account caller) {
        Webhook was = owned(call, caller);
        Parameters parameters = call.parameters();
        checkScope(call, was.owner());
        Webhook now = was;
        Boolean enabled = enabled(call);
        if (enabled != null) {
            now = now.withEnabled(enabled);
        }
        String name = parameters.filled("name");
        if (name != null) {
            now = now.withName(name);
        }
        String description = parameters.get("description");
        if (description != null) {
            now = now.withDescription(description);
        }
        String url = parameters.filled("payloadurl");
        if (url != null) {
            now = now.withPayloadUrl(payloadUrl(url, was.owner(), was));
        }
        checkVerification(call, now.payloadUrl());
        String secretKey = parameters.get("secretkey");
        if (secretKey != null) {
            now = now.withSecretKey(secretKey.isBlank() ? null : secretKey);
        }
        Webhook changed = now;
        webhooks.change(was.id(), same -> changed);
        return Answer.object("webhook", changed.json());
    }

    private Answer delete(Call call, Account caller) {
        webhooks.remove(owned(call, caller).id());
        return Answer.success();
    }

    private Webhook owned(Call call, Account caller) {
        String id = call.required("id");
        Webhook webhook = webhooks.find(id);
        if (webhook == null) {
            throw Refusal.unknownId(call.name(), "id", id);
        }
        if (!caller.admin() && webhook.owner() != caller) {
            throw Refusal.otherOwner();
        }
        return webhook;
    }

    /** A URL without a scheme is one of http, and no two webhooks of an account have the same. */
    private URI payloadUrl(String text, Account owner, @Nullable Webhook own) {
        URI url = httpUrl(text.contains("://") ? text : "http://" + text);
        if (settings.refusePrivateWebhooks && isPrivate(url.getHost())) {
            throw invalid("Illegal host specified in URL.");
        }
        for (Webhook other : webhooks.all()) {
            if (other.owner() == owner
                    && (own == null || !other.id().equals(own.id()))
                    && other.payloadUrl().equals(url)) {
                throw invalid("Payload URL: " + url + " is already in use by another webhook");
            }
        }
        return url;
    }

    private static URI httpUrl(String text) {
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw invalid("Invalid URL " + text);
        }
        if (!"http".equalsIgnoreCase(url.getScheme())) {
            throw invalid("The simulated cloud delivers to http URLs only, not to " + url.getScheme());
        }
        try {
            // Asked here, so that no delivery can fail for its URL.
            var unused = HttpRequest.newBuilder(url);
        } catch (IllegalArgumentException e) {
            throw invalid("Invalid URL " + text);
        }
        return url;
    }

    /** Other names than localhost are not looked up: that could take long. */
    private static boolean isPrivate(String host) {
        if (!NUMERIC_HOST.matcher(host).matches()) {
            return host.equalsIgnoreCase("localhost");
        }
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isSiteLocalAddress()
                    || address.isMulticastAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void checkScope(Call call, Account owner) {
        String scope = call.parameters().filled("scope");
        if (scope != null && WIDER_SCOPES.contains(scope)) {
            throw invalid("Scope " + scope + " can not be specified for owner " + owner.name());
        }
        if (scope != null && !scope.equals("Local")) {
            throw invalid("Invalid scope specified");
        }
    }

    private static void checkVerification(Call call, URI url) {
        if (call.parameters().isTrue("sslverification")) {
            throw invalid("SSL verification can be specified only for HTTPS URLs, " + url);
        }
    }

    /** The state asked for, or null if none is. */
    private static @Nullable Boolean enabled(Call call) {
        String state = call.parameters().filled("state");
        if (state == null) {
            return null;
        }
        return switch (state) {
            case "Enabled" -> true;
            case "Disabled" -> false;
            default -> throw invalid("Invalid state specified");
        };
    }

    private static Refusal invalid(String text) {
        return Refusal.of(431, Refusal.INVALID_VALUE, text);
    }
}
