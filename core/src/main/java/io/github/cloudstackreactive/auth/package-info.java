/** Who is asking: credentials, and the {@link Authenticator} seam that proves them on every request sent. */
@NullMarked
package io.github.cloudstackreactive.auth;

import org.jspecify.annotations.NullMarked;
