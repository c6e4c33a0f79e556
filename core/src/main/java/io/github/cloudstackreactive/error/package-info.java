/** What can go wrong, as one sealed family: every failure of this library is a {@link CloudStackException}. */
@NullMarked
package io.github.cloudstackreactive.error;

import org.jspecify.annotations.NullMarked;
