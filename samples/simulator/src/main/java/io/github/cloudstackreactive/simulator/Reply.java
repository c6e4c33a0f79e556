package io.github.cloudstackreactive.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer as it goes on the wire.
 *
 * @param length the length of the body, or -1 if it is too long to be made before it is sent
 * @param description the text of the header that repeats an error's text
 * @param cookies what is set
 */
record Reply(
        int status,
        String contentType,
        @Nullable String description,
        Iterator<byte[]> body,
        long length,
        List<String> cookies) {

    static final String JSON = "application/json;charset=utf-8";
    static final String XML = "text/xml;charset=utf-8";
    static final String HTML = "text/html;charset=iso-8859-1";

    Reply(int status, String contentType, @Nullable String description, Iterator<byte[]> body, long length) {
        this(status, contentType, description, body, length, List.of());
    }

    Reply with(List<String> set) {
        return new Reply(status, contentType, description, body, length, set);
    }

    static Reply of(int status, String contentType, String body) {
        return of(status, contentType, null, body);
    }

    static Reply of(int status, String contentType, @Nullable String description, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Reply(status, contentType, description, List.of(bytes).iterator(), bytes.length);
    }

    /** Jetty's page for what is no call of the API. */
    static Reply htmlError(int status, String reason) {
        return of(
                status,
                HTML,
                "<html>\n<head>\n<meta http-equiv=\"Content-Type\" content=\"text/html;charset=ISO-8859-1\"/>\n<title>Error "
                        + status + " " + reason + "</title>\n</head>\n<body><h2>HTTP ERROR " + status + " " + reason
                        + "</h2>\n<table>\n<tr><th>URI:</th><td>/client/api</td></tr>\n<tr><th>STATUS:</th><td>"
                        + status
                        + "</td></tr>\n<tr><th>MESSAGE:</th><td>" + reason
                        + "</td></tr>\n</table>\n\n</body>\n</html>\n");
    }

    /** The page that Jetty's parser answers with before any servlet sees the request. */
    static Reply badMessage(int status, String reason) {
        return of(status, HTML, "<h1>Bad Message " + status + "</h1><pre>reason: " + reason + "</pre>");
    }
}
