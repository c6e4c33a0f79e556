package io.github.cloudstackreactive.job;

import io.github.cloudstackreactive.command.AsyncCommand;
import org.jspecify.annotations.Nullable;

/**
 * What became of one command among many.
 *
 * @param <T> the type of the result
 */
public sealed interface JobOutcome<T> {

    /** What was submitted. */
    AsyncCommand<T> command();

    /**
     * The job succeeded.
     *
     * @param result null where the job brings none
     */
    record Succeeded<T>(AsyncCommand<T> command, @Nullable T result) implements JobOutcome<T> {

        /** Which command it was; nothing of the result, which may hold a secret. */
        @Override
        public String toString() {
            return "Succeeded[" + command + "]";
        }
    }

    /**
     * The command was not submitted, its job failed, or nobody knows what became of it.
     *
     * @param failure usually a {@link io.github.cloudstackreactive.error.CloudStackException}, which carries the ids of the
     *     job and of what it began to make, as far as they are known
     */
    record Failed<T>(AsyncCommand<T> command, Throwable failure) implements JobOutcome<T> {}
}
