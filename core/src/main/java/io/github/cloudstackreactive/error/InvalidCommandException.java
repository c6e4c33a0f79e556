package io.github.cloudstackreactive.error;

import java.util.List;

/** A command does not agree with what the server says that it takes; nothing was sent, and all faults are named at once. */
public final class InvalidCommandException extends CloudStackException {

    private final List<String> faults;

    /**
     * @param faults what is wrong, each as the end of a sentence about the command, without any value
     */
    public InvalidCommandException(String command, List<String> faults) {
        super(
                command,
                command + " was not sent: " + String.join("; ", faults)
                        + ". So says the server's own list of commands for this account; if that may have changed, discover() it"
                        + " anew.",
                null);
        this.faults = List.copyOf(faults);
    }

    /** What is wrong, one by one; never empty. */
    public List<String> faults() {
        return faults;
    }
}
