/**
 * What is asked: a command's name, its facts, its parameters and the type of its answer.
 *
 * <p>Everything here is an immutable value; nothing here knows how a command is sent.
 */
@NullMarked
package io.github.cloudstackreactive.command;

import org.jspecify.annotations.NullMarked;
