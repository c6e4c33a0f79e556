package io.github.cloudstackreactive.discovery;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row of listApis, in the words of the server.
 *
 * <p>What has no name is left out: among the fields of an answer a server lists empty objects too.
 */
record ListedApi(
        @Nullable String name,
        boolean isasync,
        @Nullable String since,
        @Nullable List<Param> params,
        @Nullable List<Field> response) {

    record Param(
            @Nullable String name,
            @Nullable String type,
            boolean required,
            @Nullable String since,
            @Nullable Integer length) {

        @Nullable
        ApiParameter parameter() {
            return name == null ? null : new ApiParameter(name, type == null ? "" : type, required, since, length);
        }
    }

    record Field(@Nullable String name, @Nullable String type) {

        @Nullable
        ApiField field() {
            return name == null ? null : new ApiField(name, type == null ? "" : type);
        }
    }

    @Nullable
    ApiCommand command() {
        return name == null
                ? null
                : new ApiCommand(name, isasync, since, named(params, Param::parameter), named(response, Field::field));
    }

    private static <L, E> List<E> named(@Nullable List<L> listed, Function<L, @Nullable E> element) {
        return listed == null
                ? List.of()
                : listed.stream()
                        .filter(Objects::nonNull)
                        .flatMap(each -> Stream.ofNullable(element.apply(each)))
                        .toList();
    }
}
