package io.github.cloudstackreactive.reply;

import io.github.cloudstackreactive.command.Parameters;
import io.github.cloudstackreactive.error.ApiException;
import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.ErrorBody;
import io.github.cloudstackreactive.error.ProtocolException;
import java.io.StringReader;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The outer shell of a reply, and what it means where it holds an error or is no CloudStack reply at all.
 *
 * <p>A reply has one key, whose name is not to be relied on (80 commands differ from the rule, an error without a command
 * is keyed {@code "null"}); under it stands an object, the payload.
 */
final class Envelope {

    static final int OK = 200;
    /** The array of an error that names what it is about. */
    static final String CONCERNED = "uuidList";

    private static final Set<String> ERROR_FIELDS = Set.of("errorcode", "cserrorcode", "errortext", CONCERNED);
    private static final Duration NOTABLE_SKEW = Duration.ofSeconds(5);

    private final JsonMapper mapper;
    private final Clock clock;
    private final boolean urlEncoded;
    private final Redaction redaction;

    Envelope(JsonMapper mapper, Clock clock, boolean urlEncoded, Redaction redaction) {
        this.mapper = mapper;
        this.clock = clock;
        this.urlEncoded = urlEncoded;
        this.redaction = redaction;
    }

    /**
     * Refuses a reply that is an error by its status, or neither JSON nor XML that can be read.
     *
     * @throws CloudStackException which says what it is instead
     */
    void check(String command, Parameters asked, Reply reply) {
        if (reply.status() != OK || !(looksLikeJson(reply) || (reply.isXml() && ReplyForm.readsXml()))) {
            throw failure(command, asked, reply);
        }
    }

