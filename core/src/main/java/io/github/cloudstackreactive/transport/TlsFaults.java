package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.error.TransportException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Says what TLS failed of.
 *
 * <p>What the Java runtime tells apart only by its words is told apart by them here: those of 17 to 25 are the same.
 */
final class TlsFaults {

    /** With TLS 1.3 a client's certificate is judged when the client may be writing already; the server reads nothing of it. */
    private static final Pattern CLIENT_CERTIFICATE =
            Pattern.compile("certificate_required|bad_certificate|unsupported_certificate|certificate_revoked"
                    + "|certificate_expired|certificate_unknown|unknown_ca|access_denied|decrypt_error");

    private static final Pattern VERSION =
            Pattern.compile("protocol_version|not accepted by client preferences|No appropriate protocol"
                    + "|not supported by|insufficient_security");

    private TlsFaults() {}

    /**
     * The failure, or null where TLS had no part in it.
     *
     * @param sent whether the request had been handed to a connection, and so after the handshake
     */
    static @Nullable TransportException named(String command, String server, Throwable thrown, boolean sent) {
        if (Faults.find(thrown, NotSslRecordException.class) != null && sent) {
            return TransportException.passing(
                    command,
                    command + ": the TLS connection with " + server
                            + " broke (what came is no TLS any more). What stands in between?",
                    true,
                    Faults.find(thrown, SSLException.class));
        }
        if (Faults.find(thrown, NotSslRecordException.class) != null) {
            return TransportException.lasting(
                    command,
                    command + ": " + server + " does not speak TLS on this port. Use http:// or the port that does.",
                    Faults.find(thrown, SSLException.class));
        }
        if (Faults.find(thrown, CertificateException.class) instanceof CertificateException refused) {
            return lasting(command, server, thrown, certificate(refused, thrown));
        }
        if (!(Faults.find(thrown, SSLException.class) instanceof SSLException tls)) {
            return null;
        }
        String message = String.valueOf(tls.getMessage());
        boolean alert = message.contains("fatal alert");
        if (alert && CLIENT_CERTIFICATE.matcher(message).find()) {
            return lasting(
                    command,
                    server,
                    tls,
                    "The server wants a client certificate, or does not take this one: give one of an authority that it"
                            + " trusts (Tls.clientCertificate).");
        }
        if (VERSION.matcher(message).find()) {
            return lasting(
                    command,
                    server,
                    tls,
                    "It speaks none of the versions that it was asked for, TLS 1.3 and 1.2, or 1.3 alone (Tls.onlyTls13);"
                            + " older ones are not spoken: update the server.");
        }
        if (alert && message.contains("unrecognized_name")) {
            return lasting(command, server, tls, "It does not know the name that it was asked by: see Tls.serverName.");
        }
        if (!(tls instanceof SSLHandshakeException)) {
            return null;
        }
        boolean cutOff = tls instanceof SslHandshakeTimeoutException
                || message.contains("closed while")
                || message.contains("terminated the handshake")
                || Faults.find(tls, ClosedChannelException.class) != null
                || message.contains("internal_error");
        if (cutOff) {
            return TransportException.passing(
                    command,
                    words(command, server, tls)
                            + "Is the server restarting, does the port speak TLS, and does it want a client certificate"
                            + " (Tls.clientCertificate)?",
                    false,
                    tls);
        }
        return lasting(
                command,
                server,
                tls,
                "Does it speak the same versions of TLS and ciphers, and does it want a client certificate"
                        + " (Tls.clientCertificate)?");
    }

    private static String certificate(CertificateException refused, Throwable thrown) {
        String message = String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT);
        if (Faults.find(thrown, CertificateExpiredException.class) != null) {
            return "The server's certificate, or one of its authority, has expired: it must be renewed there. Or is this"
                    + " machine's clock wrong?";
        }
        if (Faults.find(thrown, CertificateNotYetValidException.class) != null) {
            return "The server's certificate is not valid yet. Is this machine's clock wrong, or the server's?";
        }
        if (message.contains("no subject alternative")
                || message.contains("no name matching")
                || message.contains("host name")) {
            return "The server's certificate is for another host: use its name in the endpoint, or Tls.serverName.";
        }
        return "Check the host name in the endpoint and the server's certificate: nobody in the trust store vouches for it."
                + " A private authority, or a certificate that is signed by itself, must be in the trust store (Tls).";
    }

    private static TransportException lasting(String command, String server, Throwable thrown, String remedy) {
        SSLException tls = Faults.find(thrown, SSLException.class) instanceof SSLException found
                ? found
                : new SSLException(thrown);
        return TransportException.lasting(command, words(command, server, tls) + remedy, tls);
    }

    private static String words(String command, String server, SSLException tls) {
        return command + ": no trusted TLS connection with " + server + " (" + tls.getMessage() + "). ";
    }
}
