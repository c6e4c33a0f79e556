package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.command.Description;
import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ErrorBody;
import io.github.cloudstackreactive.error.JobFailedException;
import io.github.cloudstackreactive.error.ProtocolException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads replies: one value, a page of rows, or the state of a job.
 *
 * <p>Lenient where the protocol is sloppy, strict where silence would lose data. Immutable and for use by any number of
 * threads. Every method throws a {@link CloudStackException} and nothing else.
 */
final class ReplyReader {

    // What may stand beside a jobid in a reply that starts a job; anything more makes it a resource with a jobid field.
    private static final Set<String> JOB_FIELDS = Set.of(
            "jobid",
            "id",
            "jobstatus",
            "jobprocstatus",
            "jobresultcode",
            "jobresulttype",
            "jobresult",
            "jobinstanceid",
            "jobinstancetype",
            "cmd",
            "created",
            "completed",
            "accountid",
            "account",
            "domainid",
            "domainpath",
            "userid",
            "managementserverid",
            "managementservername");
    private static final Set<String> OUTCOME_FIELDS = Set.of("success", "displaytext", "details");
    private static final String QUERY_JOB = "queryAsyncJobResult";

    private final JsonMapper mapper;
    private final Envelope envelope;
    private final Map<Class<?>, ObjectReader> learned = new ConcurrentHashMap<>();

