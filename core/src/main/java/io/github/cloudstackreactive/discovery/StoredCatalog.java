package io.github.cloudstackreactive.discovery;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A catalog as it is stored: JSON that says of what format it is, everything in one order, and nothing that is absent.
 *
 * <p>Reading is strict. A catalog that was changed by hand, or written by a later release, would otherwise refuse commands
 * for no visible reason.
 */
record StoredCatalog(String format, int version, List<ApiCommand> commands) {

    private static final String FORMAT = "cloudstack-reactive/api-catalog";
    private static final int VERSION = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .changeDefaultPropertyInclusion(always -> always.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    StoredCatalog {
        commands = List.copyOf(commands);
    }

    static String write(List<ApiCommand> commands) {
        return MAPPER.writeValueAsString(new StoredCatalog(FORMAT, VERSION, commands));
    }

    static List<ApiCommand> read(String json) {
        try {
            JsonNode whole = MAPPER.readTree(json);
            if (!whole.path("format").asString("").equals(FORMAT)) {
                throw refused("it does not say that its format is " + FORMAT);
            }
            JsonNode version = whole.path("version");
            if (!version.isInt() || version.intValue() != VERSION) {
                throw refused("it is of version " + version + ", and this release reads version " + VERSION);
            }
            return MAPPER.treeToValue(whole, StoredCatalog.class).commands();
        } catch (DatabindException mismatch) {
            throw refused("it breaks the format at " + place(mismatch));
        } catch (JacksonException malformed) {
            throw refused("it is no JSON");
        }
    }

    private static String place(DatabindException mismatch) {
        return mismatch.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "/" + step.getPropertyName())
                .collect(Collectors.joining());
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("This is no catalog that can be read: " + why
                + ". Ask the server anew with discover(), and store that.");
    }
}
