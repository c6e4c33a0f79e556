package io.github.cloudstackreactive.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows that a map goes as; an empty map sends nothing. */
final class Rows {

    private Rows() {}

    /** A row a pair, of {@code key} and {@code value}. */
    static List<Map<String, Object>> ofEntries(Map<String, ?> entries) {
        return entries.entrySet().stream()
                .map(entry -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("key", entry.getKey());
                    row.put("value", entry.getValue());
                    return row;
                })
                .toList();
    }

    /** One row, whose fields are the map's own. */
    static List<Map<String, ?>> ofNames(Map<String, ?> entries) {
        return List.of(entries);
    }
}
