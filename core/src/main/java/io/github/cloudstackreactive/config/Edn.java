package io.github.cloudstackreactive.config;

import java.util.Map;

/** A value of the part of EDN that clostack's files use; none of them prints what it holds. */
sealed interface Edn {

    /** Keywords and strings as keys are one and the same: clostack makes keywords of its top two levels. */
    record Table(Map<String, Edn> entries) implements Edn {
        @Override
        public String toString() {
            return "map";
        }
    }

    /**
     * A name.
     *
     * @param name without the colon
     */
    record Keyword(String name) implements Edn {
        @Override
        public String toString() {
            return "keyword";
        }
    }

    record Text(String text) implements Edn {
        @Override
        public String toString() {
            return "string";
        }
    }

    /**
     * A number, not yet converted.
     *
     * @param text as it was written, without the suffixes N and M
     */
    record Numeral(String text) implements Edn {
        @Override
        public String toString() {
            return "number";
        }
    }
}
