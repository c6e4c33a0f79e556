package io.github.cloudstackreactive.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.cloudstackreactive.error.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A user's machine: environment, system properties, and files in a home and a working directory. */
final class Machine {

    /** Stands in every secret and key of these tests, and so must stand in no message. */
    static final String CANARY = "CANARY";

    static final String KEY = "key-" + CANARY;
    static final String SECRET = "secret-" + CANARY;

    final Map<String, String> environment = new HashMap<>();
    final Map<String, String> properties = new HashMap<>();
    final Path home;
    final Path work;

    Machine(Path directory) {
        home = directory.resolve("home");
        work = directory.resolve("work");
    }

    Machine env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Machine property(String name, String value) {
        properties.put(name, value);
        return this;
    }

    Machine cloudstackVariables(String host) {
        return env("CLOUDSTACK_ENDPOINT", "https://" + host + "/client/api")
                .env("CLOUDSTACK_KEY", KEY)
                .env("CLOUDSTACK_SECRET", SECRET);
    }

    /** A file with a section of cs in it. */
    Machine cs(Path file, String section, String host) {
        return file(
                file,
                "[" + section + "]\nendpoint = https://" + host + "/client/api\nkey = " + KEY + "\nsecret = " + SECRET
                        + "\n");
    }

    Machine cmk(String text) {
        return file(cmkFile(), text);
    }

    Machine clostack(String text) {
        return file(clostackFile(), text);
    }

    Path csHome() {
        return home.resolve(".cloudstack.ini");
    }

    Path csHere() {
        return work.resolve("cloudstack.ini");
    }

    Path cmkFile() {
        return home.resolve(".cmk/config");
    }

    Path clostackFile() {
        return home.resolve(".clostack");
    }

    Machine file(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    ConfigurationSearch search() {
        return ConfigurationSearch.of(environment, properties, home, work);
    }

    Configuration resolve() {
        return search().resolve();
    }

    String failure() {
        return failure(search -> search);
    }

    /** The message of the failure, after making sure that neither it nor its causes hold a secret. */
    String failure(UnaryOperator<ConfigurationSearch> settings) {
        ConfigurationException failure = catchThrowableOfType(
                ConfigurationException.class, () -> settings.apply(search()).resolve());
        assertThat(failure).as("resolve() failed").isNotNull();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            assertThat(t.toString()).doesNotContain(CANARY);
        }
        return failure.getMessage();
    }
}
