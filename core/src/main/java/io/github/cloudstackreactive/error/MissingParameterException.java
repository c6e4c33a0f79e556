package io.github.cloudstackreactive.error;

import java.util.List;

/** A command lacks parameters that it requires; nothing was sent, and all the missing ones are named at once. */
public final class MissingParameterException extends CloudStackException {

    private final List<String> missing;

    public MissingParameterException(String command, List<String> missing) {
        super(
                command,
                command + " was not sent: it requires " + String.join(", ", missing) + ". Set "
                        + (missing.size() == 1 ? "it" : "them") + " on the command.",
                null);
        this.missing = List.copyOf(missing);
    }

    /** The names of the missing parameters, as they go on the wire. */
    public List<String> missing() {
        return missing;
    }
}
