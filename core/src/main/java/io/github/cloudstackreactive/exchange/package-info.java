/** One signed round trip: how a command goes out, when it may go out again, and what comes back. */
@NullMarked
package io.github.cloudstackreactive.exchange;

import org.jspecify.annotations.NullMarked;
