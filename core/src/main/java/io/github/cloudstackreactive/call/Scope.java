package io.github.cloudstackreactive.call;

import io.github.cloudstackreactive.command.AmendedCommand;
import io.github.cloudstackreactive.command.AsyncCommand;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.ListCommand;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.command.SingleCommand;
import io.github.cloudstackreactive.job.JobMono;
import io.github.cloudstackreactive.paging.ListFlux;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Calls in the scope of a project, or on behalf of an account: adds the parameters that say so to each command that takes
 * all of them.
 *
 * <p>What a command sets itself wins: one that names another project, account or domain is sent as it is, for an account goes
 * by its name and its domain together. So is one that names the other kind of owner: a server refuses {@code account} and
 * {@code projectid} together, while a {@code domainid} goes with either. A command that takes
 * {@code domainid} without {@code account} means something else by it, such as whom an offering is for, and is sent as it is.
 */
public final class Scope implements Calls {

    private static final String PROJECT = "projectid";
    private static final String ACCOUNT = "account";
    private static final String DOMAIN = "domainid";

    private final Calls calls;
    private final Map<String, String> added;
    private final String otherOwner;

    private Scope(Calls calls, Map<String, String> added, String otherOwner) {
        this.calls = calls;
        this.added = added;
        this.otherOwner = otherOwner;
    }

    /** Calls in the scope of a project. */
    public static Scope ofProject(Calls calls, String projectId) {
        return new Scope(calls, Map.of(PROJECT, given(PROJECT, projectId)), ACCOUNT);
    }

    /** Calls on behalf of an account, which goes by its name and its domain. */
    public static Scope ofAccount(Calls calls, String account, String domainId) {
        Map<String, String> added = new LinkedHashMap<>();
        added.put(ACCOUNT, given(ACCOUNT, account));
        added.put(DOMAIN, given(DOMAIN, domainId));
        return new Scope(calls, added, PROJECT);
    }

    private static String given(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(
                    "A scope needs its " + name + ": an empty one would widen it to everything.");
        }
        return value;
    }

    @Override
    public <T> Mono<T> execute(SingleCommand<T> command) {
        return calls.execute(isFor(command) ? scoped(command) : command);
    }

    @Override
    public <T> ListFlux<T> list(ListCommand<T> command) {
        return calls.list(isFor(command) ? scoped(command) : command);
    }

    @Override
    public <T> JobMono<T> submit(AsyncCommand<T> command) {
        return calls.submit(isFor(command) ? scoped(command) : command);
    }

    private boolean isFor(Command<?> command) {
        return command.description().scope().containsAll(added.keySet())
                && !command.parameters().has(otherOwner)
                && added.entrySet().stream().noneMatch(each -> differs(command.parameters(), each));
    }

    // An account goes by its name and its domain together: half of another's is nobody's.
    private static boolean differs(Parameters parameters, Map.Entry<String, String> each) {
        return parameters.has(each.getKey()) && !each.getValue().equals(parameters.get(each.getKey()));
    }

    private <T> AmendedCommand<T> scoped(Command<T> command) {
        Parameters parameters = command.parameters();
        for (Map.Entry<String, String> each : added.entrySet()) {
            if (!parameters.has(each.getKey())) {
                parameters = parameters.with(each.getKey(), each.getValue());
            }
        }
        return AmendedCommand.of(command, parameters);
    }

    /** What kind of scope it is; not whose. */
    @Override
    public String toString() {
        return "Scope" + added.keySet();
    }
}
