package io.github.cloudstackreactive.limit;

/**
 * What a client has in hand at a moment.
 *
 * @param underWay requests whose reply is not whole yet
 * @param waiting calls of the normal lane that wait for their turn
 * @param waitingInBulk calls of the bulk lane that wait for their turn
 * @param limit how many requests may be under way: the most allowed, or fewer after the server showed that it is too much
 */
public record Load(int underWay, int waiting, int waitingInBulk, int limit) {}
