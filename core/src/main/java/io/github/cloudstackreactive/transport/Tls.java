package io.github.cloudstackreactive.transport;

import io.github.cloudstackreactive.error.ConfigurationException;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.tcp.SslProvider;

/**
 * Whom to trust, and how to prove who is asking, on {@code https://}.
 *
 * <p>Immutable: each method returns another value. Certificate and host name are always verified; TLS 1.2 and 1.3 are spoken,
 * and nothing older. Files are read by the method that names them: not to be called on an event loop.
 *
 * <pre>{@code
 * Tls tls = Tls.systemTrust()
 *         .alsoTrusting(Path.of("/etc/pki/company-ca.pem"))
 *         .clientCertificate(Path.of("client.pem"), Path.of("client.key"));
 * }</pre>
 */
public final class Tls {

    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private final boolean system;
    private final List<X509Certificate> trusted;
    private final @Nullable KeyManagerFactory identity;
    private final @Nullable String serverName;
    private final List<String> versions;

    private Tls(
            boolean system,
            List<X509Certificate> trusted,
            @Nullable KeyManagerFactory identity,
            @Nullable String serverName,
            List<String> versions) {
        this.system = system;
        this.trusted = trusted;
        this.identity = identity;
        this.serverName = serverName;
        this.versions = versions;
    }

    /** Trusts whom the Java runtime trusts: its own list, or the one that {@code javax.net.ssl.trustStore} names. */
    public static Tls systemTrust() {
        return new Tls(true, List.of(), null, null, VERSIONS);
    }

    /**
     * Trusts the certificates in this file, of authorities or of the server itself, and nobody else.
     *
     * @param pem one or more certificates in PEM
     * @throws ConfigurationException where the file is not there or holds no certificate
     */
    public static Tls trustingOnly(Path pem) {
        return trustingOnly(Pem.certificates(pem));
    }

    /**
     * Trusts the certificates in this store and nobody else.
     *
     * @throws ConfigurationException where it holds none
     */
    public static Tls trustingOnly(KeyStore store) {
        return trustingOnly(certificates(store));
    }

    /**
     * Trusts these certificates, of authorities or of the server itself, and nobody else.
     *
     * @throws ConfigurationException where there is none
     */
    public static Tls trustingOnly(Collection<X509Certificate> certificates) {
        if (certificates.isEmpty()) {
            throw new ConfigurationException("There is no certificate to trust. Give at least one.");
        }
        return new Tls(false, List.copyOf(certificates), null, null, VERSIONS);
    }

    /**
     * Trusts the certificates in this file as well.
     *
     * @param pem one or more certificates in PEM
     * @throws ConfigurationException where the file is not there or holds no certificate
     */
    public Tls alsoTrusting(Path pem) {
        return alsoTrusting(Pem.certificates(pem));
    }

    /**
     * Trusts the certificates in this store as well.
     *
     * @throws ConfigurationException where it holds none
     */
    public Tls alsoTrusting(KeyStore store) {
        return alsoTrusting(certificates(store));
    }

    /** Trusts these certificates as well. */
    public Tls alsoTrusting(Collection<X509Certificate> certificates) {
        List<X509Certificate> all = new ArrayList<>(trusted);
        all.addAll(certificates);
        return new Tls(system, List.copyOf(all), identity, serverName, versions);
    }

    /**
     * Shows this certificate to a server that asks for one.
     *
     * @param chain the client's certificate, and after it those that lead to its authority, in PEM
     * @param key its private key in PEM (PKCS #8), not encrypted
     * @throws ConfigurationException where a file is not there or is no PEM, or the key is not the certificate's
     */
    public Tls clientCertificate(Path chain, Path key) {
        return with(ClientKeys.of(Pem.certificates(chain), Pem.privateKey(key, null), chain, key));
    }

    /**
     * Shows this certificate to a server that asks for one.
     *
     * @param chain the client's certificate, and after it those that lead to its authority, in PEM
     * @param key its private key in PEM (PKCS #8), encrypted
     * @param password of the key; neither changed nor kept
     * @throws ConfigurationException where a file is not there or is no PEM, the password is wrong, or the key is not the
     *     certificate's
     */
    public Tls clientCertificate(Path chain, Path key, char[] password) {
        return with(ClientKeys.of(Pem.certificates(chain), Pem.privateKey(key, password), chain, key));
    }

