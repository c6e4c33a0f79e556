package io.github.cloudstackreactive.codegen;

import com.palantir.javapoet.CodeBlock;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Sentences of Javadoc, made of facts. */
final class Words {

    private static final Pattern PLAIN = Pattern.compile("[^@{}*/&<>\\\\]+");

    private Words() {}

    /** A name as it stands on the wire. */
    static String code(String name) {
        return PLAIN.matcher(name).matches() ? "{@code " + name + "}" : "<code>" + escaped(name) + "</code>";
    }

    static String codes(List<String> names) {
        return names.stream().map(Words::code).collect(Collectors.joining(", "));
    }

    /** Text from a catalog, with what Javadoc would take for markup escaped. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "&#64;")
                .replace("{", "&#123;")
                .replace("\\", "&#92;")
                .replace("*/", "*&#47;");
    }

    static CodeBlock javadoc(String text) {
        return CodeBlock.of("$L", text);
    }
}
