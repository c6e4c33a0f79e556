package io.github.cloudstackreactive.reply;

/**
 * The form in which a server writes its replies; what comes in the other of JSON and XML is read as well.
 *
 * @param xml whether replies are asked for in XML rather than in JSON
 * @param urlEncoded whether the server encodes every string that it writes (its setting {@code encode.api.response})
 */
public record ReplyForm(boolean xml, boolean urlEncoded) {

    /** JSON whose strings are plain. */
    public static final ReplyForm JSON = new ReplyForm(false, false);

    /** What has to be there for XML to be read. */
    public static final String XML_ARTIFACT = "tools.jackson.dataformat:jackson-dataformat-xml";

    private static final boolean READS_XML = isThere("tools.jackson.dataformat.xml.XmlFactory");

    /** The value of the parameter {@code response}. */
    public String parameter() {
        return xml ? "xml" : "json";
    }

    /** Whether {@link #XML_ARTIFACT} is there, so that replies in XML can be read. */
    public static boolean readsXml() {
        return READS_XML;
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, ReplyForm.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }
}