    /**
     * @param clock what a server's Date header is compared with when it refuses a signature
     */
    ReplyReader(Clock clock) {
        this.mapper = LenientJson.mapper();
        this.envelope = new Envelope(mapper, clock);
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

    /** Reads the reply to a command that answers one value, or starts a job (design rule: the reply decides). */
    <T> Answer<T> answer(Command<T> command, Reply reply) {
        Description description = command.description();
        JsonNode payload = payload(description.name(), command.parameters(), reply);
        if (startsJob(description, payload)) {
            JsonNode id = payload.path("id");
            return new Answer.Job<>(
                    payload.path("jobid").asString(), id.isValueNode() && !id.isNull() ? id.asString() : null);
        }
        if (isFailedOutcome(payload)) {
            throw failedOutcome(description.name(), command.parameters(), reply, payload);
        }
        return new Answer.Value<>(convert(command, payload, reply.status()));
    }

    private static boolean startsJob(Description description, JsonNode payload) {
        JsonNode jobId = payload.path("jobid");
        return !description.name().equals(QUERY_JOB)
                && jobId.isValueNode()
                && !jobId.isNull()
                && payload.propertyNames().stream().allMatch(JOB_FIELDS::contains);
    }

    private static boolean isFailedOutcome(JsonNode payload) {
        return payload.isObject()
                && payload.path("success").asString("true").equalsIgnoreCase("false")
                && payload.propertyNames().stream().allMatch(OUTCOME_FIELDS::contains);
    }

    private static String words(JsonNode outcome) {
        String text = outcome.path("displaytext").asString("");
        return text.isEmpty() ? outcome.path("details").asString("it only says success=false") : text;
    }

    private static ApiException failedOutcome(String command, Parameters asked, Reply reply, JsonNode payload) {
        return ApiException.of(
                command, new ErrorBody(reply.status(), 530, null, Redaction.words(words(payload), asked)), null);
    }

    /** Reads the reply to {@code queryAsyncJobResult}. */
    JobReport job(Parameters asked, Reply reply) {
        JsonNode payload = payload(QUERY_JOB, asked, reply);
        JsonNode status = payload.path("jobstatus");
        if (!status.isValueNode() || status.asString("").isBlank()) {
            throw envelope.noReply(QUERY_JOB, asked, reply, "the job's state is missing.");
        }
        JsonNode resource = payload.path("jobinstanceid");
        JsonNode result = payload.path("jobresult");
        return new JobReport(
                status.asInt(JobReport.PENDING),
                payload.path("jobresultcode").asInt(0),
                result.isMissingNode() || result.isNull() ? null : result,
                resource.isValueNode() && !resource.isNull() ? resource.asString() : null,
                payload.path("cmd").asString(null));
    }

    /**
     * Reads the result of a job that has ended.
     *
     * @return null where the job brought no result, or the caller asked for none
     * @throws JobFailedException if the job did not succeed
     */
    <T> @Nullable T result(Command<T> command, String jobId, @Nullable String resourceId, JobReport report) {
        JsonNode result = report.result();
        String name = nameOf(command, report);
        if (report.status() != JobReport.SUCCEEDED || (result != null && isFailedOutcome(result))) {
            throw jobFailure(name, command.parameters(), jobId, resourceId, report);
        }
        if (result == null) {
            return command.description().answersList() ? cast(List.of()) : null;
        }
        try {
            return convert(command, result, 200);
        } catch (CloudStackException unreadable) {
            throw unreadable.initJob(jobId, resourceId);
        }
    }

    // Whoever attached to a job by its id has no command; the server's class tells what it does.
    private static String nameOf(Command<?> command, JobReport report) {
        String name = command.description().name();
        String work = report.work();
        return name.equals(QUERY_JOB) && work != null ? work.substring(work.lastIndexOf('.') + 1) : name;
    }

    private static JobFailedException jobFailure(
            String command, Parameters asked, String jobId, @Nullable String resourceId, JobReport report) {
        JsonNode result = report.result();
        String text = "the server gives no reason";
        int code = report.resultCode();
        if (result != null && result.isObject()) {
            code = result.path("errorcode").asInt(code);
            text = result.hasNonNull("errortext") ? result.path("errortext").asString("") : words(result);
        } else if (result != null && result.isValueNode()) {
            text = result.asString("");
        }
        return new JobFailedException(command, jobId, resourceId, report.status(), code, Redaction.words(text, asked));
    }

    private JsonNode payload(String command, Parameters asked, Reply reply) {
        return leniently(command, asked, reply, bytes -> {
            try (JsonParser parser = envelope.open(command, asked, bytes)) {
                JsonNode payload = mapper.readTree(parser);
                envelope.close(command, asked, bytes, parser);
                if (Envelope.isError(payload)) {
                    throw envelope.error(command, asked, bytes, payload);
                }
                return payload;
            }
        });
    }

    /** Takes off the object's own name: the payload's only key, if an object stands under it; one level, never two. */
    private static JsonNode unwrap(JsonNode payload) {
        if (payload.isObject() && payload.size() == 1) {
            JsonNode only = payload.iterator().next();
            return only.isObject() ? only : payload;
        }
        return payload;
    }

    private <T> @Nullable T convert(Command<T> command, JsonNode payload, int status) {
        Description description = command.description();
        if (description.answersList()) {
            List<Object> elements = new ArrayList<>();
            for (JsonNode element : elements(description, payload, status)) {
                elements.add(convert(description, element, status));
            }
            return cast(elements);
        }
        return cast(convert(description, unwrap(payload), status));
    }

    private static Iterable<JsonNode> elements(Description description, JsonNode payload, int status) {
        List<JsonNode> arrays = payload.isArray()
                ? List.of(payload)
                : payload.valueStream().filter(JsonNode::isArray).toList();
        if (arrays.size() == 1) {
            return arrays.get(0);
        }
        if (arrays.isEmpty() && payload.isObject() && payload.path("count").asLong(0) == 0) {
            JsonNode only = unwrap(payload);
            return only == payload ? List.of() : List.of(only);
        }
        throw new ProtocolException(
                description.name(),
                status,
                description.name() + ": a list was due, but the reply has " + arrays.size()
                        + " arrays. Ask for a JsonNode without answersList to see it.",
                true);
    }

    private @Nullable Object convert(Description description, JsonNode node, int status) {
        Class<?> type = description.type();
        if (type == Void.class) {
            return null;
        }
        if (type.isInstance(node)) {
            return node;
        }
        try {
            return readerOf(type).readValue(node);
        } catch (DatabindException mismatch) {
            throw unreadable(description, status, "the answer", mismatch);
        }
    }

    @SuppressWarnings("unchecked") // the description says what T is: its type, or a list of it
    private static <T> @Nullable T cast(@Nullable Object value) {
        return (T) value;
    }

    /**
     * Reads one page of a list.
     *
     * @param firstPage whether a count without rows means that rows are missing; on later pages it is the end
     * @param identify whether {@link Rows#identities()} are wanted
     */
    <T> Rows<T> rows(Command<T> command, Parameters asked, Reply reply, boolean firstPage, boolean identify) {
        String name = command.description().name();
        return leniently(name, asked, reply, bytes -> {
            try (JsonParser parser = envelope.open(name, asked, bytes)) {
                return new RowsReading<>(command, asked, bytes, identify).read(parser, firstPage);
            }
        });
    }

    /** Reads once more with escapes mended where the text does not parse; a text that still does not is an error. */
    private <R> R leniently(String command, Parameters asked, Reply reply, Function<Reply, R> reading) {
        try {
            return reading.apply(reply);
        } catch (StreamReadException malformed) {
            byte[] mended = LenientJson.withEscapesMended(reply.body(), reply.length());
            if (mended == null) {
                throw malformed(command, asked, reply, malformed);
            }
            Reply again = new Reply(
                    reply.status(), reply.contentType(), reply.date(), reply.location(), mended, mended.length);
            try {
                return reading.apply(again);
            } catch (JacksonException still) {
                throw malformed(command, asked, reply, still);
            }
        } catch (JacksonException malformed) {
            throw malformed(command, asked, reply, malformed);
        }
    }

    private ProtocolException malformed(String command, Parameters asked, Reply reply, JacksonException cause) {
        return envelope.noReply(
                command,
                asked,
                reply,
                "the JSON breaks at byte " + cause.getLocation().getByteOffset()
                        + "; was the reply cut short, or does something rewrite it?");
    }

    // Jackson's own message quotes the value, which may be a secret; the path and the class say enough.
    private static ProtocolException unreadable(
            Description description, int status, String where, JacksonException mismatch) {
        String path = mismatch instanceof DatabindException databind ? databind.getPathReference() : "";
        return new ProtocolException(
                description.name(),
                status,
                description.name() + ": " + where + " cannot be read as a "
                        + description.type().getSimpleName() + (path.isEmpty() ? "" : ", at " + path) + " ("
                        + mismatch.getClass().getSimpleName()
                        + "). Widen the field's type, or ask for a JsonNode to see what came.",
                true);
    }

    // Data binding wraps a fault of the text itself, which another reading may mend.
    private static @Nullable Throwable textFault(Throwable mismatch) {
        Throwable each = mismatch;
        while (each != null && !(each instanceof StreamReadException)) {
            each = each.getCause();
        }
        return each;
    }

    /** One reading of one page. */
    private final class RowsReading<T> {

        private final Description description;
        private final Parameters asked;
        private final Reply reply;
        private final ObjectReader reader;
        private final @Nullable List<String> identities;
        private final List<T> rows = new ArrayList<>();

        private @Nullable Long count;
        private @Nullable JsonNode lone;
        private final Map<String, String> scalars = new HashMap<>();
        private int arrays;
        private int from;
        private int to;

        RowsReading(Command<T> command, Parameters asked, Reply reply, boolean identify) {
            this.description = command.description();
            this.asked = asked;
            this.reply = reply;
            this.reader = readerOf(description.type());
            this.identities = identify ? new ArrayList<>() : null;
        }

        Rows<T> read(JsonParser parser, boolean firstPage) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw envelope.noReply(description.name(), asked, reply, "the reply's key holds no object.");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                switch (parser.nextToken()) {
                    case START_ARRAY -> readArray(parser);
                    case START_OBJECT -> lone = mapper.readTree(parser);
                    case VALUE_NULL -> {}
                    default -> readScalar(field, parser);
                }
            }
            envelope.close(description.name(), asked, reply, parser);
            return finished(firstPage);
        }

