package io.github.cloudstackreactive.simulator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a call is admitted, carried out and answered: the cloud without its network. */
final class Desk {

    private final Settings settings;
    private final List<Account> accounts;
    private final Inventory inventory;
    private final Jobs jobs;
    private final Webhooks webhooks;
    private final Commands commands;
    private final Sessions sessions;
    private final Gate gate;

    Desk(Settings settings) {
        this.settings = settings;
        accounts = accounts(settings);
        inventory = new Inventory(settings.counts, accounts, settings.defaultPageSize);
        webhooks = new Webhooks(settings);
        jobs = new Jobs(settings, webhooks);
        accounts.forEach(jobs::addOthers);
        commands = new Commands(settings.forbidden);
        Throttle throttle =
                settings.apiLimitMax > 0 ? new Throttle(settings.apiLimitMax, settings.apiLimitInterval) : null;
        ListCommands.addTo(commands, inventory, settings);
        MachineCommands.addTo(commands, inventory, jobs, settings);
        ResourceCommands.addTo(commands, inventory, jobs, settings);
        CloudCommands.addTo(commands, settings, jobs, throttle);
        WebhookCommands.addTo(commands, webhooks, jobs, settings);
        KeyCommands.addTo(commands, accounts);
        settings.plugins.values().forEach(commands::add);
        settings.forbidden.forEach(commands::known);
        settings.absent.forEach(commands::remove);
        sessions = new Sessions(settings, accounts);
        gate = new Gate(settings, commands, accounts, sessions, throttle);
    }

    private static List<Account> accounts(Settings settings) {
        List<Account> accounts = new ArrayList<>();
        for (Settings.Keys keys : List.of(settings.admin, settings.user)) {
            String password = keys.admin() ? settings.adminPassword : settings.userPassword;
            accounts.add(
                    new Account(keys.name(), keys.apiKey(), keys.secretKey(), password, keys.admin(), accounts.size()));
        }
        return List.copyOf(accounts);
    }

    List<Account> accounts() {
        return accounts;
    }

    Inventory inventory() {
        jobs.settle();
        return inventory;
    }

    int pendingJobs() {
        jobs.settle();
        return jobs.pendingCount();
    }

    /** Webhooks are told of jobs from now on. */
    void open() {
        webhooks.resume();
        jobs.announcePending();
    }

    /** Webhooks are told nothing more. */
    void shut() {
        webhooks.pause();
    }

    Sessions sessions() {
        return sessions;
    }

    Reply answer(Call call) {
        try {
            Reply aboutSessions = settings.unauthenticated ? null : sessions.answer(call);
            if (aboutSessions != null) {
                return aboutSessions;
            }
            Account caller = gate.admit(call);
            jobs.settle();
            @Nullable Command command = commands.named(call.command());
            if (command == null) {
                throw Refusal.unknownCommand();
            }
            return Envelope.success(call, command.handler().answer(call, caller));
        } catch (Refusal refusal) {
            return Envelope.refusal(call, refusal);
        }
    }
}
