package io.github.cloudstackreactive.simulator;

import java.util.Iterator;

/** What a command says, before it is wrapped and put into JSON or XML. */
sealed interface Answer {

    /** Writes the next row as a JSON object, or says that there is none. */
    @FunctionalInterface
    interface Rows {
        boolean next(RowBuffer out);
    }

    /** An object, as JSON. */
    record Json(String text) implements Answer {}

    /** A list: the count is the total, whatever the page. */
    record Listing(String item, long count, Rows rows) implements Answer {}

    static Answer success() {
        return new Json("{\"success\":true}");
    }

    /** A list of rows made as JSON text. */
    static Answer rows(String item, long count, Iterator<String> page) {
        return new Listing(item, count, out -> {
            if (!page.hasNext()) {
                return false;
            }
            out.raw(page.next());
            return true;
        });
    }

    static Answer object(String name, String json) {
        return new Json("{\"" + name + "\":" + json + "}");
    }
}
