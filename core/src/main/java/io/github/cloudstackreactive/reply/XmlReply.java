package io.github.cloudstackreactive.reply;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.xml.XmlFactory;

/**
 * Reads the XML of replies by jackson-dataformat-xml, which may be absent: this class alone knows it, and is not to be
 * touched unless {@link ReplyForm#readsXml()}.
 *
 * <p>Document types are refused, and so are entities. Attributes, of which the server writes only its version, are
 * dropped.
 */
final class XmlReply {

    private static final XmlFactory XML = new XmlFactory();
    private static final XMLInputFactory INPUT = input();
    private static final Pattern CHARSET = Pattern.compile("(?i)charset=\"?([A-Za-z0-9._:-]{1,40})");
    private static final String BESIDE_ELEMENTS = "";
    private static final String DEEPEST = "com.ctc.wstx.maxElementDepth";

    private XmlReply() {}

    /** Looks up now what reads XML, which takes files: the first reply in XML, asked for or not, comes on an event loop. */
    static void lookUp() {
        // The class has been made ready by the call.
    }

    private static XMLInputFactory input() {
        XMLInputFactory input = XML.getXMLInputFactory();
        input.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        input.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        if (input.isPropertySupported(DEEPEST)) {
            input.setProperty(DEEPEST, LenientJson.MAX_NESTING);
        }
        return input;
    }

    /**
     * The reply as a tree, whose only key is the name of the root element.
     *
     * @throws JacksonException if it is no XML, or begins as none of the server's replies does
     */
    static JsonNode tree(Reply reply, JsonMapper mapper) {
        try {
            XMLStreamReader root = root(reply);
            String name = root.getLocalName();
            try (JsonParser parser = XML.createParser(ObjectReadContext.empty(), new Elements(root))) {
                JsonNode tree = mapper.readTree(parser);
                if (parser.nextToken() != null) {
                    throw new StreamReadException(parser, "more follows");
                }
                return mapper.createObjectNode().set(name, payload(tree));
            }
        } catch (XMLStreamException | IOException malformed) {
            throw broken();
        }
    }

    private static XMLStreamReader root(Reply reply) throws XMLStreamException {
        XMLStreamReader reader = reader(reply);
        while (reader.next() != XMLStreamReader.START_ELEMENT) {
            if (reader.getEventType() == XMLStreamReader.DTD) {
                throw broken();
            }
        }
        if (reader.getLocalName().equalsIgnoreCase("html")) {
            throw broken();
        }
        return reader;
    }

    // What HTTP says of the letters goes before what the XML says (RFC 7303), as in text that was re-encoded on its
    // way.
    private static XMLStreamReader reader(Reply reply) throws XMLStreamException {
        ByteArrayInputStream bytes = new ByteArrayInputStream(reply.body(), 0, reply.length());
        Charset told = charset(reply.contentType());
        return told == null
                ? INPUT.createXMLStreamReader(bytes)
                : INPUT.createXMLStreamReader(new InputStreamReader(bytes, told));
    }

    private static @Nullable Charset charset(String contentType) {
        Matcher name = CHARSET.matcher(contentType);
        try {
            return name.find() ? Charset.forName(name.group(1)) : null;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return null;
        }
    }

    private static JsonNode payload(JsonNode root) {
        JsonNode text = root.path(BESIDE_ELEMENTS);
        boolean isText =
                text.isString() && root.size() == 1 && !text.stringValue().isBlank();
        return isText ? text : withoutLayout(root);
    }

    /** The same tree without what stands beside elements: line breaks and the like. */
    private static JsonNode withoutLayout(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            object.remove(BESIDE_ELEMENTS);
        }
        if (tree.isContainer()) {
            tree.forEach(XmlReply::withoutLayout);
        }
        return tree;
    }

    private static StreamReadException broken() {
        return new StreamReadException((JsonParser) null, "no reply in XML");
    }

    /** The elements without their attributes. */
    private static final class Elements extends StreamReaderDelegate {

        Elements(XMLStreamReader reader) {
            super(reader);
        }

        @Override
        public int getAttributeCount() {
            return 0;
        }
    }
}
