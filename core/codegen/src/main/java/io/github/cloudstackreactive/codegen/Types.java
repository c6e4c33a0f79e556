package io.github.cloudstackreactive.codegen;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The classes that generated code is written against. */
final class Types {

    private static final String BASE = "io.github.cloudstackreactive.";

    static final ClassName NULLABLE = ClassName.get("org.jspecify.annotations", "Nullable");
    static final ClassName STRING = ClassName.get(String.class);
    static final ClassName OBJECT = ClassName.get(Object.class);
    static final ClassName OFFSET_DATE_TIME = ClassName.get(OffsetDateTime.class);
    static final ClassName LOCAL_DATE = ClassName.get(LocalDate.class);

    static final ClassName TYPED_COMMAND = ClassName.get(BASE + "command", "TypedCommand");
    static final ClassName SINGLE_COMMAND = ClassName.get(BASE + "command", "SingleCommand");
    static final ClassName ASYNC_COMMAND = ClassName.get(BASE + "command", "AsyncCommand");
    static final ClassName LIST_COMMAND = ClassName.get(BASE + "command", "ListCommand");
    static final ClassName PARAMETER_ROW = ClassName.get(BASE + "command", "ParameterRow");
    static final ClassName CHECK_RETURN_VALUE = ClassName.get(BASE + "command", "CheckReturnValue");
    static final ClassName PARAMETERS = ClassName.get(BASE + "command", "Parameters");
    static final ClassName DESCRIPTION = ClassName.get(BASE + "command", "Description");
    static final ClassName KIND = ClassName.get(BASE + "command", "Kind");
    static final ClassName METHOD = ClassName.get(BASE + "command", "Method");
    static final ClassName PACE = ClassName.get(BASE + "command", "Pace");
    static final ClassName ROW_ORDER = ClassName.get(BASE + "command", "RowOrder");
    static final ClassName USER_DATA = ClassName.get(BASE + "command", "UserData");

    static final ClassName CALLS = ClassName.get(BASE + "call", "Calls");
    static final ClassName LIST_FLUX = ClassName.get(BASE + "paging", "ListFlux");
    static final ClassName JOB_MONO = ClassName.get(BASE + "job", "JobMono");
    static final ClassName MONO = ClassName.get("reactor.core.publisher", "Mono");

    static final ClassName RESPONSE_OBJECT = ClassName.get(BASE + "model", "ResponseObject");
    static final ClassName JSON_CREATOR = ClassName.get("com.fasterxml.jackson.annotation", "JsonCreator");
    static final ClassName OPEN_ENUM = ClassName.get(BASE + "model", "OpenEnum");
    static final ClassName SCHEMA = ClassName.get(BASE + "model", "Schema");
    static final ClassName VALUES = ClassName.get(BASE + "model", "Values");

    private Types() {}

    static TypeName nullable(TypeName type) {
        return type.annotated(AnnotationSpec.builder(NULLABLE).build());
    }

    static TypeName listOf(TypeName element) {
        return ParameterizedTypeName.get(ClassName.get(List.class), element);
    }

    static TypeName collectionOf(TypeName element) {
        return ParameterizedTypeName.get(ClassName.get(Collection.class), element);
    }

    static TypeName mapTo(TypeName value) {
        return ParameterizedTypeName.get(ClassName.get(Map.class), STRING, value);
    }
}
