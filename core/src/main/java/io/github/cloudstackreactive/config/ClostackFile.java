package io.github.cloudstackreactive.config;

import io.github.cloudstackreactive.error.ConfigurationException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file of clostack: a map of profiles, where a keyword in a profile's place points to another.
 *
 * <p>Two defects of clostack are not repeated: a profile chosen by name may be a map and not only a pointer, and the
 * variables (see {@link Spelling#CLOSTACK}) need no expiration among them.
 */
final class ClostackFile implements Source {

    private static final String DEFAULT = "default";

    private final ConfigurationFile file;
    private final @Nullable String asked;
    private final @Nullable Variable profile;

    /**
     * @param asked the profile that the builder asks for; null if none
     * @param profile the variable that asks for a profile otherwise; null if none
     */
    ClostackFile(ConfigurationFile file, @Nullable String asked, @Nullable Variable profile) {
        this.file = file;
        this.asked = asked;
        this.profile = asked == null ? profile : null;
    }

    @Override
    public @Nullable Place look(Trail trail) {
        Place place = chosen(trail);
        if (place == null && profile != null) {
            throw Profiles.notThere(profile, trail);
        }
        return place;
    }

    private @Nullable Place chosen(Trail trail) {
        String text = file.text();
        if (text == null) {
            trail.add(file.toString(), "does not exist");
            return null;
        }
        Map<String, Edn> profiles = EdnReader.read(text, file).entries();
        String name = asked != null ? asked : profile != null ? profile.value() : DEFAULT;
        name = name.startsWith(":") ? name.substring(1) : name;
        if (!profiles.containsKey(name)) {
            trail.add(file.toString(), Profiles.lacks(name, profiles.keySet()));
            return null;
        }
        Place place = followed(name, profiles, trail);
        if (place.holdsAnything()) {
            return place;
        }
        trail.add(place.name(), place.missing());
        return null;
    }

    private Place followed(String first, Map<String, Edn> profiles, Trail trail) {
        Set<String> seen = new LinkedHashSet<>();
        String name = first;
        while (seen.add(name)) {
            Edn found = profiles.get(name);
            if (found instanceof Edn.Table table) {
                return new Place(Profiles.name(name, file), Spelling.CLOSTACK_FILE, values(name, table));
            }
            if (found == null) {
                trail.add(file.toString(), Profiles.lacks(name, profiles.keySet()));
                throw trail.failure(
                        Profiles.name(first, file) + " points to the profile " + name + ", which is not there.");
            }
            if (!(found instanceof Edn.Keyword pointer)) {
                throw new ConfigurationException(
                        Profiles.name(name, file) + " is neither a map nor a keyword that points to another profile.");
            }
            name = pointer.name();
        }
        throw new ConfigurationException(Profiles.name(first, file) + " points to itself, by way of "
                + String.join(", ", seen) + ". One of them must be a map.");
    }

    private Map<String, String> values(String profile, Edn.Table table) {
        Map<String, String> values = new HashMap<>();
        List<String> numbers = Spelling.CLOSTACK_FILE.numbers();
        table.entries().forEach((name, value) -> {
            String setting = ":" + name;
            boolean number = numbers.contains(setting);
            if (value instanceof Edn.Text string) {
                values.put(setting, string.text());
            } else if (number && value instanceof Edn.Numeral numeral) {
                values.put(setting, numeral.text());
            } else if (number || Spelling.CLOSTACK_FILE.unit().contains(setting)) {
                throw new ConfigurationException(setting + " in " + Profiles.name(profile, file) + " is a " + value
                        + ", and must be a " + (number ? "number." : "string."));
            }
        });
        return values;
    }
}
