package io.github.cloudstackreactive.simulator;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table of all commands. Their names are case-sensitive (behaviour (a)). */
final class Commands {

    private final Map<String, Command> byName = new TreeMap<>();
    private final Set<String> forbidden;

    Commands(Set<String> forbidden) {
        this.forbidden = forbidden;
    }

    void add(String name, String description, String parameters, Command.Handler handler) {
        add(new Command(name, description, false, false, Command.Parameter.list(parameters), List.of(), handler));
    }

    /** A command that starts a job; every such command takes {@code customjobid}. */
    void addAsync(String name, String description, String parameters, Command.Handler handler) {
        add(new Command(
                name,
                description,
                true,
                false,
                Command.Parameter.list(parameters + " customjobid:string"),
                List.of(),
                handler));
    }

    void add(Command command) {
        byName.put(command.name(), command);
    }

    /** Takes a command away, as if the server were older. */
    void remove(String name) {
        byName.remove(known(name).name());
    }

    /**
     * The command of this name.
     *
     * @throws IllegalArgumentException if there is none; whoever set the cloud up has misspelled it
     */
    Command known(String name) {
        Command command = byName.get(name);
        if (command == null) {
            throw new IllegalArgumentException("The simulator has no command " + name);
        }
        return command;
    }

    /** Whether the account's role lets it call the command. */
    boolean allowed(Command command, Account caller) {
        return !forbidden.contains(command.name()) && (caller.admin() || !command.adminOnly());
    }

    @Nullable
    Command named(@Nullable String name) {
        return name == null ? null : byName.get(name);
    }

    Collection<Command> all() {
        return byName.values();
    }
}
