package io.github.cloudstackreactive.reply;

import java.util.function.Consumer;

/**
 * What goes with every request and nobody must be told, such as a key: no message repeats it, though a server does.
 *
 * <p>Shown only while words from outside are looked through, and kept nowhere.
 */
@FunctionalInterface
public interface KnownSecrets {

    /** None. */
    KnownSecrets NONE = secret -> {};

    /** Shows each of them, as they are now. */
    void forEach(Consumer<String> secret);
}
