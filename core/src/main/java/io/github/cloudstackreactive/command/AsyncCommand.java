package io.github.cloudstackreactive.command;

/**
 * A command that answers one value, by way of a job that the server runs.
 *
 * @param <T> the type of the job's result
 */
public interface AsyncCommand<T> extends SingleCommand<T> {}
