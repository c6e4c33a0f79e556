package io.github.cloudstackreactive.simulator;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The commands about the cloud itself: jobs, what commands there are, limits, and a plugin's command. */
final class CloudCommands {

    private static final DateTimeFormatter TIME_OF_DAY =
            DateTimeFormatter.ofPattern("yyyyMMdd hh:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Settings settings;
    private final Jobs jobs;
    private final @Nullable Throttle throttle;
    private final Commands commands;
    private final String capability = RowTemplate.text("capability");

    private CloudCommands(Settings settings, Jobs jobs, @Nullable Throttle throttle, Commands commands) {
        this.settings = settings;
        this.jobs = jobs;
        this.throttle = throttle;
        this.commands = commands;
    }

    static void addTo(Commands commands, Settings settings, Jobs jobs, @Nullable Throttle throttle) {
        CloudCommands cloud = new CloudCommands(settings, jobs, throttle, commands);
        commands.add(
                "queryAsyncJobResult",
                "Retrieves the current status of asynchronous job.",
                "jobid:uuid!",
                (call, caller) -> new Answer.Json(jobs.query(call, caller)));
        commands.add(
                "listAsyncJobs",
                "Lists all pending asynchronous jobs for the account.",
                "listall:boolean keyword:string startdate:tzdate page:integer pagesize:integer",
                cloud::listAsyncJobs);
        commands.add("listApis", "lists all available apis on the server", "name:string", cloud::listApis);
        commands.add("listCapabilities", "Lists capabilities", "", cloud::listCapabilities);
        commands.add("getApiLimit", "Get API limit count for the caller", "", cloud::getApiLimit);
        commands.add("resetApiLimit", "Reset api count", "account:uuid", cloud::resetApiLimit);
        commands.add(new Command(
                "getTimeOfDay",
                "Get Cloudstack's time of day",
                false,
                false,
                Command.Parameter.list("example:string"),
                Plugin.response("isasync:boolean timeOfDay:string exampleEcho:string"),
                (call, caller) -> cloud.timeOfDay(call)));
    }

    private Answer listAsyncJobs(Call call, Account caller) {
        Paging paging = Paging.of(call, settings.defaultPageSize);
        return jobs.pending(caller, call.parameters().isTrue("listall"), paging);
    }

    /** All that the caller may use, or the one named; pages are ignored (behaviour (c)). */
    private Answer listApis(Call call, Account caller) {
        String name = call.parameters().filled("name");
        List<String> rows = commands.all().stream()
                .filter(command -> commands.allowed(command, caller))
                .filter(command -> name == null || command.name().equals(name))
                .map(ApiRow::of)
                .toList();
        if (rows.isEmpty()) {
            throw Refusal.of(
                    530,
                    Refusal.GENERAL,
                    "Api Discovery plugin was unable to find an api by that name or process any apis");
        }
        return Answer.rows("api", rows.size(), rows.iterator());
    }

    private Answer listCapabilities(Call call, Account caller) {
        if (throttle == null) {
            return Answer.object("capability", capability);
        }
        return Answer.object(
                "capability",
                capability.substring(0, capability.length() - 1) + ",\"apilimitinterval\":"
                        + settings.apiLimitInterval.toSeconds() + ",\"apilimitmax\":" + settings.apiLimitMax + "}");
    }

    private Answer getApiLimit(Call call, Account caller) {
        Throttle.Use use = throttle == null ? new Throttle.Use(0, Integer.MAX_VALUE, 0) : throttle.use(caller);
        return Answer.object(
                "apilimit",
                new JsonText.Fields()
                        .text("accountid", caller.id())
                        .text("account", caller.name())
                        .number("apiIssued", use.issued())
                        .number("apiAllowed", use.allowed())
                        .number("expireAfter", use.expiresAfterMillis())
                        .done());
    }

    private Answer resetApiLimit(Call call, Account caller) {
        if (throttle != null) {
            throttle.reset(caller);
        }
        return Answer.success();
    }

    /** A plugin's command, for clients that must call what no catalog lists. */
    private Answer timeOfDay(Call call) {
        JsonText.Fields fields = new JsonText.Fields()
                .raw("isasync", "false")
                .text("timeOfDay", TIME_OF_DAY.format(settings.clock.instant()));
        String example = call.parameters().get("example");
        if (example != null) {
            fields.text("exampleEcho", example.toUpperCase(Locale.ROOT));
        }
        return Answer.object("timeofday", fields.done());
    }
}
