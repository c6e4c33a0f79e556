package io.github.cloudstackreactive.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * A command that the cloud knows.
 *
 * @param response fields of the answer as JSON objects, for {@code listApis}
 */
record Command(
        String name,
        String description,
        boolean async,
        boolean adminOnly,
        List<Parameter> parameters,
        List<String> response,
        Handler handler) {

    /** Carries a command out for an admitted caller. */
    @FunctionalInterface
    interface Handler {
        Answer answer(Call call, Account caller);
    }

    /** A parameter as {@code listApis} describes it. */
    record Parameter(String name, String type, boolean required) {

        /** From a short form such as {@code "id:uuid! expunge:boolean"}, where an exclamation mark means required. */
        static List<Parameter> list(String text) {
            List<Parameter> found = new ArrayList<>();
            for (String part : text.trim().split("\\s+", -1)) {
                int colon = part.indexOf(':');
                if (colon > 0) {
                    boolean required = part.endsWith("!");
                    String type = part.substring(colon + 1, part.length() - (required ? 1 : 0));
                    found.add(new Parameter(part.substring(0, colon), type, required));
                }
            }
            return List.copyOf(found);
        }
    }
}
