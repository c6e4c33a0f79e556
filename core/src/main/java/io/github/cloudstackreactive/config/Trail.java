package io.github.cloudstackreactive.config;

import io.github.cloudstackreactive.error.ConfigurationException;
import java.util.ArrayList;
import java.util.List;

/** The places that one search has looked at, in order, and what was missing in each; private to that search. */
final class Trail {

    private final List<String> steps = new ArrayList<>();

    void add(String place, String missing) {
        steps.add(place + ": " + missing);
    }

    /** The search's failure, which ends in every place looked at. */
    ConfigurationException failure(String what) {
        return new ConfigurationException(what + " Looked at, in this order:\n  " + String.join("\n  ", steps));
    }
}
