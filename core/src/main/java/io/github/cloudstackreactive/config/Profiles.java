package io.github.cloudstackreactive.config;

import io.github.cloudstackreactive.error.ConfigurationException;
import java.util.Collection;
import java.util.stream.Collectors;

/** The words for profiles, the same for every kind of file. */
final class Profiles {

    private static final int MOST_NAMES = 20;

    private Profiles() {}

    static String name(String profile, ConfigurationFile file) {
        return "profile " + profile + " of " + file;
    }

    static String lacks(String profile, Collection<String> others) {
        return "has no profile " + profile + existing(others);
    }

    /** The names that exist, so that the reader can pick one. */
    static String existing(Collection<String> names) {
        if (names.isEmpty()) {
            return "; it has no profiles";
        }
        return "; its profiles: " + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "");
    }

    /**
     * Who asks for a profile by name is told that it is not there, rather than given another file's default: that could
     * be another cloud.
     */
    static ConfigurationException notThere(Variable askedBy, Trail trail) {
        return trail.failure(askedBy.name() + " asks for the profile " + askedBy.value()
                + ", and no file that it speaks of has an endpoint, key and secret under that name.");
    }
}
