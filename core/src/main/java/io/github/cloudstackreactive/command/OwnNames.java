package io.github.cloudstackreactive.command;

import java.util.Set;
import java.util.TreeSet;

/** The parameters that this library sends itself. */
final class OwnNames {

    private static final Set<String> NAMES = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        NAMES.addAll(Set.of("command", "response", "apikey", "signature", "signatureversion", "expires", "sessionkey"));
    }

    private OwnNames() {}

    /**
     * The name, if it is for the caller to set.
     *
     * @throws IllegalArgumentException if it is not
     */
    static String checked(String name) {
        if (NAMES.contains(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is set by the client itself, at every request.");
        }
        if (name.equalsIgnoreCase("customjobid")) {
            throw new IllegalArgumentException("\"" + name
                    + "\" is set by the client itself; to choose it, use customJobId or freshJobId of the JobMono.");
        }
        return name;
    }
}
