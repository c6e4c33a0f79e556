package io.github.cloudstackreactive.model;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * One of a set of words that servers may add to, such as a state.
 *
 * <p>The known ones are constants of each class; a word that is not among them is as good a value, which {@link #known()}
 * tells. Two are equal if their words are.
 */
public abstract class OpenEnum {

    private final String word;
    private final boolean known;

    protected OpenEnum(String word, boolean known) {
        this.word = word;
        this.known = known;
    }

    /** The word as the server writes it, which is also how Jackson writes it. */
    @JsonValue
    public final String word() {
        return word;
    }

    /** Whether it is one of the constants. */
    public final boolean known() {
        return known;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof OpenEnum that && getClass() == that.getClass() && word.equals(that.word);
    }

    @Override
    public final int hashCode() {
        return word.hashCode();
    }

    /** The word as the server writes it. */
    @Override
    public final String toString() {
        return word;
    }
}
