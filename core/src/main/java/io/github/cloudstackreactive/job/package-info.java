/** Async commands to their end: submit once, look at the job ever more rarely, report what became of it. */
@NullMarked
package io.github.cloudstackreactive.job;

import org.jspecify.annotations.NullMarked;
