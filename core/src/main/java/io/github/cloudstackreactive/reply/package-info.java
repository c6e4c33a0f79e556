/** From bytes to meaning: the envelope of a reply is taken off, and its value, rows or error are read. */
@NullMarked
package io.github.cloudstackreactive.reply;

import org.jspecify.annotations.NullMarked;
