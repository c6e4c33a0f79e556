package io.github.cloudstackreactive.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.github.cloudstackreactive.codegen.Catalog.Field;
import io.github.cloudstackreactive.codegen.Catalog.Response;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** Writes the class of a response. */
final class ModelWriter {

    // What the base class and java.lang.Object have already, without parameters.
    private static final Set<String> TAKEN = Set.of(
            "unknownFields",
            "schema",
            "builder",
            "hashCode",
            "toString",
            "getClass",
            "notify",
            "notifyAll",
            "wait",
            "clone",
            "finalize");
    private static final int NAMED_COMMANDS = 8;

    private final Dialect dialect;
    private final Response response;
    private final List<String> commands;
    private final ClassName type;

    /**
     * @param commands those that answer it, for the Javadoc
     */
    ModelWriter(Dialect dialect, Response response, List<String> commands) {
        this.dialect = dialect;
        this.response = response;
        this.commands = commands;
        this.type = dialect.model(response.name());
    }

    TypeSpec write() {
        ClassName builder = type.nestedClass("Builder");
        TypeSpec.Builder source = TypeSpec.classBuilder(type)
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addJavadoc(Words.javadoc(javadoc()))
                .superclass(Types.RESPONSE_OBJECT)
                .addField(schema())
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .addParameter(Types.VALUES, "values")
                        .addStatement("super(values)")
                        .build())
                .addMethod(MethodSpec.methodBuilder("builder")
                        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                        .addJavadoc("Begins one made by hand, for a test.\n")
                        .returns(builder)
                        .addStatement("return new $T()", builder)
                        .build());
        TypeSpec.Builder building = TypeSpec.classBuilder(builder)
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
                .addJavadoc("Makes one by hand, for a test; not thread-safe.\n")
                .superclass(ParameterizedTypeName.get(Types.RESPONSE_OBJECT.nestedClass("Builder"), builder))
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .addStatement("super(SCHEMA)")
                        .build());
        for (int at = 0; at < response.fields().size(); at++) {
            Field field = response.fields().get(at);
            if (TAKEN.contains(field.java())) {
                throw new CatalogException(
                        response.name() + ", " + field.name(),
                        "its Java name " + field.java() + " is taken: every response has a method of it");
            }
            FieldShape shape = FieldShape.of(dialect, response.name(), field);
            source.addMethod(accessor(field, shape, at));
            building.addMethod(setter(builder, field, shape, at));
        }
        building.addMethod(MethodSpec.methodBuilder("build")
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("What was set so far.\n")
                .returns(type)
                .addStatement("return new $T(values())", type)
                .build());
        return source.addType(building.build()).build();
    }

    private FieldSpec schema() {
        CodeBlock.Builder schema = CodeBlock.builder().add("$T.of($T.class, $T::new)", Types.SCHEMA, type, type);
        for (Field field : response.fields()) {
            FieldShape shape = FieldShape.of(dialect, response.name(), field);
            if (shape.nested() == null) {
                schema.add("\n        .$L($S)", shape.schema(), field.name());
            } else {
                schema.add("\n        .$L($S, $T.class)", shape.schema(), field.name(), shape.nested());
            }
        }
        List<CodeBlock> secrets = response.fields().stream()
                .filter(Field::sensitive)
                .map(field -> CodeBlock.of("$S", field.name()))
                .toList();
        if (!secrets.isEmpty()) {
            schema.add("\n        .secret($L)", CodeBlock.join(secrets, ", "));
        }
        return FieldSpec.builder(Types.SCHEMA, "SCHEMA", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(schema.add("\n        .build()").build())
                .build();
    }

    private MethodSpec accessor(Field field, FieldShape shape, int at) {
        MethodSpec.Builder accessor = MethodSpec.methodBuilder(field.java())
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc(Words.javadoc(javadoc(field, shape)))
                .returns(shape.nullable() ? Types.nullable(shape.type()) : shape.type());
        if (!field.values().isEmpty()) {
            return accessor.addStatement("$T word = text($L)", Types.STRING, at)
                    .addStatement("return word == null ? null : $T.of(word)", shape.type())
                    .build();
        }
        return accessor.addStatement("return $L($L)", shape.accessor(), at).build();
    }

    private static MethodSpec setter(ClassName builder, Field field, FieldShape shape, int at) {
        MethodSpec.Builder setter = MethodSpec.methodBuilder(field.java())
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc(Words.javadoc("Sets " + Words.code(field.name()) + ".\n"))
                .returns(builder)
                .addParameter(unboxed(shape.type()), field.java());
        return setter.addStatement(
                        field.values().isEmpty() ? "return set($L, $L)" : "return set($L, $L.word())", at, field.java())
                .build();
    }

    private static TypeName unboxed(TypeName type) {
        return type.isBoxedPrimitive() ? type.unbox() : type;
    }

    private String javadoc() {
        StringBuilder text = new StringBuilder("What the server calls " + Words.code(response.name()) + ".\n");
        if (!commands.isEmpty()) {
            List<String> first = commands.subList(0, Math.min(NAMED_COMMANDS, commands.size()));
            int more = commands.size() - first.size();
            text.append("\n<p>Answered by ")
                    .append(Words.codes(first))
                    .append(more > 0 ? " and " + more + " more" : "")
                    .append(".\n");
        }
        return text.toString();
    }

    private static String javadoc(Field field, FieldShape shape) {
        StringBuilder text = new StringBuilder("The field " + Words.code(field.name()));
        text.append(shape.nullable() ? "; null if absent." : "; empty if absent.");
        if (field.sensitive()) {
            text.append(" A secret: masked in {@code toString}.");
        }
        if (field.since() != null) {
            text.append(" Since CloudStack ")
                    .append(Words.escaped(field.since()))
                    .append(".");
        }
        return text.append("\n").toString();
    }
}
