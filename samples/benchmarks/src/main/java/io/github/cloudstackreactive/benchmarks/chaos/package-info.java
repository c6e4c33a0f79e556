/** Seeded schedules of calls through a network that fails, and what must hold of each; see samples/bench chaos. */
@NullMarked
package io.github.cloudstackreactive.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
