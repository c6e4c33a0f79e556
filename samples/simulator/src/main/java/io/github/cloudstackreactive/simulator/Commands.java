package io.github.cloudstackreactive.simulator;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table of all commands. Their names are case-sensitive (behaviour (a)). */
final class Commands {

    private final Map<String, Command> byName = new TreeMap<>();

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

    @Nullable
    Command named(@Nullable String name) {
        return name == null ? null : byName.get(name);
    }

    Collection<Command> all() {
        return byName.values();
    }
}
