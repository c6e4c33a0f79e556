package io.github.cloudstackreactive.model;

import io.github.cloudstackreactive.command.SensitiveNames;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/** Writes any class of responses as the server did, but for its secrets: Jackson's way out. */
final class ResponseObjectWriter extends ValueSerializer<ResponseObject> {

    ResponseObjectWriter() {}

    @Override
    public void serialize(ResponseObject object, JsonGenerator json, SerializationContext context) {
        write(object, json, Boolean.TRUE.equals(context.getAttribute(ResponseObject.WITH_SECRETS)));
    }

    @Override
    public void serializeWithType(
            ResponseObject object, JsonGenerator json, SerializationContext context, TypeSerializer type) {
        serialize(object, json, context);
    }

    private static void write(ResponseObject object, JsonGenerator json, boolean secrets) {
        json.writeStartObject();
        Schema schema = object.schema();
        for (int at = 0; at < schema.size(); at++) {
            Object value = object.valueAt(at);
            if (value != null && (secrets || !schema.sensitive(at))) {
                json.writeName(schema.name(at));
                write(value, json, secrets);
            }
        }
        writeEntries(object.unknownFields(), json, secrets);
        json.writeEndObject();
    }

    // Nobody declared what stands here: what is named like a secret is taken for one.
    private static void writeEntries(Map<?, ?> entries, JsonGenerator json, boolean secrets) {
        entries.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (secrets || !SensitiveNames.contains(name)) {
                json.writeName(name);
                write(value, json, secrets);
            }
        });
    }

    private static void write(Object value, JsonGenerator json, boolean secrets) {
        if (value instanceof ResponseObject object) {
            write(object, json, secrets);
        } else if (value instanceof Unconverted unconverted) {
            write(unconverted.raw(), json, secrets);
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            list.forEach(element -> write(element, json, secrets));
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            writeEntries(map, json, secrets);
            json.writeEndObject();
        } else if (value instanceof OffsetDateTime date) {
            json.writeString(Dates.written(date));
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Long number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof Double number) {
            json.writeNumber(number.doubleValue());
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (value instanceof BigInteger number) {
            json.writeNumber(number);
        } else {
            json.writeString(value.toString());
        }
    }
}
