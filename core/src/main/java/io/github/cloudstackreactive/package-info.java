/** What a user imports: {@link io.github.cloudstackreactive.CloudStackClient} and its builder. */
@NullMarked
package io.github.cloudstackreactive;

import org.jspecify.annotations.NullMarked;
