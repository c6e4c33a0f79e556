package io.github.cloudstackreactive.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import org.jspecify.annotations.Nullable;

/**
 * One API with the names and packages that its classes get.
 *
 * @param api the name of the interface that leads to all areas
 * @param borrowed the API whose responses this one may answer too
 */
record Dialect(
        String api,
        String commandPackage,
        String modelPackage,
        Names names,
        @Nullable Dialect borrowed,
        Catalog catalog) {

    /** The class of a response, by the server's name for it. */
    ClassName model(String response) {
        Catalog.Response known = catalog.responses().get(response);
        if (known != null) {
            if (known.fields().isEmpty()) {
                throw new CatalogException(response, "it has no fields, hence no class");
            }
            String name = names.response(response);
            if (name == null && borrowed == null) {
                throw new CatalogException(response, "\"responseNames\" lacks a name for it");
            }
            if (name == null && !JavaNames.isClassName(response)) {
                throw new CatalogException(response, "it is no name for a class");
            }
            return ClassName.get(modelPackage, name == null ? response : name);
        }
        if (borrowed != null) {
            return borrowed.model(response);
        }
        throw new CatalogException(response, "it is in no catalog");
    }

    /** The class of the words of a field. */
    ClassName enumOf(Catalog.Field field) {
        if (borrowed != null && !catalog.responses().containsKey(field.owner())) {
            return borrowed.enumOf(field);
        }
        return ClassName.get(modelPackage, names.enumOf(field.owner(), field.name()));
    }

    /** What a command answers, or a row or element of it. */
    TypeName answer(Catalog.Command command) {
        return switch (command.response()) {
            case "String" -> ClassName.get(String.class);
            case "untyped" -> ClassName.get("tools.jackson.databind", "JsonNode");
            default -> model(command.response());
        };
    }

    ClassName command(Catalog.Command command) {
        return ClassName.get(commandPackage, upper(command.name()));
    }

    static String upper(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
