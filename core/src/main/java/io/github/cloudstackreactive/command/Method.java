package io.github.cloudstackreactive.command;

/** The HTTP method that a command prefers; POST is always allowed. */
public enum Method {
    GET,
    POST
}