    /**
     * Shows a certificate of this store to a server that asks for one.
     *
     * @param password of the store's keys; neither changed nor kept
     * @throws ConfigurationException where the password is wrong, or the store holds no key
     */
    public Tls clientCertificate(KeyStore store, char[] password) {
        return with(ClientKeys.of(store, password));
    }

    private Tls with(KeyManagerFactory keys) {
        return new Tls(system, trusted, keys, serverName, versions);
    }

    /**
     * Asks for the server by this name (SNI), where its certificate does not name the endpoint's host: behind a tunnel, or by
     * an address.
     *
     * <p>The certificate must be for this name or for the endpoint's host.
     *
     * @throws ConfigurationException where it is no host name
     */
    public Tls serverName(String name) {
        try {
            return new Tls(system, trusted, identity, new SNIHostName(name).getAsciiName(), versions);
        } catch (IllegalArgumentException malformed) {
            throw new ConfigurationException(
                    "The server name for TLS is no host name. Give one such as cloud.example.");
        }
    }

    /** Speaks TLS 1.3 only. */
    public Tls onlyTls13() {
        return new Tls(system, trusted, identity, serverName, List.of("TLSv1.3"));
    }

    /** Whether somebody is trusted whom the system does not name, or only such. */
    public boolean choosesTrust() {
        return !system || !trusted.isEmpty();
    }

    /**
     * Sets up a connection.
     *
     * @param handshake how long the handshake may take
     * @param trust in place of this value's; null for that
     */
    void configure(SslProvider.SslContextSpec connection, Duration handshake, @Nullable TrustManagerFactory trust) {
        SslProvider.Builder builder = connection
                .sslContext(Http11SslContextSpec.forClient().configure(context -> configure(context, trust)))
                .handshakeTimeout(handshake);
        if (serverName != null) {
            builder.serverNames(new SNIHostName(serverName));
        }
    }

    private void configure(SslContextBuilder context, @Nullable TrustManagerFactory trust) {
        context.protocols(versions);
        if (trust != null || choosesTrust()) {
            context.trustManager(trust == null ? trust() : trust);
        }
        if (identity != null) {
            context.keyManager(identity);
        }
    }

    List<X509Certificate> trustedIssuers() {
        List<X509Certificate> all = new ArrayList<>(trusted);
        if (system) {
            all.addAll(issuers(factory(null)));
        }
        return all;
    }

    private TrustManagerFactory trust() {
        List<X509Certificate> all = trustedIssuers();
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < all.size(); i++) {
                store.setCertificateEntry(String.valueOf(i), all.get(i));
            }
            return factory(store);
        } catch (GeneralSecurityException | IOException unable) {
            throw new ConfigurationException("The Java runtime keeps no certificates in memory.", unable);
        }
    }

    private static List<X509Certificate> certificates(KeyStore store) {
        List<X509Certificate> certificates = issuers(factory(store));
        if (certificates.isEmpty()) {
            throw new ConfigurationException(
                    "The trust store holds no certificate. Import one, or name another store.");
        }
        return certificates;
    }

    private static TrustManagerFactory factory(@Nullable KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException unreadable) {
            throw new ConfigurationException(
                    "The trust store cannot be read. Load it before it is given to this library.", unreadable);
        }
    }

    private static List<X509Certificate> issuers(TrustManagerFactory factory) {
        List<X509Certificate> issuers = new ArrayList<>();
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager each) {
                issuers.addAll(Arrays.asList(each.getAcceptedIssuers()));
            }
        }
        return issuers;
    }

    /** What is configured, without a key or a certificate. */
    @Override
    public String toString() {
        return "Tls[" + (system ? "system trust" : "own trust only")
                + (trusted.isEmpty() ? "" : ", " + trusted.size() + " certificates")
                + (identity == null ? "" : ", client certificate")
                + (serverName == null ? "" : ", server name " + serverName) + ", " + String.join(" ", versions) + "]";
    }
}
