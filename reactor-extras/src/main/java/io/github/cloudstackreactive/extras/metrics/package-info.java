/** The client's calls as Micrometer meters. */
@NullMarked
package io.github.cloudstackreactive.extras.metrics;

import org.jspecify.annotations.NullMarked;
