package io.github.cloudstackreactive.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.github.cloudstackreactive.codegen.Catalog.RowField;
import io.github.cloudstackreactive.codegen.Catalog.RowType;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Modifier;

/** Writes the class of a row of a map parameter whose fields are fixed. */
final class RowWriter {

    private final RowType row;
    private final List<String> users;
    private final ClassName type;

    /**
     * @param users the parameters that take such rows, for the Javadoc
     */
    RowWriter(Dialect dialect, RowType row, List<String> users) {
        this.row = row;
        this.users = users;
        this.type = ClassName.get(dialect.commandPackage(), row.name());
    }

    TypeSpec write() {
        TypeName fields = Types.mapTo(Types.OBJECT);
        TypeSpec.Builder source = TypeSpec.classBuilder(type)
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addJavadoc(Words.javadoc("A row of " + Words.codes(users) + ".\n"))
                .addAnnotation(Types.CHECK_RETURN_VALUE)
                .superclass(ParameterizedTypeName.get(Types.PARAMETER_ROW, type))
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PUBLIC)
                        .addJavadoc("A row without any field.\n")
                        .addStatement("this($T.of())", Map.class)
                        .build())
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .addParameter(fields, "fields")
                        .addStatement("super(fields)")
                        .build())
                .addMethod(MethodSpec.methodBuilder("with")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PROTECTED)
                        .addParameter(fields, "fields")
                        .returns(type)
                        .addStatement("return new $T(fields)", type)
                        .build())
                .addMethod(MethodSpec.methodBuilder("required")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PROTECTED)
                        .returns(Types.listOf(Types.STRING))
                        .addStatement("return $T.of($L)", List.class, required())
                        .build());
        for (RowField field : row.fields()) {
            source.addMethod(MethodSpec.methodBuilder(field.java())
                    .addModifiers(Modifier.PUBLIC)
                    .addJavadoc(Words.javadoc(
                            "Sets " + Words.code(field.name()) + (field.type().equals("uuid") ? ", an id" : "")
                                    + (field.required() ? "; required.\n" : ".\n")))
                    .returns(type)
                    .addParameter(type(field), field.java())
                    .addStatement("return set($S, $L)", field.name(), field.java())
                    .build());
        }
        return source.build();
    }

    private CodeBlock required() {
        return CodeBlock.join(
                row.fields().stream()
                        .filter(RowField::required)
                        .map(field -> CodeBlock.of("$S", field.name()))
                        .toList(),
                ", ");
    }

    private static TypeName type(RowField field) {
        return switch (field.type()) {
            case "integer" -> TypeName.INT;
            case "long" -> TypeName.LONG;
            case "boolean" -> TypeName.BOOLEAN;
            default -> Types.STRING;
        };
    }
}
