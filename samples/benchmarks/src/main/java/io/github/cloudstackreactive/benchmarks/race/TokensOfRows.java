package io.github.cloudstackreactive.benchmarks.race;

import io.github.cloudstackreactive.model.VirtualMachine;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.databind.util.TokenBuffer;

/** Reads a page by Jackson's non-blocking parser. */
final class TokensOfRows {

    /** A row is the third object: in the reply and its payload. */
    private static final int OBJECTS_TO_ROW = 3;

    private final List<VirtualMachine> rows = new ArrayList<>();
    private final JsonParser parser = Raw.MAPPER.createNonBlockingByteArrayParser();
    private final ByteArrayFeeder feeder = (ByteArrayFeeder) parser.nonBlockingInputFeeder();
    private TokenBuffer row = TokenBuffer.forGeneration();
    private byte[] scratch = {};
    private int objects;

    void feed(ByteBuf buffer) {
        int length = buffer.readableBytes();
        if (length > scratch.length) {
            scratch = new byte[length];
        }
        buffer.readBytes(scratch, 0, length);
        feeder.feedInput(scratch, 0, length);
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.NOT_AVAILABLE) {
            take(token);
            token = parser.nextToken();
        }
    }

    private void take(JsonToken token) {
        if (token == JsonToken.START_OBJECT) {
            objects++;
        }
        if (objects >= OBJECTS_TO_ROW) {
            row.copyCurrentEvent(parser);
        }
        if (token == JsonToken.END_OBJECT && --objects == OBJECTS_TO_ROW - 1) {
            rows.add(Raw.MAPPER.readValue(row, VirtualMachine.class));
            row = TokenBuffer.forGeneration();
        }
    }

    List<VirtualMachine> rows() {
        return rows;
    }
}
