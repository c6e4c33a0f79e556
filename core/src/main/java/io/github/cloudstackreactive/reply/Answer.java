package io.github.cloudstackreactive.reply;

import org.jspecify.annotations.Nullable;

/**
 * What a reply to a single command means: a value, or a job that will bring it.
 *
 * @param <T> the type of the value
 */
public sealed interface Answer<T> {

    /**
     * The command is done.
     *
     * @param value null where the caller asked for nothing ({@link Void})
     */
    record Value<T>(@Nullable T value) implements Answer<T> {

        /** That there is a value; nothing of it, since it may be a secret. */
        @Override
        public String toString() {
            return "Value";
        }
    }

    /**
     * The command goes on as a job.
     *
     * @param resourceId the id of what the job makes; null where the start reply named none
     */
    record Job<T>(String jobId, @Nullable String resourceId) implements Answer<T> {}
}
