package io.github.cloudstackreactive.config;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file of cmk: a section a profile, and before them the settings of cmk itself, which name the current profile. */
final class CmkFile implements Source {

    // Where cmk's predecessor kept the settings that cmk writes before any section.
    private static final String CORE = "core";

    private final ConfigurationFile file;
    private final @Nullable String asked;

    /**
     * @param asked the profile that the builder asks for; null for the one that the file names
     */
    CmkFile(ConfigurationFile file, @Nullable String asked) {
        this.file = file;
        this.asked = asked;
    }

    @Override
    public @Nullable Place look(Trail trail) {
        String text = file.text();
        if (text == null) {
            trail.add(file.toString(), "does not exist");
            return null;
        }
        Map<String, Map<String, String>> sections = IniReader.read(text, file, IniReader.Dialect.CMK);
        Map<String, String> settings = new HashMap<>(sections.getOrDefault(CORE, Map.of()));
        settings.putAll(sections.getOrDefault(IniReader.UNNAMED, Map.of()));
        Set<String> profiles = new LinkedHashSet<>(sections.keySet());
        profiles.remove(CORE);
        profiles.remove(IniReader.UNNAMED);

        String current = settings.getOrDefault("profile", "");
        String name = asked != null ? asked : current;
        if (name.isEmpty()) {
            trail.add(file.toString(), "names no current profile" + Profiles.existing(profiles));
            return null;
        }
        if (!profiles.contains(name)) {
            trail.add(file.toString(), Profiles.lacks(name, profiles));
            if (asked == null) {
                throw trail.failure(file + " names " + name + " as its current profile, which it does not have.");
            }
            return null;
        }
        return profile(name, settings, sections.getOrDefault(name, Map.of()), trail);
    }

    private @Nullable Place profile(
            String name, Map<String, String> settings, Map<String, String> section, Trail trail) {
        Map<String, String> values = new HashMap<>(section);
        values.putIfAbsent("verifycert", settings.getOrDefault("verifycert", ""));
        Place place = new Place(Profiles.name(name, file), Spelling.CMK_FILE, values);
        if (place.holdsAnything()) {
            return place;
        }
        trail.add(place.name(), place.missing());
        return null;
    }
}
