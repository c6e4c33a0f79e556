package io.github.cloudstackreactive.command;

/**
 * A command that answers one value.
 *
 * @param <T> the type of the value
 */
public interface SingleCommand<T> extends Command<T> {}
