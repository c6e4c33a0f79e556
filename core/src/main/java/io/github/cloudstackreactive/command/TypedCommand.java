package io.github.cloudstackreactive.command;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every generated command is: an immutable builder over one set of parameters, each setter of which returns a new
 * command.
 *
 * <p>A parameter that is not set is not sent; an empty or false one is.
 *
 * @param <C> the command itself
 */
@CheckReturnValue
public abstract class TypedCommand<C extends TypedCommand<C>> {

    private final Parameters parameters;

    protected TypedCommand(Parameters parameters) {
        this.parameters = parameters;
    }

    /** The same command with other parameters. */
    protected abstract C with(Parameters parameters);

    /** What is known of the command itself, apart from any one use of it. */
    public abstract Description description();

    /** What is asked with it. */
    public final Parameters parameters() {
        return parameters;
    }

    /**
     * Sets a parameter that the catalog does not know yet, such as one that a newer server takes.
     *
     * @throws IllegalArgumentException if the value cannot be written, or the name is one that this library sends itself
     */
    public final C with(String name, Object value) {
        String checked = OwnNames.checked(name);
        int bracket = name.indexOf('[');
        String parameter = bracket < 0 ? name : name.substring(0, bracket);
        boolean secret = description().secret().stream().anyMatch(parameter::equalsIgnoreCase);
        return with(secret ? parameters.withSensitive(checked, value) : parameters.with(checked, value));
    }

    /** Sets a parameter that the catalog does not know yet and whose value is a secret: it is sent by POST and never shown. */
    public final C withSensitive(String name, Object value) {
        return with(parameters.withSensitive(OwnNames.checked(name), value));
    }

    /** The same command without a parameter. */
    public final C without(String name) {
        return with(parameters.without(name));
    }

    protected final C set(String name, Object value) {
        return with(parameters.withDeclared(name, value, false));
    }

    protected final C setSecret(String name, Object value) {
        return with(parameters.withDeclared(name, value, true));
    }

    /** A map as {@code name[0].key=…&name[0].value=…}. */
    protected final C setEntries(String name, Map<String, ?> entries) {
        return with(parameters.withRows(name, Rows.ofEntries(entries), false));
    }

    protected final C setSecretEntries(String name, Map<String, ?> entries) {
        return with(parameters.withRows(name, Rows.ofEntries(entries), true));
    }

    /** A map as {@code name[0].<key>=<value>}, all at index 0: where the server reads no other. */
    protected final C setNamed(String name, Map<String, ?> entries) {
        return with(parameters.withRows(name, Rows.ofNames(entries), false));
    }

    protected final C setSecretNamed(String name, Map<String, ?> entries) {
        return with(parameters.withRows(name, Rows.ofNames(entries), true));
    }

    /** Rows as {@code name[0].field}, {@code name[1].field} … */
    protected final C setRows(String name, Collection<? extends Map<String, ?>> rows) {
        return with(parameters.withRows(name, rows, false));
    }

    protected final C setSecretRows(String name, Collection<? extends Map<String, ?>> rows) {
        return with(parameters.withRows(name, rows, true));
    }

    /** Rows with fixed fields. */
    protected final C setTypedRows(String name, Collection<? extends ParameterRow<?>> rows) {
        return setRows(name, rows.stream().map(row -> row.checked(name)).toList());
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other != null
                && other.getClass() == getClass()
                && parameters.equals(((TypedCommand<?>) other).parameters);
    }

    @Override
    public final int hashCode() {
        return 31 * getClass().hashCode() + parameters.hashCode();
    }

    /** The command's name and the names of its parameters; never a value. */
    @Override
    public final String toString() {
        return description().name() + parameters;
    }
}
