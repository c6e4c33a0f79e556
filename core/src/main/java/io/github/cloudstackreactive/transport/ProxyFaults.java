package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.TransportException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.proxy.ProxyConnectException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says what the way through a proxy failed of; nothing was sent then. */
final class ProxyFaults {

    private static final Pattern STATUS = Pattern.compile("status: (\\w+)");

    private static final String KIND = " Is it the right kind of proxy, and is the server up?";

    private ProxyFaults() {}

    /** Null where the proxy had no part in it. */
    static @Nullable CloudStackException named(
            String command, URI endpoint, String proxy, Throwable thrown, boolean sent) {
        String said = command + ": the " + proxy;
        if (Faults.find(thrown, UnknownHostException.class) != null) {
            return unreached(command, said + " has no known address. Check its name and the name service.", thrown);
        }
        if (Faults.find(thrown, ConnectTimeoutException.class) != null) {
            return unreached(
                    command, said + " took no connection in time. Check its address, and that it is up.", thrown);
        }
        if (Faults.find(thrown, ProxyConnectException.class) instanceof ProxyConnectException refused) {
            return refused(command, endpoint, proxy, refused);
        }
        if (Faults.find(thrown, ConnectException.class) instanceof ConnectException failed) {
            return Faults.isReset(failed)
                    ? passing(
                            command,
                            said + " took the connection and reset it at once. Is it up, and is it the right kind of"
                                    + " proxy?",
                            thrown)
                    : unreached(
                            command,
                            said + " refuses connections. Check its host and port, and that it is up.",
                            thrown);
        }
        if (!sent && Faults.isTimeout(thrown)) {
            return passing(command, said + madeNone(endpoint) + " in time." + KIND, thrown);
        }
        // Nobody but the proxy can have said anything yet.
        if (!sent
                && Faults.find(thrown, DecoderException.class) != null
                && Faults.find(thrown, SSLException.class) == null) {
            return passing(command, said + " answers what no such proxy does." + KIND, thrown);
        }
        return null;
    }

    static TransportException refused(String command, URI endpoint, String proxy, ProxyConnectException thrown) {
        String said = command + ": the " + proxy;
        String server = Faults.server(endpoint);
        String message = String.valueOf(thrown.getMessage());
        Matcher found = STATUS.matcher(message);
        String status = found.find() ? found.group(1) : "";
        if (status.equals("407") || message.contains("authStatus") || message.contains("authMethod")) {
            return TransportException.lasting(
                    command,
                    said + " wants credentials, or does not take these" + (status.isEmpty() ? "" : " (" + status + ")")
                            + ". Give the right ones by Proxy.credentials. And is it the right kind of proxy?",
                    thrown);
        }
        if (message.contains("timeout")) {
            return passing(command, said + madeNone(endpoint) + " in time." + KIND, thrown);
        }
        if (status.startsWith("4") || status.equals("FORBIDDEN") || status.equals("REJECTED_OR_FAILED")) {
            return TransportException.lasting(
                    command,
                    said + " lets nobody through to " + server + " (" + status
                            + "). Ask whoever runs it to allow that, or go without it (Proxy.except). And is it the right"
                            + " kind of proxy, rather than a web server?",
                    thrown);
        }
        return passing(
                command,
                said + madeNone(endpoint) + (status.isEmpty() ? "" : " (" + status + ")") + "." + KIND,
                thrown);
    }

    private static String madeNone(URI endpoint) {
        return " made no connection to " + Faults.server(endpoint);
    }

    private static TransportException unreached(String command, String words, Throwable thrown) {
        return TransportException.unreached(command, words, true, thrown);
    }

    private static TransportException passing(String command, String words, Throwable thrown) {
        return TransportException.passing(command, words, false, thrown);
    }
}
