package io.github.cloudstackreactive.model;

/** What a field holds, and so how what comes is read. */
enum FieldType {
    TEXT,
    /** A {@code Long}. */
    INTEGER,
    /** A {@code Double}. */
    DECIMAL,
    /** A {@code BigDecimal}: money. */
    EXACT,
    FLAG,
    /** An {@code OffsetDateTime}. */
    DATE,
    OBJECT,
    OBJECTS,
    /** Objects in a list with its count around it. */
    LISTED,
    TEXTS,
    INTEGERS,
    DECIMALS,
    /** Text by text. */
    MAP,
    MAPS,
    LISTS_BY_NAME,
    /** Whatever came, as plain Java. */
    ANY,
    ANYS
}
