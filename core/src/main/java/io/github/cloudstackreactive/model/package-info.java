/**
 * What the server answers: one class for each thing that a cloud has, shared by every command that answers it.
 *
 * <p>The classes are generated from the facts of the catalog; {@link
 * io.github.cloudstackreactive.model.ResponseObject} says what holds for all of them.
 */
@NullMarked
package io.github.cloudstackreactive.model;

import org.jspecify.annotations.NullMarked;