    /** Moves a parser from before the reply to the start of its payload. */
    void enter(String command, Parameters asked, Reply reply, JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT || parser.nextToken() != JsonToken.PROPERTY_NAME) {
            throw noReply(command, asked, reply, "the body is no object with a key.");
        }
        if (parser.nextToken() == JsonToken.VALUE_NULL) {
            throw noReply(command, asked, reply, "the reply's key holds null.");
        }
    }

    /** Checks that nothing follows the payload that was read: a second key, or a second reply. */
    void close(String command, Parameters asked, Reply reply, JsonParser parser) {
        if (parser.nextToken() != JsonToken.END_OBJECT) {
            throw noReply(command, asked, reply, "the reply has more than one key.");
        }
        if (parser.nextToken() != null) {
            throw noReply(command, asked, reply, "more follows after the reply.");
        }
    }

    private static boolean looksLikeJson(Reply reply) {
        for (int i = 0; i < reply.length(); i++) {
            byte b = reply.body()[i];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{';
            }
        }
        return false;
    }

    /** Whether a payload holds nothing but an error; it may, under whatever status. */
    static boolean isError(JsonNode payload) {
        return payload.hasNonNull("errorcode")
                && payload.propertyNames().stream().allMatch(ERROR_FIELDS::contains);
    }

    /** The error that a payload holds. */
    ApiException error(String command, Parameters asked, Reply reply, JsonNode payload) {
        JsonNode finer = payload.path("cserrorcode");
        return error(
                command,
                asked,
                reply,
                NumbersInText.whole(payload.path("errorcode"), reply.status()),
                finer.isMissingNode() || finer.isNull() ? null : NumbersInText.whole(finer, 0),
                payload.path("errortext").asString(""));
    }

    private ApiException error(
            String command, Parameters asked, Reply reply, int code, @Nullable Integer finer, String text) {
        ErrorBody body = new ErrorBody(
                reply.status(), code, finer, redaction.words(text, asked), RetryAfter.of(reply.head(), clock));
        return ApiException.of(command, body, code == 401 ? hintsOnUnauthorized(command, reply) : null);
    }

    /** What a reply means that is no payload: the server's error, or something else's. */
    private CloudStackException failure(String command, Parameters asked, Reply reply) {
        if (looksLikeJson(reply)) {
            JsonNode payload = errorPayload(reply);
            if (payload != null) {
                return error(command, asked, reply, urlEncoded ? withTextDecoded(payload) : payload);
            }
        }
        Map<String, String> xml = errorInXml(reply);
        if (xml != null) {
            String finer = xml.get("cserrorcode");
            return error(
                    command,
                    asked,
                    reply,
                    number(xml.get("errorcode"), reply.status()),
                    finer == null ? null : number(finer, 0),
                    textOf(xml));
        }
        return noReply(command, asked, reply, remedy(reply));
    }

    private static JsonNode withTextDecoded(JsonNode payload) {
        JsonNode decoded = payload.deepCopy();
        return decoded instanceof ObjectNode error
                ? error.put(
                        "errortext",
                        UrlEncoding.decoded(payload.path("errortext").asString("")))
                : decoded;
    }

    private String textOf(Map<String, String> xml) {
        String text = xml.getOrDefault("errortext", "");
        return urlEncoded ? UrlEncoding.decodedInXml(text) : text;
    }

    private @Nullable JsonNode errorPayload(Reply reply) {
        JsonNode whole = tree(reply.body(), reply.length());
        if (whole == null) {
            byte[] mended = LenientJson.withEscapesMended(reply.body(), reply.length());
            whole = mended == null ? null : tree(mended, mended.length);
        }
        if (whole == null || whole.size() != 1) {
            return null;
        }
        JsonNode payload = whole.iterator().next();
        return payload.hasNonNull("errorcode") ? payload : null;
    }

    private @Nullable JsonNode tree(byte[] body, int length) {
        try {
            return mapper.readTree(body, 0, length);
        } catch (JacksonException | NumberFormatException malformed) {
            return null;
        }
    }

    // An error raised before the parameters are parsed comes as XML, though JSON was asked for.
    private static @Nullable Map<String, String> errorInXml(Reply reply) {
        String text = reply.text();
        if (!text.contains("<errorcode>")) {
            return null;
        }
        // The JDK's own, whatever else lies on the class path: no look-up, which would read files on an event loop.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        Map<String, String> fields = new HashMap<>();
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamReader.START_ELEMENT && ERROR_FIELDS.contains(reader.getLocalName())) {
                    String name = reader.getLocalName();
                    if (!name.equals("uuidList")) {
                        fields.put(name, reader.getElementText());
                    }
                }
            }
        } catch (XMLStreamException malformed) {
            return null;
        }
        return fields;
    }

    private static int number(@Nullable String text, int otherwise) {
        try {
            return text == null ? otherwise : Integer.parseInt(text.strip());
        } catch (NumberFormatException notOne) {
            return otherwise;
        }
    }

    private static String remedy(Reply reply) {
        int status = reply.status();
        if (status / 100 == 3) {
            return "redirects are not followed, so as not to carry the signature elsewhere. Set the endpoint to where it"
                    + " leads" + Redaction.server(reply.head().location()) + ".";
        }
        return switch (status) {
            case OK ->
                reply.length() == 0
                        ? "the body is empty, as when the server fails while it writes; its log tells more."
                        : reply.isXml()
                                ? "the body is XML. Check that the endpoint is the API's; if it is, add "
                                        + ReplyForm.XML_ARTIFACT + " to read it."
                                : "the body is not JSON. Check that the endpoint is the API's, usually ending in /client/api.";
            case 404 -> "there is no API at this path. Check the endpoint, which usually ends in /client/api.";
            case 414 -> "the URL is too long. Do not restrict the client to GET.";
            case 502, 503, 504 -> "a proxy answers in the server's stead; is the management server up?";
            default -> "this is not an answer of the CloudStack API. Check the endpoint, and what stands before it.";
        };
    }

    ProtocolException noReply(String command, Parameters asked, Reply reply, String what) {
        String excerpt = looksLikeJson(reply) || (reply.status() == OK && reply.isXml())
                ? ""
                : redaction.excerpt(reply.body(), reply.length(), asked);
        return noReply(
                command,
                reply.head(),
                reply.length(),
                what + (excerpt.isEmpty() ? "" : " The body begins: " + excerpt + (excerpt.endsWith(".") ? "" : ".")),
                RetryAfter.of(reply.head(), clock));
    }

    static ProtocolException noReply(
            String command, ReplyHead head, long length, String what, @Nullable Duration retryAfter) {
        return new ProtocolException(
                command,
                head.status(),
                command + ": HTTP " + head.status() + " with " + length + " bytes"
                        + (head.contentType().isEmpty() ? "" : " of " + head.contentType()) + ": " + what,
                false,
                retryAfter);
    }

    private @Nullable String hintsOnUnauthorized(String command, Reply reply) {
        // Nobody signs a login.
        if (command.equals("login")) {
            return null;
        }
        String unknown = "With API keys a 401 may also mean that the server wants signatures of another algorithm"
                + " (findSignatureAlgorithm), that it knows no command \"" + command
                + "\", or that the account may not call it.";
        Duration skew = skew(reply);
        return skew == null
                ? unknown
                : unknown + " This machine's clock is " + skew.abs().toSeconds() + " s "
                        + (skew.isNegative() ? "behind" : "ahead of")
                        + " the server's: a signature that expires needs clocks"
                        + " that agree.";
    }

    private @Nullable Duration skew(Reply reply) {
        if (reply.head().date() == null) {
            return null;
        }
        try {
            ZonedDateTime theirs = ZonedDateTime.parse(reply.head().date(), DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration skew = Duration.between(theirs.toInstant(), clock.instant());
            return skew.abs().compareTo(NOTABLE_SKEW) < 0 ? null : skew;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
