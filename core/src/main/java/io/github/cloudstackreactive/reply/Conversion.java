package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ProtocolException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * From JSON into the caller's class; what the class cannot hold becomes an error that names the place, not the value.
 *
 * <p>So does an error of the class itself, such as one of its initialisation: Reactor tells nobody of those, and whoever
 * asked would wait for ever.
 */
final class Conversion {

    private final JsonMapper mapper;
    private final Map<Class<?>, ObjectReader> learned = new ConcurrentHashMap<>();

    Conversion(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Whether a class has been read before.
     *
     * <p>The first time Jackson looks it through, which takes long and, where several threads meet, waits for a lock.
     */
    boolean hasLearned(Class<?> type) {
        return type == Void.class || type == JsonNode.class || learned.containsKey(type);
    }

    private ObjectReader readerOf(Class<?> type) {
        ObjectReader reader = learned.get(type);
        if (reader == null) {
            reader = mapper.readerFor(type);
            learned.put(type, reader);
        }
        return reader;
    }

    /**
     * A tree as the class of the command's answer; null where the caller asked for none.
     *
     * @param place where the tree stands, for the error
     */
    @Nullable
    Object fromTree(Description description, JsonNode tree, int status, String place) {
        return fromTree(description, tree, status, () -> place);
    }

    /**
     * A tree as the class of the command's answer; null where the caller asked for none.
     *
     * @param place tells where the tree stands, for the error
     */
    @Nullable
    Object fromTree(Description description, JsonNode tree, int status, Supplier<String> place) {
        Class<?> type = description.type();
        if (type == Void.class) {
            return null;
        }
        if (type.isInstance(tree)) {
            return tree;
        }
        try {
            return readerOf(type).readValue(tree);
        } catch (RuntimeException | LinkageError | StackOverflowError mismatch) {
            throw unreadable(description, status, place.get(), mismatch);
        }
    }

    /**
     * The value that the parser stands at, as the class of the command's answer, without a tree.
     *
     * @param row the row's number, for the error
     */
    @Nullable
    Object fromParser(Description description, JsonParser parser, int status, int row) {
        try {
            return readerOf(description.type()).readValue(parser);
        } catch (RuntimeException | LinkageError | StackOverflowError mismatch) {
            JacksonException fault = faultOfTheText(mismatch);
            throw fault != null ? fault : unreadable(description, status, "row " + row, mismatch);
        }
    }

    // Data binding wraps a fault of the text itself, which another reading may mend; a number too large for a field is
    // none.
    private static @Nullable JacksonException faultOfTheText(Throwable mismatch) {
        for (Throwable each = mismatch; each != null; each = each.getCause()) {
            if (each instanceof StreamConstraintsException constraint) {
                return constraint;
            }
            if (each instanceof StreamReadException fault && !(each instanceof InputCoercionException)) {
                return fault;
            }
        }
        return null;
    }

    // The cause is left out: Jackson's message quotes the value, which may be a secret. The path and the class say
    // enough.
    private static CloudStackException unreadable(
            Description description, int status, String place, Throwable mismatch) {
        String path = mismatch instanceof DatabindException databind ? databind.getPathReference() : "";
        return new ProtocolException(
                description.name(),
                status,
                description.name() + ": " + place + " cannot be read as a "
                        + description.type().getSimpleName() + (path.isEmpty() ? "" : ", at " + path) + " ("
                        + mismatch.getClass().getSimpleName()
                        + "). Widen the field's type, or ask for a JsonNode to see what came.",
                true);
    }
}
