package io.github.cloudstackreactive.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A command that whoever tests brings along, as a plugin does to a real server. */
final class Plugin {

    private Plugin() {}

    static Command command(
            String name, String parameters, String fields, Function<Map<String, String>, String> answer) {
        List<Command.Parameter> taken = Command.Parameter.list(parameters);
        return new Command(name, "", false, false, taken, response(fields), (call, caller) -> {
            taken.stream().filter(Command.Parameter::required).forEach(parameter -> call.required(parameter.name()));
            return new Answer.Json(answer.apply(named(call)));
        });
    }

    /** The server does not tell upper from lower case in a parameter's name. */
    private static Map<String, String> named(Call call) {
        Map<String, String> named = new HashMap<>();
        call.parameters().byName().forEach((name, value) -> named.put(name.toLowerCase(Locale.ROOT), value));
        return named;
    }

    /** The fields of an answer, each with a value of its type, from a short form such as {@code "name:string"}. */
    static List<String> response(String fields) {
        JsonText.Fields example = new JsonText.Fields();
        for (Command.Parameter field : Command.Parameter.list(fields)) {
            example.raw(field.name(), valueOf(field.type()));
        }
        return List.of(example.done());
    }

    private static String valueOf(String type) {
        return switch (type) {
            case "boolean" -> "false";
            case "integer", "long" -> "0";
            case "double", "float" -> "0.5";
            case "list", "set" -> "[]";
            case "map" -> "{}";
            default -> "\"\"";
        };
    }
}
