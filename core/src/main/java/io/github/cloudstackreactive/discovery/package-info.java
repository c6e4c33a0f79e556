/** What the server itself says that may be called: its own list of commands, kept as a value and held against commands. */
@NullMarked
package io.github.cloudstackreactive.discovery;

import org.jspecify.annotations.NullMarked;
