/** How many calls a client makes at once and in a second, and which of those that wait goes next. */
@NullMarked
package io.github.cloudstackreactive.limit;

import org.jspecify.annotations.NullMarked;