        private void readScalar(String field, JsonParser parser) {
            if (field.equals("count")) {
                count = parser.getValueAsLong(0);
            } else {
                scalars.put(field, parser.getString());
            }
        }

        private void readArray(JsonParser parser) {
            int start = (int) parser.currentTokenLocation().getByteOffset();
            int before = rows.size();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_NULL) {
                    add(null);
                }
                readRow(parser);
            }
            if (rows.size() > before) {
                arrays++;
                from = start;
                to = (int) parser.currentLocation().getByteOffset();
            }
        }

        private void readRow(JsonParser parser) {
            try {
                if (identities == null) {
                    add(reader.readValue(parser));
                } else {
                    JsonNode tree = mapper.readTree(parser);
                    add(convert(description, tree, reply.status()));
                    identities.add(identity(tree));
                }
            } catch (DatabindException mismatch) {
                throw textFault(mismatch) instanceof StreamReadException fault
                        ? fault
                        : unreadable(description, reply.status(), "row " + (rows.size() + 1), mismatch);
            }
        }

        private void add(@Nullable Object row) {
            if (row == null) {
                throw envelope.noReply(
                        description.name(), asked, reply, "row " + (rows.size() + 1) + " is null, or read as nothing.");
            }
            rows.add(cast(row));
        }

        private Rows<T> finished(boolean firstPage) {
            if (scalars.containsKey("errorcode")) {
                throw envelope.error(description.name(), asked, reply, mapper.valueToTree(scalars));
            }
            if (arrays > 1) {
                throw envelope.noReply(
                        description.name(),
                        asked,
                        reply,
                        "it holds " + arrays + " arrays of rows. Use execute with a JsonNode to see them all.");
            }
            if (rows.isEmpty() && lone != null) {
                // Five list… commands answer one object (listCapabilities and its like): a list of one.
                add(convert(description, lone, reply.status()));
                if (identities != null) {
                    identities.add(identity(lone));
                }
            }
            if (rows.isEmpty() && !scalars.isEmpty()) {
                throw envelope.noReply(
                        description.name(), asked, reply, "rows were due, but it holds " + scalars.keySet() + ".");
            }
            if (rows.isEmpty() && firstPage && count != null && count > 0 && !onlyTheCountWasAsked()) {
                throw envelope.noReply(
                        description.name(), asked, reply, "it counts " + count + " rows and holds none.");
            }
            return new Rows<>(rows, identities, count, reply.body(), from, to);
        }

        private boolean onlyTheCountWasAsked() {
            return "0".equals(asked.get("pagesize")) || asked.has("retrieveonlyresourcecount");
        }
    }

    /** What tells a row from others: its id, with the zone where it has one (a template has a row a zone); else all of it. */
    private static String identity(JsonNode row) {
        JsonNode id = row.path("id");
        if (!id.isValueNode() || id.isNull()) {
            return row.toString();
        }
        JsonNode zone = row.path("zoneid");
        return zone.isValueNode() && !zone.isNull() ? id.asString() + ' ' + zone.asString() : id.asString();
    }
}
