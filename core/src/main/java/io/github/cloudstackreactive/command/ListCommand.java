package io.github.cloudstackreactive.command;

/**
 * A command that answers rows, in pages.
 *
 * @param <T> the type of a row
 */
public interface ListCommand<T> extends Command<T> {}
