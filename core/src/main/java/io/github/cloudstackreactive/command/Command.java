package io.github.cloudstackreactive.command;

import tools.jackson.databind.JsonNode;

/**
 * One question to a cloud: a command, its parameters, and the type of what comes back.
 *
 * <p>A command is a value: it may be kept, compared and sent any number of times, from any thread. What it answers
 * decides its kind, and so the method that takes it: {@link SingleCommand} one value, {@link AsyncCommand} one value
 * through a job, {@link ListCommand} rows.
 *
 * @param <T> the type of the value, or of a row
 */
public interface Command<T> {

    /** What is known of the command itself, apart from any one use of it. */
    Description description();

    /** What is asked with it. */
    Parameters parameters();

    /** A command of any name, whose answer comes as a tree. */
    static UntypedCommand<JsonNode> of(String name) {
        return of(name, JsonNode.class);
    }

    /**
     * A command of any name, such as a plugin's, whose answer is read into a class of the caller's by Jackson.
     *
     * <p>Commands whose names begin with {@code get}, {@code list}, {@code query} or {@code find} are taken to be GET and
     * safe to repeat, all others to be neither; the setters of {@link UntypedCommand} correct that.
     */
    static <T> UntypedCommand<T> of(String name, Class<T> type) {
        return UntypedCommand.of(name, type, Kind.SYNC);
    }

    /** A command of any name that is known to start a job, whose answer comes as a tree. */
    static UntypedCommand<JsonNode> async(String name) {
        return async(name, JsonNode.class);
    }

    /**
     * A command of any name that is known to start a job, so that it is sent with a job id of our own choosing
     * ({@code customjobid}) and its job is found again should the reply be lost.
     */
    static <T> UntypedCommand<T> async(String name, Class<T> type) {
        return UntypedCommand.of(name, type, Kind.ASYNC);
    }
}
