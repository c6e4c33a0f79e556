package io.github.cloudstackreactive.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeSpec;
import com.palantir.javapoet.TypeVariableName;
import io.github.cloudstackreactive.codegen.Catalog.Command;
import io.github.cloudstackreactive.codegen.Catalog.Field;
import io.github.cloudstackreactive.codegen.Catalog.MapStyle;
import io.github.cloudstackreactive.codegen.Catalog.Parameter;
import io.github.cloudstackreactive.codegen.Catalog.Response;
import io.github.cloudstackreactive.codegen.Catalog.RowType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.element.Modifier;

/** Writes everything of one API. */
final class ApiWriter {

    private final Dialect dialect;
    private final Catalog catalog;

    ApiWriter(Dialect dialect) {
        this.dialect = dialect;
        this.catalog = dialect.catalog();
    }

    void write(SourceFolder sources) {
        for (Command command : catalog.commands()) {
            sources.add(
                    "the command " + command.name(),
                    dialect.commandPackage(),
                    new CommandWriter(dialect, command).write());
        }
        writeRows(sources);
        for (Response response : catalog.responses().values()) {
            if (response.fields().isEmpty()) {
                continue; // what may be anything has no class of its own
            }
            sources.add(
                    "the response " + response.name(),
                    dialect.modelPackage(),
                    new ModelWriter(dialect, response, answering(response)).write());
        }
        writeEnums(sources);
        writeAreas(sources);
        writePackage(sources);
        dialect.names().requireAllUsed();
    }

    private List<String> answering(Response response) {
        return catalog.commands().stream()
                .filter(command -> command.response().equals(response.name()))
                .map(Command::name)
                .toList();
    }

    private void writeRows(SourceFolder sources) {
        Map<String, RowType> types = new TreeMap<>();
        Map<String, List<String>> users = new TreeMap<>();
        for (Command command : catalog.commands()) {
            for (Parameter parameter : command.parameters()) {
                if (parameter.style() instanceof MapStyle.Rows rows) {
                    RowType type = rows.type();
                    RowType other = types.put(type.name(), type);
                    if (other != null && !other.equals(type)) {
                        throw new CatalogException(
                                command.name() + ", " + parameter.name(),
                                "its rows " + type.name() + " have other fields than those of "
                                        + String.join(", ", users.getOrDefault(type.name(), List.of())));
                    }
                    List<String> of = users.computeIfAbsent(type.name(), any -> new ArrayList<>());
                    if (!of.contains(parameter.name())) {
                        of.add(parameter.name());
                    }
                }
            }
        }
        types.forEach((name, type) -> sources.add(
                "the row of " + String.join(", ", users.getOrDefault(name, List.of())),
                dialect.commandPackage(),
                new RowWriter(dialect, type, users.getOrDefault(name, List.of())).write()));
    }

    private void writeEnums(SourceFolder sources) {
        Map<String, List<String>> words = new TreeMap<>();
        Map<String, List<String>> users = new TreeMap<>();
        for (Response response : catalog.responses().values()) {
            for (Field field : response.fields()) {
                if (field.values().isEmpty() || !field.owner().equals(response.name())) {
                    continue;
                }
                String name = dialect.enumOf(field).simpleName();
                List<String> other = words.put(name, field.values());
                if (other != null && !other.equals(field.values())) {
                    throw new CatalogException(
                            response.name() + ", " + field.name(),
                            "its enum " + name + " has other words than that of "
                                    + String.join(", ", users.getOrDefault(name, List.of())));
                }
                users.computeIfAbsent(name, any -> new ArrayList<>())
                        .add(dialect.model(response.name()).simpleName() + "." + field.java());
            }
        }
        words.forEach((name, known) -> sources.add(
                "the enum of " + String.join(", ", users.getOrDefault(name, List.of())),
                dialect.modelPackage(),
                new EnumWriter(ClassName.get(dialect.modelPackage(), name), known, users.getOrDefault(name, List.of()))
                        .write()));
    }

    private void writeAreas(SourceFolder sources) {
        Map<String, List<Command>> areas = new TreeMap<>();
        Map<String, String> methods = new TreeMap<>();
        for (Command command : catalog.commands()) {
            Names.Area area = dialect.names().areaOf(command);
            areas.computeIfAbsent(area.type(), any -> new ArrayList<>()).add(command);
            methods.put(area.method(), area.type());
        }
        areas.forEach((area, commands) -> sources.add(
                "the area " + area, dialect.commandPackage(), new AreaWriter(dialect, area, commands).write()));
        TypeSpec.Builder api = TypeSpec.interfaceBuilder(dialect.api())
                .addModifiers(Modifier.PUBLIC)
                .addSuperinterface(Types.CALLS)
                .addJavadoc(
                        Words.javadoc("The " + catalog.commands().size() + " commands of the API, area by area.\n"));
        methods.forEach((method, area) -> {
            ClassName type = ClassName.get(dialect.commandPackage(), area);
            api.addMethod(MethodSpec.methodBuilder(method)
                    .addModifiers(Modifier.PUBLIC, Modifier.DEFAULT)
                    .addJavadoc(Words.javadoc(examples(areas.getOrDefault(area, List.of()))))
                    .returns(type)
                    .addStatement("return new $T(this)", type)
                    .build());
        });
        sources.add("the API", dialect.commandPackage(), api.addMethod(over()).build());
    }

    private MethodSpec over() {
        ClassName type = ClassName.get(dialect.commandPackage(), dialect.api());
        TypeSpec.Builder calls = TypeSpec.anonymousClassBuilder("").addSuperinterface(type);
        TypeVariableName answer = TypeVariableName.get("T");
        calls.addMethod(delegate("execute", Types.MONO, Types.SINGLE_COMMAND, answer));
        calls.addMethod(delegate("list", Types.LIST_FLUX, Types.LIST_COMMAND, answer));
        calls.addMethod(delegate("submit", Types.JOB_MONO, Types.ASYNC_COMMAND, answer));
        return MethodSpec.methodBuilder("over")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .addJavadoc(Words.javadoc(
                        "The same areas over other calls, such as ones that are scoped, checked or metered.\n"))
                .addParameter(Types.CALLS, "calls")
                .returns(type)
                .addStatement("return $L", calls.build())
                .build();
    }

    private static MethodSpec delegate(String name, ClassName result, ClassName command, TypeVariableName answer) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .addTypeVariable(answer)
                .addParameter(ParameterizedTypeName.get(command, answer), "command")
                .returns(ParameterizedTypeName.get(result, answer))
                .addStatement("return calls.$L(command)", name)
                .build();
    }

    private static String examples(List<Command> commands) {
        String first = Words.code(commands.get(0).name());
        return switch (commands.size()) {
            case 1 -> "The command " + first + ".\n";
            case 2 ->
                "The commands " + first + " and " + Words.code(commands.get(1).name()) + ".\n";
            default ->
                commands.size() + " commands, such as " + first + " and "
                        + Words.code(commands.get(commands.size() / 2).name()) + ".\n";
        };
    }

    private void writePackage(SourceFolder sources) {
        String name = dialect.commandPackage();
        sources.add(
                name.replace('.', '/') + "/package-info.java",
                "/** The commands of the API and the areas that they are found in, generated from the catalog. */\n"
                        + "@org.jspecify.annotations.NullMarked\npackage " + name + ";\n");
    }
}
