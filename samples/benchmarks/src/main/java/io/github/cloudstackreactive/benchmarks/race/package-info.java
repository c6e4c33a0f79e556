/** The client against others, on pages from another process: rows a second, small calls, heap and allocation. */
@NullMarked
package io.github.cloudstackreactive.benchmarks.race;

import org.jspecify.annotations.NullMarked;
