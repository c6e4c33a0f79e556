/**
 * Who asks, where that takes requests of its own: a login with its second factor, and the search for the algorithm that a
 * server takes.
 */
@NullMarked
package io.github.cloudstackreactive.session;

import org.jspecify.annotations.NullMarked;
