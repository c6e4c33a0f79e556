package io.github.cloudstackreactive.reply;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Makes of a reply in whatever form the one that the rest of this room reads: JSON whose strings are plain.
 *
 * <p>Of XML the root element becomes the reply's key, what repeats an array, and every value a string.
 */
final class Transcription {

    private final JsonMapper mapper;
    private final boolean urlEncoded;

    Transcription(JsonMapper mapper, boolean urlEncoded) {
        this.mapper = mapper;
        this.urlEncoded = urlEncoded;
        if (ReplyForm.readsXml()) {
            XmlReply.lookUp();
        }
    }

    /**
     * The reply in plain JSON; itself, where it is that already.
     *
     * @throws JacksonException if its text breaks
     */
    Reply plain(Reply reply) {
        if (reply.isXml()) {
            JsonNode tree = XmlReply.tree(reply, mapper);
            return written(reply, urlEncoded ? decoded(tree, UrlEncoding::decodedInXml) : tree);
        }
        JsonNode tree = urlEncoded ? onlyTree(reply) : null;
        return tree == null ? reply : written(reply, decoded(tree, UrlEncoding::decoded));
    }

    // Where more follows the reply is left as it came: its reading says what is wrong.
    private @Nullable JsonNode onlyTree(Reply reply) {
        try (JsonParser parser = mapper.createParser(reply.body(), 0, reply.length())) {
            JsonNode tree = mapper.readTree(parser);
            return tree == null || parser.nextToken() != null ? null : tree;
        }
    }

    private Reply written(Reply reply, JsonNode tree) {
        byte[] json = mapper.writeValueAsBytes(tree);
        return reply.head().with(json, json.length);
    }

    /** The same tree with every string in it decoded; names are never encoded. */
    private static JsonNode decoded(JsonNode tree, UnaryOperator<String> decoding) {
        if (tree instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> property : object.properties()) {
                property.setValue(decoded(property.getValue(), decoding));
            }
        } else if (tree instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, decoded(array.get(i), decoding));
            }
        } else if (tree instanceof StringNode text) {
            return StringNode.valueOf(decoding.apply(text.stringValue()));
        }
        return tree;
    }
}
