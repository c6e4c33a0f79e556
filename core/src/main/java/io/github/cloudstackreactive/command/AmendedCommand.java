package io.github.cloudstackreactive.command;

import org.jspecify.annotations.Nullable;

/**
 * A command with parameters beyond its own, such as those of a scope; the facts are those of the command.
 *
 * <p>It is a value of every kind: what it may be called by was decided when the command itself was handed over.
 *
 * @param <T> the type of the answer, or of a row
 */
public final class AmendedCommand<T> implements AsyncCommand<T>, ListCommand<T> {

    private final Description description;
    private final Parameters parameters;

    private AmendedCommand(Description description, Parameters parameters) {
        this.description = description;
        this.parameters = parameters;
    }

    /** This command, asked with these parameters in place of its own. */
    public static <T> AmendedCommand<T> of(Command<T> command, Parameters parameters) {
        return new AmendedCommand<>(command.description(), parameters);
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AmendedCommand<?> that
                && description.equals(that.description)
                && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return 31 * description.hashCode() + parameters.hashCode();
    }

    /** The command's name and the names of its parameters; never a value. */
    @Override
    public String toString() {
        return description.name() + parameters;
    }
}
