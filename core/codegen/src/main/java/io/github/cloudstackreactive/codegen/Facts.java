package io.github.cloudstackreactive.codegen;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One object of a catalog, read strictly: a key that nobody asks for is one that nobody understands. */
final class Facts {

    private final String place;
    private final String name;
    private final JsonNode node;
    private final Set<String> asked = new HashSet<>();

    /**
     * @param file the name of the catalog, where every place begins
     */
    Facts(String file, JsonNode node) {
        this(file, file, node);
    }

    private Facts(String place, String name, JsonNode node) {
        this.place = place;
        this.name = name;
        this.node = node;
        if (!node.isObject()) {
            throw fault("it is no object");
        }
    }

    /** The key that it has in another object. */
    String name() {
        return name;
    }

    /** The same object, for a fault that is of one of the names in it. */
    Facts at(String part) {
        return new Facts(place + ", " + part, part, node);
    }

    /** What to throw for something that is wrong with it. */
    CatalogException fault(String fault) {
        return new CatalogException(place, fault);
    }

    String text(String key) {
        String text = optionalText(key);
        if (text == null || text.isEmpty()) {
            throw fault("\"" + key + "\" is missing or empty");
        }
        return text;
    }

    /** A text that names something in Java. */
    String javaName(String key) {
        String text = text(key);
        if (!JavaNames.isName(text)) {
            throw fault("\"" + key + "\" is " + text + ", which Java does not allow as a name");
        }
        return text;
    }

    /** A text that names a class. */
    String className(String key) {
        String text = text(key);
        if (!JavaNames.isClassName(text)) {
            throw fault("\"" + key + "\" is " + text + ", which is no name for a class");
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
            throw fault("\"" + key + "\" is no text");
        }
        return value.asString();
    }

    boolean flag(String key) {
        JsonNode value = value(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw fault("\"" + key + "\" is neither true nor false");
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
            throw fault("\"" + key + "\" is no whole number");
        }
        return value.isMissingNode() ? null : (Integer) value.asInt();
    }

    private boolean has(String key) {
        return node.has(key);
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : list(key)) {
            if (!element.isString()) {
                throw fault("\"" + key + "\" holds something else than texts");
            }
            texts.add(element.asString());
        }
        return texts;
    }

    /**
     * The objects of a list.
     *
     * @param naming the keys whose texts tell one from the others, for its place
     */
    List<Facts> objects(String key, String... naming) {
        List<Facts> objects = new ArrayList<>();
        for (JsonNode element : list(key)) {
            String number = "#" + (objects.size() + 1);
            StringBuilder at = new StringBuilder(place).append(", ").append(key);
            for (String part : naming) {
                at.append(", ").append(element.path(part).asString(number));
            }
            objects.add(new Facts(at.toString(), number, element));
        }
        return objects;
    }

    /** The objects of an object, each with its key as its name. */
    List<Facts> named(String key) {
        List<Facts> objects = new ArrayList<>();
        object(key)
                .properties()
                .forEach(entry -> objects.add(
                        new Facts(place + ", " + key + ", " + entry.getKey(), entry.getKey(), entry.getValue())));
        return objects;
    }

    /** An object of texts. */
    Map<String, String> textsByName(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        object(key).properties().forEach(entry -> {
            if (!entry.getValue().isString()) {
                throw new CatalogException(place + ", " + key + ", " + entry.getKey(), "it is no text");
            }
            texts.put(entry.getKey(), entry.getValue().asString());
        });
        return texts;
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
                throw fault("\"" + key + "\" is not understood");
            }
        }
    }

    private JsonNode list(String key) {
        JsonNode value = value(key);
        if (!value.isMissingNode() && !value.isArray()) {
            throw fault("\"" + key + "\" is no list");
        }
        return value;
    }

    private JsonNode object(String key) {
        JsonNode value = value(key);
        if (!value.isMissingNode() && !value.isObject()) {
            throw fault("\"" + key + "\" is no object");
        }
        return value;
    }

    private JsonNode value(String key) {
        asked.add(key);
        return node.path(key);
    }
}
