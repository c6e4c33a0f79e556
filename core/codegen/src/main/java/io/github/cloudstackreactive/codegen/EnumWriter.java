package io.github.cloudstackreactive.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.lang.model.element.Modifier;

/** Writes an open enum: the words that are known, and room for others. */
final class EnumWriter {

    /** A name that no word can have as its constant. */
    static final String KNOWN = "KNOWN";

    private final ClassName type;
    private final List<String> words;
    private final List<String> users;

    /**
     * @param users the fields that hold such a word, for the Javadoc
     */
    EnumWriter(ClassName type, List<String> words, List<String> users) {
        this.type = type;
        this.words = words;
        this.users = users;
    }

    TypeSpec write() {
        TypeName byWord = ParameterizedTypeName.get(ClassName.get(Map.class), Types.STRING, type);
        TypeSpec.Builder source = TypeSpec.classBuilder(type)
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addJavadoc(Words.javadoc("The words of " + Words.codes(users) + ".\n"))
                .superclass(Types.OPEN_ENUM)
                .addField(FieldSpec.builder(byWord, KNOWN, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                        .initializer("new $T<>()", HashMap.class)
                        .build());
        for (String word : words) {
            source.addField(FieldSpec.builder(type, constant(word), Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
                    .addJavadoc(Words.javadoc("The word " + Words.code(word) + ".\n"))
                    .initializer("known($S)", word)
                    .build());
        }
        return source.addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .addParameter(Types.STRING, "word")
                        .addParameter(TypeName.BOOLEAN, "known")
                        .addStatement("super(word, known)")
                        .build())
                .addMethod(MethodSpec.methodBuilder("known")
                        .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                        .addParameter(Types.STRING, "word")
                        .returns(type)
                        .addStatement("$T known = new $T(word, true)", type, type)
                        .addStatement("KNOWN.put(word, known)")
                        .addStatement("return known")
                        .build())
                .addMethod(MethodSpec.methodBuilder("of")
                        .addAnnotation(Types.JSON_CREATOR)
                        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                        .addJavadoc("The constant of a word, or one of its own for a word that is not known.\n")
                        .addParameter(Types.STRING, "word")
                        .returns(type)
                        .addStatement("$T known = KNOWN.get(word)", type)
                        .addStatement("return known == null ? new $T(word, false) : known", type)
                        .build())
                .build();
    }

    /** {@code BackingUp} as {@code BACKING_UP}. */
    static String constant(String word) {
        return word.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("[^A-Za-z0-9]", "_")
                .toUpperCase(Locale.ROOT);
    }
}
