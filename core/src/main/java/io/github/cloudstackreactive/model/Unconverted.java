package io.github.cloudstackreactive.model;

/** What came in a field and cannot be read as the field's type. */
record Unconverted(Object raw) {

    /** That there is something; nothing of it. */
    @Override
    public String toString() {
        return "?";
    }
}
