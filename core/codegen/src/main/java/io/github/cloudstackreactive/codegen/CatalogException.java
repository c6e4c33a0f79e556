package io.github.cloudstackreactive.codegen;

/** A catalog that the generator does not understand. */
final class CatalogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param place the command or response and the field of it
     */
    CatalogException(String place, String fault) {
        super(place + ": " + fault);
    }
}
