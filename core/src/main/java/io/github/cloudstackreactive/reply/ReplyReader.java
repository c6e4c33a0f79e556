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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
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
    private static final List<JsonToken> START_OF_PLAIN = List.of(
            JsonToken.START_OBJECT,
            JsonToken.PROPERTY_NAME,
            JsonToken.START_OBJECT,
            JsonToken.PROPERTY_NAME,
            JsonToken.START_OBJECT);
    private static final List<JsonToken> END_OF_PLAIN = List.of(JsonToken.END_OBJECT, JsonToken.END_OBJECT);
    private static final int NO_STATUS = -1;
    private static final String QUERY_JOB = "queryAsyncJobResult";
    private static final String OVERSTRAINED = "it is nested too deeply, or holds a number too long.";

    private final ReplyForm form;
    private final ReplyLimits limits;
    private final JsonMapper mapper;
    private final Envelope envelope;
    private final Redaction redaction;
    private final Conversion conversion;
    private final Transcription transcription;

    ReplyReader(Clock clock, ReplyForm form) {
        this(clock, form, ReplyLimits.DEFAULT, KnownSecrets.NONE);
    }

    /**
     * @param clock what a server's Date header is compared with when it refuses a signature
     * @param secrets what no message repeats
     */
    ReplyReader(Clock clock, ReplyForm form, ReplyLimits limits, KnownSecrets secrets) {
        this.form = form;
        this.limits = limits;
        this.mapper = LenientJson.mapper();
        // Here, since Jackson looks up how under a lock, for which several event loops would wait at their first
        // replies.
        mapper.readTree("{}");
        this.redaction = new Redaction(secrets);
        this.envelope = new Envelope(mapper, clock, form.urlEncoded(), redaction);
        this.conversion = new Conversion(mapper);
        this.transcription = new Transcription(mapper, form.urlEncoded());
    }

    /** Whether a class has been read before; the first time takes long, and may wait for a lock. */
    boolean hasLearned(Class<?> type) {
        return conversion.hasLearned(type);
    }

    /** Reads the reply to a command that answers one value, or starts a job (design rule: the reply decides). */
    <T> Answer<T> answer(Command<T> command, Reply reply) {
        Description description = command.description();
        Object plain = plainAnswer(description, reply);
        if (plain != null) {
            return new Answer.Value<>(cast(plain));
        }
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

    /**
     * The answer of the usual reply, one object under its own name and nothing beside it, read without a tree; null for any
     * other, which is to be looked at from its beginning.
     */
    private @Nullable Object plainAnswer(Description description, Reply reply) {
        boolean mayBePlain = reply.status() == Envelope.OK
                && !reply.isXml()
                && !form.urlEncoded()
                && !description.answersList()
                && NamedFields.class.isAssignableFrom(description.type());
        if (!mayBePlain) {
            return null;
        }
        try (JsonParser parser = parser(reply)) {
            if (!come(parser, START_OF_PLAIN)) {
                return null;
            }
            Object answer = conversion.fromParser(description, parser, reply.status(), 1);
            return come(parser, END_OF_PLAIN) && parser.nextToken() == null ? answer : null;
        } catch (JacksonException | CloudStackException fault) {
            return null;
        }
    }

    private static boolean come(JsonParser parser, List<JsonToken> tokens) {
        for (JsonToken token : tokens) {
            if (parser.nextToken() != token) {
                return false;
            }
        }
        return true;
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

    private ApiException failedOutcome(String command, Parameters asked, Reply reply, JsonNode payload) {
        return ApiException.of(
                command, new ErrorBody(reply.status(), 530, null, redaction.words(words(payload), asked), null), null);
    }

    /** Reads the reply to {@code queryAsyncJobResult}. */
    JobReport job(Parameters asked, Reply reply) {
        JsonNode payload = payload(QUERY_JOB, asked, reply);
        int status = NumbersInText.whole(payload.path("jobstatus"), NO_STATUS);
        if (status < JobReport.PENDING) {
            throw envelope.noReply(QUERY_JOB, asked, reply, "the job's state is missing.");
        }
        JsonNode resource = payload.path("jobinstanceid");
        JsonNode result = payload.path("jobresult");
        return new JobReport(
                status,
                NumbersInText.whole(payload.path("jobresultcode"), 0),
                result.isMissingNode() || result.isNull() ? null : result,
                resource.isValueNode() && !resource.isNull() ? resource.asString() : null,
                payload.path("cmd").asString(null),
                reply.length());
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

    private JobFailedException jobFailure(
            String command, Parameters asked, String jobId, @Nullable String resourceId, JobReport report) {
        JsonNode result = report.result();
        String text = "the server gives no reason";
        int code = report.resultCode();
        if (result != null && result.isObject()) {
            code = NumbersInText.whole(result.path("errorcode"), code);
            text = result.hasNonNull("errortext") ? result.path("errortext").asString("") : words(result);
        } else if (result != null && result.isValueNode()) {
            text = result.asString("");
        }
        return new JobFailedException(
                command, jobId, resourceId, report.status(), code, redaction.words(text.strip(), asked));
    }

    private JsonNode payload(String command, Parameters asked, Reply reply) {
        return leniently(command, asked, reply, bytes -> {
            try (JsonParser parser = parser(bytes)) {
                envelope.enter(command, asked, bytes, parser);
                JsonNode payload = mapper.readTree(parser);
                envelope.close(command, asked, bytes, parser);
                if (Envelope.isError(payload)) {
                    throw envelope.error(command, asked, bytes, payload);
                }
                return payload;
            }
        });
    }

    private JsonParser parser(Reply reply) {
        return mapper.createParser(reply.body(), 0, reply.length());
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
                elements.add(conversion.fromTree(description, element, status, "an element"));
            }
            return cast(elements);
        }
        return cast(conversion.fromTree(description, unwrap(payload), status, "the answer"));
    }

    private static Iterable<JsonNode> elements(Description description, JsonNode payload, int status) {
        if (payload.isArray()) {
            return payload;
        }
        Map<String, JsonNode> arrays = propertiesThat(payload, JsonNode::isArray);
        if (arrays.size() == 1) {
            String key = arrays.keySet().iterator().next();
            return payload.path(key)
                    .valueStream()
                    .map(element -> RowReader.inner(description, key, element))
                    .toList();
        }
        // A lone element of XML is no array.
        Map<String, JsonNode> objects = propertiesThat(payload, JsonNode::isObject);
        long count = NumbersInText.whole(payload.path("count"), 0L);
        if (arrays.isEmpty() && objects.size() == 1 && count <= 1 && payload.size() == (payload.has("count") ? 2 : 1)) {
            String key = objects.keySet().iterator().next();
            return List.of(RowReader.inner(description, key, payload.path(key)));
        }
        boolean isBlank =
                payload.isObject() && payload.isEmpty() || payload.asString("x").isBlank();
        if (arrays.isEmpty() && count == 0 && (isBlank || payload.has("count"))) {
            return List.of();
        }
        throw new ProtocolException(
                description.name(),
                status,
                description.name() + ": a list was due, but the reply has " + arrays.size()
                        + " arrays. Ask for a JsonNode without answersList to see it.",
                true);
    }

    private static Map<String, JsonNode> propertiesThat(JsonNode payload, Predicate<JsonNode> are) {
        return payload.propertyStream()
                .filter(property -> are.test(property.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @SuppressWarnings("unchecked") // the description says what T is: its type, or a list of it
    private static <T> @Nullable T cast(@Nullable Object value) {
        return (T) value;
    }

    /**
     * Reads one page of a list.
     *
     * @param firstPage whether a count without rows means that rows are missing; on later pages it is the end
     */
    <T> Rows<T> rows(Command<T> command, Parameters asked, Reply reply, boolean firstPage) {
        return rows(command, asked, reply, firstPage, 0);
    }

    /**
     * Reads what is left of a page whose rows have been taken out.
     *
     * @param before how many those were
     */
    <T> Rows<T> rows(Command<T> command, Parameters asked, Reply reply, boolean firstPage, int before) {
        String name = command.description().name();
        RowReader<T> rowReader = rowReader(command);
        return leniently(name, asked, reply, bytes -> {
            try (JsonParser parser = parser(bytes)) {
                envelope.enter(name, asked, bytes, parser);
                return new RowsReading<T>(mapper, envelope, rowReader, command.description(), asked, bytes, before)
                        .read(parser, firstPage);
            }
        });
    }

    /** A page that is to be read as it arrives. */
    <T> ArrivingPage<T> arriving(Command<T> command, Parameters asked, ReplyHead head, boolean firstPage) {
        return new ArrivingPage<>(this, rowReader(command), command, asked, head, firstPage);
    }

    private <T> RowReader<T> rowReader(Command<T> command) {
        return new RowReader<>(mapper, conversion, command.description());
    }

    /** Whether the rows of a reply can be read before it is whole. */
    boolean readsAsItComes(ReplyHead head) {
        return head.status() == Envelope.OK && !form.urlEncoded();
    }

    ReplyLimits limits() {
        return limits;
    }

    JsonParser parser(byte[] bytes, int from, int length) {
        return mapper.createParser(bytes, from, length);
    }

    /** Reads once more with escapes mended where the text does not parse; a text that still does not is an error. */
    private <R> R leniently(String command, Parameters asked, Reply reply, Function<Reply, R> reading) {
        envelope.check(command, asked, reply);
        try {
            return reading.apply(transcription.plain(reply));
        } catch (StreamReadException malformed) {
            byte[] mended = reply.isXml() ? null : LenientJson.withEscapesMended(reply.body(), reply.length());
            if (mended == null) {
                throw malformed(command, asked, reply, malformed);
            }
            Reply again = reply.head().with(mended, mended.length);
            try {
                return reading.apply(transcription.plain(again));
            } catch (JacksonException | NumberFormatException still) {
                throw malformed(command, asked, reply, still);
            }
        } catch (JacksonException | NumberFormatException malformed) {
            throw malformed(command, asked, reply, malformed);
        }
    }

    // Where a tree is read, an exponent beyond those of BigDecimal is a NumberFormatException (Jackson 3.1.4).
    private ProtocolException malformed(String command, Parameters asked, Reply reply, RuntimeException cause) {
        if (cause instanceof StreamConstraintsException || cause instanceof NumberFormatException) {
            return envelope.noReply(command, asked, reply, OVERSTRAINED);
        }
        if (reply.isXml()) {
            return envelope.noReply(
                    command,
                    asked,
                    reply,
                    "the XML breaks, or is no CloudStack reply; was it cut short, or does something else answer?");
        }
        TokenStreamLocation place = cause instanceof JacksonException text ? text.getLocation() : null;
        return envelope.noReply(command, asked, reply, broken(place == null ? -1 : place.getByteOffset()));
    }

    private static String broken(long at) {
        return "the JSON breaks" + (at < 0 ? "" : " at byte " + at)
                + "; was the reply cut short, or does something rewrite it?";
    }

    /** A page whose text breaks, after so many bytes of it have come. */
    static ProtocolException broken(Command<?> command, ReplyHead head, long length, long at) {
        return noReply(command, head, length, broken(at));
    }

    /** A page that holds what no parser is asked to read. */
    static ProtocolException overstrained(Command<?> command, ReplyHead head, long length) {
        return noReply(command, head, length, OVERSTRAINED);
    }

    /** A reply, or a row of it, that is longer than it may be. */
    static ProtocolException tooLong(Command<?> command, ReplyHead head, long length, String what, int limit) {
        return noReply(
                command,
                head,
                length,
                what + " is longer than " + limit + " bytes. Ask for fewer details, or allow longer ones"
                        + " (maxReplyBytes, maxRowBytes).");
    }

    private static ProtocolException noReply(Command<?> command, ReplyHead head, long length, String what) {
        return Envelope.noReply(command.description().name(), head, length, what, null);
    }
}
