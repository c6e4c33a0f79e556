package io.github.cloudstackreactive.reply;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads an instant as a date with an offset, which Jackson reads without a colon in it too: {@code …+0100}. */
final class Instants extends StdDeserializer<Instant> {

    Instants() {
        super(Instant.class);
    }

    @Override
    public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context) {
        OffsetDateTime moment = context.readValue(parser, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }
}
