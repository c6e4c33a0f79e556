package io.github.cloudstackreactive.codegen;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one API.
 *
 * @param commands in the order of their names
 * @param responses by the server's names of their classes
 */
record Catalog(List<Command> commands, Map<String, Response> responses) {

    enum Kind {
        SYNC,
        ASYNC,
        LIST
    }

    /** How soon the job of a command is usually over. */
    enum Pace {
        FAST,
        USUAL,
        SLOW
    }

    /** In which order a list gives its rows from page to page. */
    enum RowOrder {
        BY_ID,
        NEWEST_FIRST,
        NEWEST_FIRST_WITH_TIES,
        BY_SORT_KEY,
        BY_SORT_KEY_WITH_TIES,
        UNSORTED,
        UNKNOWN
    }

    /**
     * @param response the server's name of the class that it answers; {@code String} for texts, {@code untyped} for a tree
     * @param scoped whether a project or account that it names is whose things it is about, rather than what it acts on
     * @param missingIsEmpty whether an unknown id is refused where others answer no rows
     */
    record Command(
            String name,
            String group,
            Kind kind,
            String response,
            boolean get,
            boolean safe,
            boolean paged,
            boolean ignoresPage,
            boolean postFiltered,
            boolean answersList,
            boolean nestedRows,
            boolean missingIsEmpty,
            boolean scoped,
            Pace pace,
            RowOrder rowOrder,
            @Nullable String since,
            List<String> roles,
            List<Parameter> parameters) {

        /** Whether it is a list that can be paged through, or asked for again. */
        boolean isList() {
            return kind == Kind.LIST && safe;
        }

        /** Whether its one value is a list. */
        boolean isListOfOne() {
            return answersList || (kind == Kind.LIST && !safe);
        }
    }

    /**
     * @param of what a list holds
     * @param style how a map goes on the wire; null for all else
     */
    record Parameter(
            String name,
            String java,
            String type,
            @Nullable String of,
            boolean required,
            boolean sensitive,
            boolean adminOnly,
            @Nullable Integer length,
            @Nullable String since,
            @Nullable MapStyle style) {}

    /** How a map parameter goes on the wire. */
    sealed interface MapStyle {
        /** {@code name[i].key}, {@code name[i].value}. */
        record Entries() implements MapStyle {}

        /** {@code name[0].<key>}. */
        record Named() implements MapStyle {}

        /** Rows of fixed fields. */
        record Rows(RowType type) implements MapStyle {}

        /** Nothing is known: rows of any fields. */
        record Open() implements MapStyle {}
    }

    record RowType(String name, List<RowField> fields) {}

    record RowField(String name, String java, String type, boolean required) {}

    record Response(String name, List<Field> fields) {}

    /**
     * @param owner the response that declares it, which is another where this one extends that
     */
    record Field(
            String owner,
            String name,
            String java,
            String type,
            boolean sensitive,
            @Nullable String since,
            List<String> values) {}
}
