package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.error.CloudStackException;
import io.github.cloudstackreactive.error.TransportException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says what the way through a proxy failed of; nothing was sent then. */
final class ProxyFaults {

    private static final Pattern STATUS = Pattern.compile("status: (\\w+)");

    private ProxyFaults() {}

    /** Null where the proxy had no part in it. */
    static @Nullable CloudStackException named(String command, URI endpoint, String proxy, Throwable thrown) {
        String said = command + ": the " + proxy;
        if (Faults.find(thrown, UnknownHostException.class) != null) {
            return unreached(command, said + " has no known address. Check its name and the name service.", thrown);
        }
        if (Faults.find(thrown, ConnectTimeoutException.class) != null) {
            return unreached(
                    command, said + " took no connection in time. Check its address, and that it is up.", thrown);
        }
        if (!(Faults.find(thrown, ProxyConnectException.class) instanceof ProxyConnectException refused)) {
            return Faults.find(thrown, ConnectException.class) == null
                    ? null
                    : unreached(
                            command,
                            said + " refuses connections. Check its host and port, and that it is up.",
                            thrown);
        }
        return refused(command, endpoint, proxy, refused);
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
                            + ". Give the right ones by Proxy.credentials.",
                    thrown);
        }
        if (message.contains("timeout")) {
            return passing(
                    command,
                    said + " made no connection to " + server + " in time. Is it the right kind of proxy, and is the"
                            + " server up?",
                    thrown);
        }
        if (status.startsWith("4") || status.equals("FORBIDDEN") || status.equals("REJECTED_OR_FAILED")) {
            return TransportException.lasting(
                    command,
                    said + " lets nobody through to " + server + " (" + status
                            + "). Ask whoever runs it to allow that, or go without it (Proxy.except).",
                    thrown);
        }
        return passing(
                command,
                said + " made no connection to " + server + (status.isEmpty() ? "" : " (" + status + ")")
                        + ". Is the server up, and is it the right kind of proxy?",
                thrown);
    }

    private static TransportException unreached(String command, String words, Throwable thrown) {
        return TransportException.unreached(command, words, true, thrown);
    }

    private static TransportException passing(String command, String words, Throwable thrown) {
        return TransportException.passing(command, words, false, thrown);
    }
}
