package io.github.cloudstackreactive.simulator;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request, decoded but not yet admitted. */
record Call(String method, Parameters parameters, Map<String, String> cookies) {

    Call(String method, Parameters parameters) {
        this(method, parameters, Map.of());
    }

    @Nullable
    String cookie(String name) {
        return cookies.get(name);
    }

    @Nullable
    String command() {
        return parameters.exact("command");
    }

    /** The command's name; the server calls a missing one "null". */
    String name() {
        return Objects.requireNonNullElse(command(), "null");
    }

    /** Anything but json in any case, in a parameter named exactly so, is XML. */
    boolean json() {
        return "json".equalsIgnoreCase(parameters.exact("response"));
    }

    boolean get() {
        return !method.equals("POST");
    }

    /** A list that is searched by name looks at every row, which is too long for an event loop. */
    boolean searches() {
        return name().startsWith("list") && (parameters.get("name") != null || parameters.get("keyword") != null);
    }

    /** The page of a list that is asked for, if any; 0 and less are the first (behaviour (c)). */
    @Nullable
    Integer pageNumber() {
        String page = parameters.filled("page");
        return page == null || !page.matches("-?\\d{1,9}") ? null : Math.max(1, Integer.parseInt(page));
    }

    /** A parameter the command cannot do without. */
    String required(String parameter) {
        String value = parameters.filled(parameter);
        if (value == null) {
            throw Refusal.missing(name(), parameter);
        }
        return value;
    }

    @Nullable
    Integer integer(String parameter) {
        String value = parameters.filled(parameter);
        try {
            return value == null ? null : Integer.valueOf(value.trim());
        } catch (NumberFormatException e) {
            throw Refusal.invalid(name(), parameter, value);
        }
    }
}
