package io.github.cloudstackreactive.codegen;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import com.palantir.javapoet.WildcardTypeName;
import io.github.cloudstackreactive.codegen.Catalog.Command;
import io.github.cloudstackreactive.codegen.Catalog.Kind;
import io.github.cloudstackreactive.codegen.Catalog.MapStyle;
import io.github.cloudstackreactive.codegen.Catalog.Pace;
import io.github.cloudstackreactive.codegen.Catalog.Parameter;
import io.github.cloudstackreactive.codegen.Catalog.RowOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** Writes the class of a command. */
final class CommandWriter {

    private static final Set<String> SCOPE = Set.of("projectid", "account", "domainid");

    private final Dialect dialect;
    private final Command command;
    private final ClassName type;

    CommandWriter(Dialect dialect, Command command) {
        this.dialect = dialect;
        this.command = command;
        this.type = dialect.command(command);
    }

    TypeSpec write() {
        TypeSpec.Builder source = TypeSpec.classBuilder(type)
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addJavadoc(Words.javadoc(javadoc()))
                .addAnnotation(Types.CHECK_RETURN_VALUE)
                .superclass(ParameterizedTypeName.get(Types.TYPED_COMMAND, type))
                .addSuperinterface(answering())
                .addField(description())
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PUBLIC)
                        .addJavadoc("The command without any parameter.\n")
                        .addStatement("this($T.NONE)", Types.PARAMETERS)
                        .build())
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .addParameter(Types.PARAMETERS, "parameters")
                        .addStatement("super(parameters)")
                        .build())
                .addMethod(MethodSpec.methodBuilder("with")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PROTECTED)
                        .addParameter(Types.PARAMETERS, "parameters")
                        .returns(type)
                        .addStatement("return new $T(parameters)", type)
                        .build())
                .addMethod(MethodSpec.methodBuilder("description")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PUBLIC)
                        .returns(Types.DESCRIPTION)
                        .addStatement("return DESCRIPTION")
                        .build());
        for (Parameter parameter : settable()) {
            setters(parameter).forEach(source::addMethod);
        }
        return source.build();
    }

    /** The parameters that are the caller's to set: neither the job's id, nor the page of a list. */
    private List<Parameter> settable() {
        Set<String> ours =
                command.isList() && command.paged() ? Set.of("customjobid", "page", "pagesize") : Set.of("customjobid");
        return command.parameters().stream()
                .filter(parameter -> !ours.contains(parameter.name()))
                .toList();
    }

    private TypeName answering() {
        TypeName answer = dialect.answer(command);
        if (command.isList()) {
            return ParameterizedTypeName.get(Types.LIST_COMMAND, answer);
        }
        return ParameterizedTypeName.get(
                command.kind() == Kind.ASYNC ? Types.ASYNC_COMMAND : Types.SINGLE_COMMAND,
                command.isListOfOne() ? Types.listOf(answer) : answer);
    }

    private FieldSpec description() {
        CodeBlock.Builder facts = CodeBlock.builder()
                .add(
                        "$T.of($S, $T.class, $T.$L)",
                        Types.DESCRIPTION,
                        command.name(),
                        dialect.answer(command),
                        Types.KIND,
                        command.kind() == Kind.LIST && !command.safe() ? Kind.SYNC : command.kind());
        if (command.get()) {
            facts.add("\n        .method($T.GET)", Types.METHOD);
        }
        flag(facts, "safe", command.safe());
        if (command.isList() && !command.paged()) {
            facts.add("\n        .paged(false)");
        }
        flag(facts, "ignoresPage", command.ignoresPage());
        flag(facts, "postFiltered", command.postFiltered());
        flag(facts, "answersList", !command.isList() && command.isListOfOne());
        flag(facts, "nestedRows", command.nestedRows());
        flag(facts, "missingIsEmpty", command.isList() && command.missingIsEmpty());
        if (command.pace() != Pace.USUAL) {
            facts.add("\n        .pace($T.$L)", Types.PACE, command.pace());
        }
        if (command.rowOrder() != RowOrder.UNKNOWN) {
            facts.add("\n        .rowOrder($T.$L)", Types.ROW_ORDER, command.rowOrder());
        }
        names(facts, "requires", required());
        names(
                facts,
                "scope",
                command.parameters().stream()
                        .map(Parameter::name)
                        .filter(name -> command.scoped() && SCOPE.contains(name))
                        .toList());
        names(
                facts,
                "secret",
                command.parameters().stream()
                        .filter(Parameter::sensitive)
                        .map(Parameter::name)
                        .toList());
        if (command.since() != null) {
            facts.add("\n        .since($S)", command.since());
        }
        return FieldSpec.builder(Types.DESCRIPTION, "DESCRIPTION", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(facts.add("\n        .build()").build())
                .build();
    }

    private static void flag(CodeBlock.Builder facts, String name, boolean set) {
        if (set) {
            facts.add("\n        .$L(true)", name);
        }
    }

    private static void names(CodeBlock.Builder facts, String method, List<String> names) {
        if (!names.isEmpty()) {
            facts.add(
                    "\n        .$L($L)",
                    method,
                    CodeBlock.join(
                            names.stream().map(n -> CodeBlock.of("$S", n)).toList(), ", "));
        }
    }

    private List<String> required() {
        return command.parameters().stream()
                .filter(Parameter::required)
                .map(Parameter::name)
                .toList();
    }

    private String javadoc() {
        StringBuilder text =
                new StringBuilder("Calls " + Words.code(command.name()) + ", which answers " + answered() + ".\n\n<p>");
        text.append(
                switch (command.kind()) {
                    case ASYNC -> "It starts a job.";
                    case LIST ->
                        command.isList() && command.paged()
                                ? "It is a list, in pages."
                                : "It is a list, asked for once.";
                    case SYNC -> "The reply is the answer.";
                });
        text.append(orderWords());
        text.append(
                command.safe()
                        ? " It changes nothing and may be sent again."
                        : " It is not sent again after a failure that leaves its outcome open.");
        if (!required().isEmpty()) {
            text.append(" It requires ").append(Words.codes(required())).append(".");
        }
        if (command.since() != null) {
            text.append(" Since CloudStack ")
                    .append(Words.escaped(command.since()))
                    .append(".");
        }
        if (!command.roles().isEmpty()) {
            text.append(" By default for the roles ")
                    .append(Words.escaped(String.join(", ", command.roles())))
                    .append(".");
        }
        return text.append("\n").toString();
    }

    private String orderWords() {
        return switch (command.rowOrder()) {
            case BY_ID ->
                " New rows come last and make none come twice; each one deleted meanwhile may make one be missed.";
            case NEWEST_FIRST ->
                " New rows come first: each one made meanwhile may make one come twice, and each one deleted meanwhile"
                        + " may make one be missed.";
            case NEWEST_FIRST_WITH_TIES ->
                " New rows come first, in no settled order where they were made at the same time: some may come twice or"
                        + " be missed.";
            case BY_SORT_KEY ->
                " Its rows are sorted by a key that settles their order: each one made, changed or deleted meanwhile"
                        + " may make one come twice or be missed.";
            case BY_SORT_KEY_WITH_TIES ->
                " Its rows are sorted by a key, in no settled order where they share it: some may come twice or be"
                        + " missed.";
            case UNSORTED -> " Its rows are not sorted: some may come twice or be missed.";
            case UNKNOWN -> "";
        };
    }

    private String answered() {
        String link = dialect.answer(command) instanceof ClassName name
                        && !name.packageName().startsWith("tools")
                ? "{@link " + name.canonicalName() + "}"
                : "a tree";
        return command.isList() ? "rows of " + link : command.isListOfOne() ? "a list of " + link : link;
    }

    private List<MethodSpec> setters(Parameter parameter) {
        List<MethodSpec> setters = new ArrayList<>();
        if (parameter.style() != null) {
            setters.add(mapSetter(parameter, parameter.style()));
            if (parameter.style() instanceof MapStyle.Rows rows) {
                ClassName row =
                        ClassName.get(dialect.commandPackage(), rows.type().name());
                setters.add(setter(parameter, ArrayTypeName.of(row))
                        .varargs()
                        .addStatement("return $L($T.asList($L))", parameter.java(), Arrays.class, parameter.java())
                        .build());
            }
            return setters;
        }
        String set = parameter.sensitive() ? "setSecret" : "set";
        switch (parameter.type()) {
            case "list" -> {
                setters.add(setter(parameter, Types.collectionOf(Types.STRING))
                        .addStatement("return $L($S, $L)", set, parameter.name(), parameter.java())
                        .build());
                setters.add(setter(parameter, ArrayTypeName.of(Types.STRING))
                        .varargs()
                        .addStatement("return $L($T.asList($L))", parameter.java(), Arrays.class, parameter.java())
                        .build());
            }
            case "date" -> {
                setters.add(plainSetter(parameter, Types.OFFSET_DATE_TIME, set));
                setters.add(plainSetter(parameter, Types.LOCAL_DATE, set));
            }
            case "boolean" -> setters.add(plainSetter(parameter, TypeName.BOOLEAN, set));
            case "integer", "short" -> setters.add(plainSetter(parameter, TypeName.INT, set));
            case "long" -> setters.add(plainSetter(parameter, TypeName.LONG, set));
            case "double" -> setters.add(plainSetter(parameter, TypeName.DOUBLE, set));
            default ->
                setters.add(
                        parameter.name().equalsIgnoreCase("userdata")
                                ? plainSetter(parameter, Types.USER_DATA, "setSecret")
                                : plainSetter(parameter, Types.STRING, set));
        }
        return setters;
    }

    private MethodSpec mapSetter(Parameter parameter, MapStyle style) {
        if (style instanceof MapStyle.Rows rows) {
            ClassName row = ClassName.get(dialect.commandPackage(), rows.type().name());
            return setter(parameter, Types.collectionOf(row))
                    .addStatement("return setTypedRows($S, $L)", parameter.name(), parameter.java())
                    .build();
        }
        String secret = parameter.sensitive() ? "Secret" : "";
        if (style instanceof MapStyle.Open) {
            TypeName rows = Types.collectionOf(WildcardTypeName.subtypeOf(Types.mapTo(Types.STRING)));
            return setter(parameter, rows)
                    .addStatement("return set$LRows($S, $L)", secret, parameter.name(), parameter.java())
                    .build();
        }
        return setter(parameter, Types.mapTo(Types.STRING))
                .addStatement(
                        "return set$L$L($S, $L)",
                        secret,
                        style instanceof MapStyle.Entries ? "Entries" : "Named",
                        parameter.name(),
                        parameter.java())
                .build();
    }

    private MethodSpec plainSetter(Parameter parameter, TypeName value, String set) {
        return setter(parameter, value)
                .addStatement("return $L($S, $L)", set, parameter.name(), parameter.java())
                .build();
    }

    private MethodSpec.Builder setter(Parameter parameter, TypeName value) {
        return MethodSpec.methodBuilder(parameter.java())
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc(Words.javadoc(javadoc(parameter)))
                .returns(type)
                .addParameter(value, parameter.java());
    }

    private static String javadoc(Parameter parameter) {
        StringBuilder text = new StringBuilder("Sets " + Words.code(parameter.name()));
        text.append(
                switch (parameter.type()) {
                    case "uuid" -> ", an id";
                    case "list" -> "uuid".equals(parameter.of()) ? ", ids" : ", texts without commas";
                    case "map" -> mapWords(parameter);
                    default -> "";
                });
        text.append(parameter.required() ? "; required." : ".");
        if (parameter.length() != null) {
            text.append(" At most ").append(parameter.length()).append(" characters.");
        }
        if (parameter.sensitive()) {
            text.append(" A secret: sent by POST and never shown.");
        }
        if (parameter.adminOnly()) {
            text.append(" For administrators only.");
        }
        if (parameter.since() != null) {
            text.append(" Since CloudStack ")
                    .append(Words.escaped(parameter.since()))
                    .append(".");
        }
        return text.append("\n").toString();
    }

    private static String mapWords(Parameter parameter) {
        if (parameter.style() instanceof MapStyle.Entries) {
            return ", keys with their values";
        }
        return parameter.style() instanceof MapStyle.Named ? ", names with their values" : ", row by row";
    }
}
