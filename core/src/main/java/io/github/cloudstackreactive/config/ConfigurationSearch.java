package io.github.cloudstackreactive.config;

import io.github.cloudstackreactive.error.ConfigurationException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for endpoint, key and secret in every place where users keep them; immutable.
 *
 * <p>The three are one unit, taken whole from the first place that holds any of them: the builder; {@code CLOUDSTACK_*};
 * {@code CLOUDSTACK_API_*}; {@code CLOSTACK_*} (of each family the environment, then the system properties); then the
 * chosen or default profile of cs's {@code cloudstack.ini}, cmk's {@code ~/.cmk/config} and clostack's
 * {@code ~/.clostack}. A part-filled unit is an error, never completed from another place. A profile of cmk may hold a user
 * name and a password in place of key and secret.
 */
public final class ConfigurationSearch {

    private final Map<String, String> environment;
    private final Map<String, String> properties;
    private final Path home;
    private final Path workingDirectory;
    private final @Nullable Place explicit;
    private final @Nullable String profile;
    private final boolean unauthenticated;

    private ConfigurationSearch(
            Map<String, String> environment,
            Map<String, String> properties,
            Path home,
            Path workingDirectory,
            @Nullable Place explicit,
            @Nullable String profile,
            boolean unauthenticated) {
        this.environment = environment;
        this.properties = properties;
        this.home = home;
        this.workingDirectory = workingDirectory;
        this.explicit = explicit;
        this.profile = profile;
        this.unauthenticated = unauthenticated;
    }

