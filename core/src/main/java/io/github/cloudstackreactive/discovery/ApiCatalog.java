package io.github.cloudstackreactive.discovery;

import io.github.cloudstackreactive.call.Calls;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.Kind;
import io.github.cloudstackreactive.command.UntypedCommand;
import io.github.cloudstackreactive.error.InvalidCommandException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What one account may call on one server, as the server itself lists it: an immutable value.
 *
 * <p>It knows a plugin's commands, and leaves out those that the account's role may not call. Commands can be held against
 * it before anything is sent, and it tells an untyped command the facts that its name alone does not show. Two catalogs of
 * the same commands are equal, in whatever order the server listed them.
 *
 * <pre>{@code
 * ApiCatalog catalog = cloud.discover().block();
 * Calls checked = cloud.checkedBy(catalog);
 * }</pre>
 */
public final class ApiCatalog {

    private static final List<String> SCOPE = List.of("projectid", "account", "domainid");

    private final Map<String, ApiCommand> byName = new TreeMap<>();

    private ApiCatalog(Collection<ApiCommand> commands) {
        commands.forEach(command -> byName.putIfAbsent(command.name(), command));
    }

    /** A catalog of these commands. */
    public static ApiCatalog of(Collection<ApiCommand> commands) {
        return new ApiCatalog(commands);
    }

    /** Reads the catalog by one listApis, which knows no pages; cold. */
    public static Mono<ApiCatalog> read(Calls calls) {
        return calls.list(Command.of("listApis", ListedApi.class).paged(false))
                .mapNotNull(ListedApi::command)
                .collectList()
                .map(ApiCatalog::new);
    }

    /**
     * Reads what {@link #toJson} wrote; not for an event loop.
     *
     * @throws IllegalArgumentException if it is anything else, such as the format of a later release
     */
    public static ApiCatalog fromJson(String json) {
        return new ApiCatalog(StoredCatalog.read(json));
    }

    /** The catalog as JSON, to be stored: the same text for the same catalog. */
    public String toJson() {
        return StoredCatalog.write(commands());
    }

    /** The command of exactly this name, as the server tells upper from lower case; null if there is none. */
    public @Nullable ApiCommand command(String name) {
        return byName.get(name);
    }

    /** All commands, by name. */
    public List<ApiCommand> commands() {
        return List.copyOf(byName.values());
    }

    /**
     * Holds a command against the catalog: whether it is listed, has the parameters that are set, and lacks none that is
     * required.
     *
     * @throws InvalidCommandException naming all that is wrong, with the names that may have been meant
     */
    public void check(Command<?> command) {
        ApiCommand api = listed(command);
        List<String> faults = new ArrayList<>();
        for (String name : namesIn(command)) {
            if (api.parameter(name) == null) {
                faults.add("it has no parameter \"" + name + "\""
                        + meant(Nearest.to(
                                name,
                                api.parameters().stream()
                                        .map(ApiParameter::name)
                                        .toList())));
            }
        }
        required(api, command.description())
                .filter(name -> !command.parameters().has(name))
                .forEach(name -> faults.add("it requires " + name));
        if (!faults.isEmpty()) {
            throw new InvalidCommandException(api.name(), faults);
        }
    }

    /**
     * The same command with the facts that the server gives of it: whether it starts a job, what it requires, what scope
     * and whether it takes pages, since when it is. What the server does not say, such as whether it is safe to repeat,
     * stays as it is.
     *
     * @throws InvalidCommandException if the command is not listed
     */
    public <T> UntypedCommand<T> describe(UntypedCommand<T> command) {
        ApiCommand api = listed(command);
        Description known = command.description();
        Description.Builder facts = known.toBuilder()
                .kind(api.async() ? Kind.ASYNC : known.kind() == Kind.ASYNC ? Kind.SYNC : known.kind())
                .scope(SCOPE.stream()
                        .filter(name -> api.parameter(name) != null)
                        .toArray(String[]::new))
                .paged(known.paged() && api.parameter("page") != null)
                .requires(required(api, known)
                        .filter(name -> !known.required().contains(name))
                        .toArray(String[]::new));
        return command.describedAs(
                api.since() == null ? facts.build() : facts.since(api.since()).build());
    }

    /**
     * These calls, with each command held against the catalog first.
     *
     * <p>What does not agree is thrown at the call, before there is a publisher; nothing is sent. Over the calls of a
     * scope, the command is checked as it is handed over; what the scope adds, the command takes.
     */
    public Calls checking(Calls calls) {
        return new CheckedCalls(calls, this);
    }

    private ApiCommand listed(Command<?> command) {
        String name = command.description().name();
        ApiCommand api = byName.get(name);
        if (api == null) {
            throw new InvalidCommandException(
                    name, List.of("this account has no such command here" + meant(Nearest.to(name, byName.keySet()))));
        }
        return api;
    }

    /** The names that are set, each once; {@code details[0].key} belongs to {@code details}. */
    private static Set<String> namesIn(Command<?> command) {
        Set<String> names = new LinkedHashSet<>();
        command.parameters().forEach((name, value) -> {
            int bracket = name.indexOf('[');
            names.add(bracket < 0 ? name : name.substring(0, bracket));
        });
        return names;
    }

    private static Stream<String> required(ApiCommand api, Description known) {
        return Stream.concat(
                        known.required().stream(),
                        api.parameters().stream().filter(ApiParameter::required).map(ApiParameter::name))
                .distinct();
    }

    private static String meant(@Nullable String nearest) {
        return nearest == null ? "" : " (did you mean " + nearest + "?)";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ApiCatalog that && byName.equals(that.byName);
    }

    @Override
    public int hashCode() {
        return byName.hashCode();
    }

    /** How many commands there are. */
    @Override
    public String toString() {
        return "ApiCatalog[" + byName.size() + " commands]";
    }
}
