package io.github.cloudstackreactive.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import io.github.cloudstackreactive.codegen.Catalog.Command;
import io.github.cloudstackreactive.codegen.Catalog.Kind;
import io.github.cloudstackreactive.codegen.Catalog.Parameter;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.lang.model.element.Modifier;

/** Writes the facade of an area: a method for each of its commands, under the command's own name. */
final class AreaWriter {

    private final Dialect dialect;
    private final ClassName type;
    private final List<Command> commands;

    AreaWriter(Dialect dialect, String area, List<Command> commands) {
        this.dialect = dialect;
        this.type = ClassName.get(dialect.commandPackage(), area);
        this.commands = commands;
    }

    TypeSpec write() {
        TypeSpec.Builder source = TypeSpec.classBuilder(type)
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addJavadoc(Words.javadoc("The commands "
                        + Words.codes(commands.stream().map(Command::name).toList()) + ".\n"))
                .addField(Types.CALLS, "calls", Modifier.PRIVATE, Modifier.FINAL)
                .addMethod(MethodSpec.constructorBuilder()
                        .addParameter(Types.CALLS, "calls")
                        .addStatement("this.calls = calls")
                        .build());
        for (Command command : commands) {
            if (command.parameters().stream().noneMatch(Parameter::required)) {
                source.addMethod(method(command)
                        .addJavadoc(javadoc(command, "without any parameter"))
                        .addStatement("return $L(new $T())", command.name(), dialect.command(command))
                        .build());
            }
            source.addMethod(method(command)
                    .addJavadoc(javadoc(command, "with the parameters that are set here, as in {@code c -> c.…}"))
                    .addParameter(
                            ParameterizedTypeName.get(ClassName.get(UnaryOperator.class), dialect.command(command)),
                            "command")
                    .addStatement("return $L(command.apply(new $T()))", command.name(), dialect.command(command))
                    .build());
            source.addMethod(method(command)
                    .addJavadoc(javadoc(command, "with the parameters of this one"))
                    .addParameter(dialect.command(command), "command")
                    .addStatement("return calls.$L(command)", call(command))
                    .build());
        }
        return source.build();
    }

    private static CodeBlock javadoc(Command command, String how) {
        return Words.javadoc("Calls {@link " + Dialect.upper(command.name()) + "} " + how + ".\n");
    }

    private MethodSpec.Builder method(Command command) {
        return MethodSpec.methodBuilder(command.name())
                .addModifiers(Modifier.PUBLIC)
                .returns(result(command));
    }

    private static String call(Command command) {
        if (command.isList()) {
            return "list";
        }
        return command.kind() == Kind.ASYNC ? "submit" : "execute";
    }

    private TypeName result(Command command) {
        TypeName answer = dialect.answer(command);
        if (command.isList()) {
            return ParameterizedTypeName.get(Types.LIST_FLUX, answer);
        }
        return ParameterizedTypeName.get(
                command.kind() == Kind.ASYNC ? Types.JOB_MONO : Types.MONO,
                command.isListOfOne() ? Types.listOf(answer) : answer);
    }
}
