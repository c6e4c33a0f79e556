package io.github.cloudstackreactive.codegen;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One object of a catalog, read strictly: a key that nobody asks for is one that nobody understands. */
final class Facts {

    private final String place;
    private final JsonNode node;
    private final Set<String> asked = new HashSet<>();

    Facts(String place, JsonNode node) {
        this.place = place;
        this.node = node;
        if (!node.isObject()) {
            throw new CatalogException(place, "an object was due, not " + node.getNodeType());
        }
    }

    String place() {
        return place;
    }

    String text(String key) {
        String text = optionalText(key);
        if (text == null || text.isEmpty()) {
            throw new CatalogException(place, "\"" + key + "\" is missing or empty");
        }
        return text;
    }

    @Nullable
    String optionalText(String key) {
        JsonNode value = value(key);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isString()) {
            throw new CatalogException(place, "\"" + key + "\" is no text");
        }
        return value.asString();
    }

    boolean flag(String key) {
        JsonNode value = value(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new CatalogException(place, "\"" + key + "\" is neither true nor false");
        }
        return value.asBoolean(false);
    }

    @Nullable
    Boolean optionalFlag(String key) {
        return has(key) ? (Boolean) flag(key) : null;
    }

    @Nullable
    Integer optionalNumber(String key) {
        JsonNode value = value(key);
        if (!value.isMissingNode() && !value.isInt()) {
            throw new CatalogException(place, "\"" + key + "\" is no whole number");
        }
        return value.isMissingNode() ? null : (Integer) value.asInt();
    }

    boolean has(String key) {
        return node.has(key);
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value(key)) {
            if (!element.isString()) {
                throw new CatalogException(place, "\"" + key + "\" holds something else than texts");
            }
            texts.add(element.asString());
        }
        return texts;
    }

    /** The objects of a list, each with its name as its place. */
    List<Facts> objects(String key, String... naming) {
        List<Facts> objects = new ArrayList<>();
        for (JsonNode element : value(key)) {
            StringBuilder name = new StringBuilder(place);
            for (String part : naming) {
                name.append(name.isEmpty() ? "" : ", ")
                        .append(element.path(part).asString("?"));
            }
            objects.add(new Facts(name.toString(), element));
        }
        return objects;
    }

    /** The objects of an object, each with its key as its place. */
    List<Facts> named(String key) {
        List<Facts> objects = new ArrayList<>();
        for (var entry : value(key).properties()) {
            objects.add(new Facts(entry.getKey(), entry.getValue()));
        }
        return objects;
    }

    /** The keys of an object. */
    Collection<String> keysOf(String key) {
        return value(key).propertyNames();
    }

    Facts object(String key) {
        return new Facts(key, value(key));
    }

    /** Keys that are there to be read by people only. */
    Facts ignoring(String... keys) {
        asked.addAll(List.of(keys));
        return this;
    }

    /** Fails if a key was not asked for. */
    void end() {
        for (String key : node.propertyNames()) {
            if (!asked.contains(key)) {
                throw new CatalogException(place, "\"" + key + "\" is not understood");
            }
        }
    }

    private JsonNode value(String key) {
        asked.add(key);
        return node.path(key);
    }
}
