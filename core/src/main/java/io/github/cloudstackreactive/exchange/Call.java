package io.github.cloudstackreactive.exchange;

/**
 * One call of a command, over all its attempts, as a {@link CallListener} sees it.
 *
 * @param number counts the calls of one client
 * @param command the command's name
 */
public record Call(long number, String command) {}
