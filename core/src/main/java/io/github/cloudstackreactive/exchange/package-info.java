/**
 * One signed round trip: how a command goes out, when it may go out again, and what comes back.
 *
 * <p>{@link Exchange} decides (signature, method, attempts), {@link HttpTransport} carries (pool, TLS, limits).
 */
@NullMarked
package io.github.cloudstackreactive.exchange;

import org.jspecify.annotations.NullMarked;
