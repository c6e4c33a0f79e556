/** What the client costs, held against what one would write without it; each figure a ratio of one run. */
@NullMarked
package io.github.cloudstackreactive.benchmarks;

import org.jspecify.annotations.NullMarked;
