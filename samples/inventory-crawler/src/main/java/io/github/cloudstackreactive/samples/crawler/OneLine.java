package io.github.cloudstackreactive.samples.crawler;

import java.util.regex.Pattern;

/** Text for a terminal, on one line and without control characters, whatever a server put into it. */
final class OneLine {

    private static final Pattern BREAK_AFTER_COLON = Pattern.compile("(?<=:)\\s*\\R\\s*");
    private static final Pattern BREAK = Pattern.compile("\\s*\\R\\s*");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private OneLine() {}

    static String of(String text) {
        String begun = BREAK_AFTER_COLON.matcher(text.strip()).replaceAll(" ");
        String joined = BREAK.matcher(begun).replaceAll("; ");
        return CONTROL.matcher(joined).replaceAll("?");
    }
}