    /** Searches this process: its environment, its system properties as they are now, the user's home, the working directory. */
    public static ConfigurationSearch ofSystem() {
        Properties system = System.getProperties();
        Map<String, String> properties = system.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, name -> system.getProperty(name, "")));
        Path workingDirectory = Path.of("").toAbsolutePath();
        return of(System.getenv(), properties, Path.of(properties.getOrDefault("user.home", "")), workingDirectory);
    }

    /**
     * Searches what is given here and nothing of this process.
     *
     * @param home where {@code .cloudstack.ini}, {@code .cmk/config} and {@code .clostack} are looked for
     * @param workingDirectory where {@code cloudstack.ini} is looked for
     */
    public static ConfigurationSearch of(
            Map<String, String> environment, Map<String, String> properties, Path home, Path workingDirectory) {
        return new ConfigurationSearch(
                Map.copyOf(environment), Map.copyOf(properties), home, workingDirectory, null, null, false);
    }

    /**
     * What was given to the builder; anything that is not null makes the builder the first place that holds something.
     *
     * @param endpoint null if not given
     * @param key null if not given
     * @param secret null if not given
     */
    public ConfigurationSearch explicit(@Nullable URI endpoint, @Nullable String key, @Nullable String secret) {
        if (endpoint == null && key == null && secret == null) {
            return new ConfigurationSearch(
                    environment, properties, home, workingDirectory, null, profile, unauthenticated);
        }
        Map<String, String> given = new HashMap<>();
        given.put(Spelling.BUILDER.endpoint(), endpoint == null ? "" : endpoint.toString());
        given.put(Spelling.BUILDER.key(), Objects.requireNonNullElse(key, ""));
        given.put(Spelling.BUILDER.secret(), Objects.requireNonNullElse(secret, ""));
        Place builder = new Place("builder", Spelling.BUILDER, given);
        return new ConfigurationSearch(
                environment, properties, home, workingDirectory, builder, profile, unauthenticated);
    }

    /**
     * Asks for the profile of that name, whichever file has it, instead of each file's default. The builder and the
     * variables still come first; a warning then says that the profile was not used.
     *
     * @throws ConfigurationException if the name is blank
     */
    public ConfigurationSearch profile(String name) {
        if (name.isBlank()) {
            throw new ConfigurationException("The profile name is blank. Leave it out to use the default profile.");
        }
        return new ConfigurationSearch(
                environment, properties, home, workingDirectory, explicit, name.strip(), unauthenticated);
    }

    /** Takes an endpoint alone for a whole unit; a key and a secret beside it are still taken. */
    public ConfigurationSearch unauthenticated() {
        return new ConfigurationSearch(environment, properties, home, workingDirectory, explicit, profile, true);
    }

    /**
     * The first unit found. Reads files, so it blocks: never call it on an event loop.
     *
     * @throws ConfigurationException if nothing is configured, a unit is part-filled, or a file cannot be read; the
     *     message names each place looked at and what was missing there, and no secret
     */
    public Configuration resolve() {
        Trail trail = new Trail();
        Place place = explicit;
        if (place == null) {
            trail.add("builder", "has none of " + String.join(", ", Spelling.BUILDER.unit()));
            place = first(variables(), trail);
        }
        if (place == null) {
            place = first(files(), trail);
        }
        if (place != null) {
            return withProfilesNotUsed(place.whole(unauthenticated, trail), place);
        }
        throw trail.failure(
                profile == null
                        ? "Nothing is configured: no place has an endpoint, a key or a secret. Set "
                                + Spelling.CLOUDSTACK.endpoint() + ", " + Spelling.CLOUDSTACK.key() + " and "
                                + Spelling.CLOUDSTACK.secret() + ", or give all three to the builder."
                        : "No file has an endpoint, key and secret under the profile " + profile + ".");
    }

    /**
     * Whether any place holds anything of a unit, be it part-filled or unreadable, or a profile or a file was asked for
     * by name. Reads files, so it blocks.
     */
    public boolean anythingConfigured() {
        if (explicit != null || profile != null || cloudstackConfig() != null || clostackConfigFile() != null) {
            return true;
        }
        Trail trail = new Trail();
        try {
            return first(variables(), trail) != null || first(files(), trail) != null;
        } catch (ConfigurationException unusable) {
            // A file that cannot be read, or a profile that a variable asks for and no file has.
            return true;
        }
    }

    // Another cloud than the one asked for by name is a surprise worth a word.
    private Configuration withProfilesNotUsed(Configuration found, Place place) {
        String reason = " was not used, because " + place.name() + " has " + place.present() + " and comes first.";
        if (profile != null) {
            return place.inFile() ? found : found.withWarning("The profile " + profile + reason);
        }
        Configuration told = found;
        if (place != explicit) {
            Variable region = region();
            if (region != null && !place.spelledAs(Spelling.CS_FILE)) {
                told = told.withWarning("The profile " + region.value() + " of " + region.name() + reason);
            }
            Variable clostack = clostackProfile();
            if (clostack != null && !place.spelledAs(Spelling.CLOSTACK_FILE)) {
                told = told.withWarning("The profile " + clostack.value() + " of " + clostack.name() + reason);
            }
        }
        return told;
    }

    private static @Nullable Place first(List<Source> sources, Trail trail) {
        for (Source source : sources) {
            Place place = source.look(trail);
            if (place != null) {
                return place;
            }
        }
        return null;
    }

    private List<Source> variables() {
        return Stream.of(Spelling.CLOUDSTACK, Spelling.CLOUDSTACK_API, Spelling.CLOSTACK)
                .<Source>mapMulti((family, sources) -> {
                    sources.accept(new Variables("environment " + family.label(), family, environment));
                    Spelling dotted = family.asProperties();
                    sources.accept(new Variables("system properties " + dotted.label(), dotted, properties));
                })
                .toList();
    }

    private List<Source> files() {
        Variable config = cloudstackConfig();
        ConfigurationFile inHome = ConfigurationFile.atDefault(home.resolve(".cloudstack.ini"));
        ConfigurationFile here = ConfigurationFile.atDefault(workingDirectory.resolve("cloudstack.ini"));
        List<ConfigurationFile> lastFirst =
                config == null ? List.of(here, inHome) : List.of(named(config), here, inHome);
        Variable clostack = clostackConfigFile();
        return List.of(
                new CsFiles(lastFirst, profile, region()),
                new CmkFile(ConfigurationFile.atDefault(home.resolve(".cmk").resolve("config")), profile),
                new ClostackFile(
                        clostack == null ? ConfigurationFile.atDefault(home.resolve(".clostack")) : named(clostack),
                        profile,
                        clostackProfile()));
    }

    private ConfigurationFile named(Variable variable) {
        String path = variable.value();
        try {
            Path file = path.startsWith("~/") ? home.resolve(path.substring(2)) : workingDirectory.resolve(path);
            return ConfigurationFile.namedBy(variable.name(), file);
        } catch (InvalidPathException notAPath) {
            throw new ConfigurationException(variable.name() + " does not hold a file name.", notAPath);
        }
    }

    private @Nullable Variable region() {
        return Variable.in(environment, "CLOUDSTACK_REGION");
    }

    private @Nullable Variable cloudstackConfig() {
        return Variable.in(environment, "CLOUDSTACK_CONFIG");
    }

    private @Nullable Variable clostackProfile() {
        Variable variable = Variable.in(environment, "CLOSTACK_PROFILE");
        return variable != null ? variable : Variable.in(properties, "clostack.profile");
    }

    private @Nullable Variable clostackConfigFile() {
        Variable variable = Variable.in(environment, "CLOSTACK_CONFIG_FILE");
        return variable != null ? variable : Variable.in(properties, "clostack.config.file");
    }
}
