package io.github.cloudstackreactive.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of cs and ansible: a section is a region, taken whole from the last file that has it. */
final class CsFiles implements Source {

    private final List<ConfigurationFile> lastFirst;
    private final @Nullable String asked;
    private final @Nullable Variable region;

    /**
     * @param lastFirst the files in the order of their say, the last one that cs reads first
     * @param asked the profile that the builder asks for; null if none
     * @param region the variable that asks for a region otherwise; null if none
     */
    CsFiles(List<ConfigurationFile> lastFirst, @Nullable String asked, @Nullable Variable region) {
        this.lastFirst = lastFirst;
        this.asked = asked;
        this.region = asked == null ? region : null;
    }

    @Override
    public @Nullable Place look(Trail trail) {
        String name = asked != null ? asked : region != null ? region.value() : "cloudstack";
        for (ConfigurationFile file : lastFirst) {
            String text = file.text();
            if (text == null) {
                trail.add(file.toString(), "does not exist");
                continue;
            }
            Map<String, Map<String, String>> sections = IniReader.read(text, file, IniReader.Dialect.CONFIGPARSER);
            Map<String, String> inherited = sections.remove(IniReader.DEFAULT);
            Map<String, String> section = sections.get(name);
            if (section == null) {
                trail.add(file.toString(), Profiles.lacks(name, sections.keySet()));
                continue;
            }
            Map<String, String> values = new LinkedHashMap<>(inherited == null ? Map.of() : inherited);
            values.putAll(section);
            Place place = new Place(Profiles.name(name, file), Spelling.CS_FILE, values);
            if (place.holdsAnything()) {
                return place;
            }
            trail.add(place.name(), place.missing());
            break;
        }
        if (region != null) {
            throw Profiles.notThere(region, trail);
        }
        return null;
    }
}
