package io.github.cloudstackreactive.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudstackreactive.CloudStackClient;
import io.github.cloudstackreactive.command.Command;
import io.github.cloudstackreactive.error.ConfigurationException;
import io.netty.handler.ssl.SslContext;
import io.netty.pkitesting.X509Bundle;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;

/** Whom a client trusts, and how it proves who it is. */
@Timeout(60)
class TlsTest {

    private static final String PASSWORD = "canary-of-the-key";

    @TempDir
    static Path folder;

    private static X509Bundle authority;
    private static X509Bundle certificate;
    private static X509Bundle clientCertificate;
    private static Path authorityPem;
    private static Path clientPem;
    private static Path clientKey;

    @BeforeAll
    static void certificates() throws Exception {
        authority = Certificates.authority("Company");
        certificate = Certificates.server().buildIssuedBy(authority);
        clientCertificate = Certificates.client().buildIssuedBy(authority);
        authorityPem = write("ca.pem", authority.getCertificatePEM());
        clientPem = write("client.pem", clientCertificate.getCertificatePathPEM());
        clientKey = write("client.key", clientCertificate.getPrivateKeyPEM());
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void answers(String endpoint, Tls tls) {
        try (CloudStackClient cloud = CloudStackClient.builder()
                .endpoint(endpoint)
                .credentials("KEY", "SECRET")
                .tls(tls)
                .build()) {
            assertThat(cloud.execute(Command.of("listZones")).block(Duration.ofSeconds(20)))
                    .isNotNull();
        }
    }

    private static SslContext usual() throws Exception {
        return Certificates.shows(certificate).build();
    }

    @Test
    void anAuthorityOfOnesOwnIsTrustedAloneOrBesideTheSystems() throws Exception {
        try (Listening server = Listening.tls(usual())) {
            answers(server.endpoint(), Tls.trustingOnly(authorityPem));
            answers(server.endpoint(), Tls.systemTrust().alsoTrusting(authorityPem));
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("company", authority.getCertificate());
            answers(server.endpoint(), Tls.trustingOnly(store));
            answers(server.endpoint(), Tls.systemTrust().alsoTrusting(store));
            assertThat(server.requests()).isEqualTo(4);
        }
    }

    @Test
    void theSystemsAuthoritiesStayTrustedBesideOnesOwn() {
        assertThat(Tls.systemTrust().alsoTrusting(authorityPem).trustedIssuers())
                .containsAll(Tls.systemTrust().trustedIssuers())
                .contains(authority.getCertificate())
                .hasSizeGreaterThan(10);
        assertThat(Tls.trustingOnly(authorityPem).trustedIssuers()).containsExactly(authority.getCertificate());
    }

    @Test
    void theServersOwnCertificateIsPinned() throws Exception {
        try (Listening server = Listening.tls(usual())) {
            answers(server.endpoint(), Tls.trustingOnly(List.of(certificate.getCertificate())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientCertificateIsShownWhereItIsWanted(String version) throws Exception {
        try (Listening server = Listening.tls(Certificates.wantsClient(certificate, authority, version))) {
            Tls trusting = Tls.trustingOnly(authorityPem);
            answers(server.endpoint(), trusting.clientCertificate(clientPem, clientKey));
            Path encrypted = write("encrypted.key", encrypted());
            answers(server.endpoint(), trusting.clientCertificate(clientPem, encrypted, PASSWORD.toCharArray()));
            KeyStore store = clientCertificate.toKeyStore(PASSWORD.toCharArray());
            answers(server.endpoint(), trusting.clientCertificate(store, PASSWORD.toCharArray()));
            assertThat(server.requests()).isEqualTo(3);
        }
    }

    @Test
    void aServerIsAskedForByTheNameThatItsCertificateIsFor() throws Exception {
        X509Bundle named = Certificates.serverOf("cloud.example").buildIssuedBy(authority);
        try (Listening server = Listening.tls(Certificates.shows(named).build())) {
            answers(server.endpoint(), Tls.trustingOnly(authorityPem).serverName("cloud.example"));
        }
    }

    /** As a caller's HttpClient has it: over TLS and in the clear. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void http2IsTheCallersToBring(boolean tls) throws Exception {
        HttpProtocol protocol = tls ? HttpProtocol.H2 : HttpProtocol.H2C;
        HttpServer http2 = HttpServer.create().protocol(protocol);
        ConnectionProvider pool = ConnectionProvider.create("http2", 2);
        HttpClient own = HttpClient.create(pool).protocol(protocol);
        if (tls) {
            own = own.secure(spec -> spec.sslContext(Http2SslContextSpec.forClient()
                    .configure(context -> context.trustManager(authority.getCertificate()))));
        }
        try (Listening server = tls
                        ? Listening.tls(
                                Http2SslContextSpec.forServer(clientOf(certificate), clientKeyOf(certificate))
                                        .sslContext(),
                                http2)
                        : Listening.plain(http2);
                CloudStackClient cloud = CloudStackClient.builder()
                        .endpoint(server.endpoint())
                        .credentials("KEY", "SECRET")
                        .httpClient(own)
                        .build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(cloud.execute(Command.of("listZones")).block(Duration.ofSeconds(20)))
                        .isNotNull();
            }
            cloud.execute(Command.of("createNetwork").with("name", "n")).block(Duration.ofSeconds(20));
            assertThat(server.requests()).isEqualTo(21);
        } finally {
            pool.disposeLater().block(Duration.ofSeconds(10));
        }
    }

    private static File clientOf(X509Bundle bundle) throws IOException {
        return bundle.toTempCertChainPem();
    }

    private static File clientKeyOf(X509Bundle bundle) throws IOException {
        return bundle.toTempPrivateKeyPem();
    }

    @Test
    void whatIsWrongWithTheFilesIsSaidWithoutTheirSecrets() throws Exception {
        Tls tls = Tls.systemTrust();
        Path missing = folder.resolve("missing.pem");
        refused(() -> Tls.trustingOnly(missing), "missing.pem does not exist");
        refused(() -> Tls.trustingOnly(clientKey), "client.key holds no certificate");
        refused(() -> tls.clientCertificate(clientPem, authorityPem), "ca.pem holds no private key");
        Path torn = write("torn.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        refused(() -> Tls.trustingOnly(torn), "torn.pem holds a certificate that cannot be read");
        Path another = write(
                "another.key", Certificates.client().buildIssuedBy(authority).getPrivateKeyPEM());
        refused(() -> tls.clientCertificate(clientPem, another), "another.key is not that of the first certificate");
        Path rsa = write(
                "rsa.key",
                Certificates.client().rsa2048().buildIssuedBy(authority).getPrivateKeyPEM());
        refused(() -> tls.clientCertificate(clientPem, rsa), "rsa.key is not that of the first certificate");
        Path old = write("old.key", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        refused(() -> tls.clientCertificate(clientPem, old), "openssl pkcs8 -topk8");
        Path encrypted = write("encrypted.key", encrypted());
        refused(() -> tls.clientCertificate(clientPem, encrypted), "Give its password");
        refused(
                () -> tls.clientCertificate(clientPem, encrypted, (PASSWORD + "x").toCharArray()),
                "Is it the right password");
        KeyStore store = clientCertificate.toKeyStore(PASSWORD.toCharArray());
        refused(() -> tls.clientCertificate(store, (PASSWORD + "x").toCharArray()), "Is it the right password");
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        refused(() -> Tls.trustingOnly(empty), "holds no certificate");
        refused(() -> tls.clientCertificate(empty, new char[0]), "holds no private key");
        refused(() -> Tls.trustingOnly(List.of()), "at least one");
        refused(() -> tls.serverName("no name"), "no host name");
    }

    private static void refused(ThrowingCallable made, String words) {
        assertThatThrownBy(made)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(words)
                .satisfies(thrown -> {
                    for (Throwable each = thrown; each != null; each = each.getCause()) {
                        assertThat(String.valueOf(each)).doesNotContain(PASSWORD);
                    }
                });
    }

    @Test
    void nothingSecretPrints() {
        assertThat(Tls.trustingOnly(authorityPem)
                        .clientCertificate(clientPem, clientKey)
                        .serverName("cloud.example")
                        .onlyTls13())
                .hasToString(
                        "Tls[own trust only, 1 certificates, client certificate, server name cloud.example, TLSv1.3]");
    }

    @Test
    void theCallersPasswordIsNotChanged() throws Exception {
        char[] password = PASSWORD.toCharArray();
        Tls.systemTrust().clientCertificate(clientPem, write("encrypted.key", encrypted()), password);
        assertThat(password).isEqualTo(PASSWORD.toCharArray());
    }

    private static String encrypted() throws Exception {
        String algorithm = "PBEWithHmacSHA256AndAES_256";
        SecretKey secret =
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(PASSWORD.toCharArray()));
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.ENCRYPT_MODE, secret);
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        byte[] key = new EncryptedPrivateKeyInfo(
                        parameters,
                        cipher.doFinal(
                                clientCertificate.getKeyPair().getPrivate().getEncoded()))
                .getEncoded();
        return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
    }
}
